package dev.conch.task;

import dev.conch.provider.ErrorClass;
import dev.conch.provider.Trouble;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;

/**
 * How much may be asked of one provider. Decides and does nothing else: no clock, no SQL.
 *
 * @param nextSubmitAt the next start that its rate allows
 * @param restingUntil it gets nothing new before; null if it is well
 * @param trouble why it rests, or did last
 * @param reason the same for the operator
 * @param failures in a row
 */
record GateState(
        String provider,
        Instant nextSubmitAt,
        @Nullable Instant restingUntil,
        @Nullable ErrorClass trouble,
        @Nullable String reason,
        int failures) {
    /** The provider's clock and the way to it may squeeze requests together. */
    private static final Duration A_LITTLE_MORE_THAN_A_MINUTE = Duration.ofSeconds(61);

    /** A provider may be broken twice before it rests: once is nothing. */
    private static final int TOLERATED = 2;

    private static final Duration THROTTLE_REST = Duration.ofSeconds(5);
    private static final Duration SERVER_REST = Duration.ofSeconds(15);
    private static final Duration ACCOUNT_REST = Duration.ofMinutes(10);
    private static final Duration PROBE = Duration.ofSeconds(15);
    private static final Duration LONGEST_REST = Duration.ofMinutes(10);

    static GateState fresh(String provider) {
        return new GateState(provider, Instant.EPOCH, null, null, null, 0);
    }

    boolean resting(Instant now) {
        return restingUntil != null && now.isBefore(restingUntil);
    }

    /**
     * Whether one more may start now.
     *
     * @param perMinute 0 for as many as come
     */
    boolean paced(int perMinute, Instant now) {
        return perMinute == 0 || !nextSubmitAt.isAfter(now.plus(slack(perMinute)));
    }

    /** When the next may start. */
    Instant nextStart(int perMinute) {
        return perMinute == 0 ? Instant.EPOCH : nextSubmitAt.minus(slack(perMinute));
    }

    /**
     * This state after a start. After a rest, one start shows whether it is over, and others wait
     * for what comes of it. In no minute more than {@code perMinute} start, however they come: a
     * twentieth of them at once, the rest evenly.
     */
    GateState started(int perMinute, Instant now) {
        var from = nextSubmitAt.isAfter(now) ? nextSubmitAt : now;
        return new GateState(
                provider,
                perMinute == 0 ? nextSubmitAt : from.plus(interval(perMinute)),
                restingUntil == null ? null : now.plus(PROBE),
                trouble,
                reason,
                failures);
    }

    private static int burst(int perMinute) {
        return Math.max(1, perMinute / 20);
    }

    private static Duration interval(int perMinute) {
        int even = perMinute - burst(perMinute) + 1;
        return A_LITTLE_MORE_THAN_A_MINUTE.dividedBy(even);
    }

    private static Duration slack(int perMinute) {
        return interval(perMinute).multipliedBy(burst(perMinute) - 1L);
    }

    /** This state after a refusal that is the provider's or the credential's fault. */
    GateState refused(Trouble met, Instant now) {
        int row = failures + 1;
        var rest = rest(met, row);
        return new GateState(
                provider,
                nextSubmitAt,
                rest.isZero() ? restingUntil : later(now.plus(rest)),
                met.errorClass(),
                reason(met),
                row);
    }

    private Instant later(Instant other) {
        return restingUntil == null || restingUntil.isBefore(other) ? other : restingUntil;
    }

    private static String reason(Trouble met) {
        var code = met.upstreamCode() == null ? "" : " (" + met.upstreamCode() + ")";
        return met.failure().message() + code;
    }

    private static Duration rest(Trouble met, int row) {
        return switch (met.errorClass()) {
            case THROTTLE ->
                    met.retryAfter() == null
                            ? doubled(THROTTLE_REST, row - 1)
                            : max(met.retryAfter(), Duration.ofSeconds(1));
            case SERVER -> row <= TOLERATED ? Duration.ZERO : doubled(SERVER_REST, row - TOLERATED);
            case ACCOUNT -> ACCOUNT_REST;
            case USER, CONTENT, AMBIGUOUS -> Duration.ZERO;
        };
    }

    private static Duration doubled(Duration first, int times) {
        var grown = first.multipliedBy(1L << Math.clamp(times, 0, 10));
        return grown.compareTo(LONGEST_REST) > 0 ? LONGEST_REST : grown;
    }

    private static Duration max(Duration a, Duration b) {
        return a.compareTo(b) > 0 ? a : b;
    }

    /** This state after the provider has taken a task. */
    GateState well() {
        return new GateState(provider, nextSubmitAt, null, null, null, 0);
    }
}
