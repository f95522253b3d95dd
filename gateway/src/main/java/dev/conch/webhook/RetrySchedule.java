package dev.conch.webhook;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * When to try again: ten tries within about 75 hours, as Standard Webhooks suggests. Decides and
 * does nothing else.
 */
final class RetrySchedule {
    /** What lies between two tries. */
    static final List<Duration> DELAYS =
            List.of(
                    Duration.ofSeconds(5),
                    Duration.ofMinutes(5),
                    Duration.ofMinutes(30),
                    Duration.ofHours(2),
                    Duration.ofHours(5),
                    Duration.ofHours(10),
                    Duration.ofHours(14),
                    Duration.ofHours(20),
                    Duration.ofHours(24));

    static final Duration LONGEST_RETRY_AFTER = Duration.ofHours(24);
    private static final double JITTER = 0.1;
    private static final Set<Integer> TELL_WHEN = Set.of(429, 502, 503, 504);
    private static final int GONE = 410;

    private final RandomGenerator random;

    RetrySchedule(RandomGenerator random) {
        this.random = random;
    }

    /**
     * Decides.
     *
     * @param tries how many there have been, this one included
     */
    Verdict after(AttemptResult result, int tries, Instant now) {
        return switch (result) {
            case AttemptResult.Answered answered when answered.accepted() ->
                    new Verdict.Delivered();
            case AttemptResult.Answered(int status, _, _) when status == GONE -> new Verdict.Gone();
            case AttemptResult.Answered(int status, var retryAfter, _)
                    when TELL_WHEN.contains(status) ->
                    again(tries, now, parse(retryAfter, now).orElse(Duration.ZERO));
            case AttemptResult.Answered _, AttemptResult.Unanswered _ ->
                    again(tries, now, Duration.ZERO);
        };
    }

    /** Not before {@code least}: a receiver may slow us down, but not use up its tries in haste. */
    private Verdict again(int tries, Instant now, Duration least) {
        if (tries > DELAYS.size()) {
            return new Verdict.GivenUp();
        }
        var delay = jittered(DELAYS.get(tries - 1));
        return new Verdict.Again(now.plus(delay.compareTo(least) < 0 ? least : delay));
    }

    private Duration jittered(Duration delay) {
        double factor = 1 + JITTER * (2 * random.nextDouble() - 1);
        return Duration.ofMillis(Math.round(delay.toMillis() * factor));
    }

    /** Reads seconds or a date, at most a day; empty for anything else. */
    static Optional<Duration> parse(String retryAfter, Instant now) {
        var text = retryAfter.strip();
        if (text.matches("[0-9]{1,12}")) {
            return Optional.of(capped(Duration.ofSeconds(Long.parseLong(text))));
        }
        try {
            var at = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
            return Optional.of(capped(Duration.between(now, at)));
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }

    private static Duration capped(Duration wish) {
        if (wish.isNegative()) {
            return Duration.ZERO;
        }
        return wish.compareTo(LONGEST_RETRY_AFTER) > 0 ? LONGEST_RETRY_AFTER : wish;
    }
}
