package dev.conch.provider;

import dev.conch.base.ErrorCode;
import dev.conch.base.GatewayException;
import dev.conch.base.TaskId;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Says who could make a video, the best choice first. Knows nothing of who is busy or ill: that is
 * the queue's matter. Shared between threads.
 */
public final class Router {
    /** How much the newest video weighs in the average of how long one takes. */
    private static final double NEWEST = 0.2;

    private final Providers providers;
    private final Map<String, Double> secondsPerVideo = new ConcurrentHashMap<>();

    public Router(Providers providers) {
        this.providers = providers;
    }

    /**
     * A provider that can make a video.
     *
     * @param wish with the provider's own name for the model
     */
    public record Candidate(Upstream upstream, Wish wish) {}

    /** Those that can make it, the best first; empty if nobody can. */
    public List<Candidate> candidates(TaskId task, Wish wish) {
        return providers.routeOf(wish.model()).stream()
                .flatMap(route -> ordered(route, task, wish).stream())
                .toList();
    }

    private List<Candidate> ordered(Route route, TaskId task, Wish wish) {
        var able = new ArrayList<Candidate>();
        for (var target : sorted(route, task)) {
            var wanted = wish.as(target.upstreamModel(wish));
            providers
                    .upstream(target.provider())
                    .filter(upstream -> upstream.provider().objection(wanted).isEmpty())
                    .ifPresent(upstream -> able.add(new Candidate(upstream, wanted)));
        }
        if (route.choice() == Route.Choice.PRICE) {
            able.sort(Comparator.comparingLong(Router::price));
        }
        return able;
    }

    private List<Route.Target> sorted(Route route, TaskId task) {
        return switch (route.choice()) {
            case ORDER, PRICE -> route.targets();
            case WEIGHT ->
                    route.targets().stream()
                            .sorted(Comparator.comparingDouble(target -> lot(target, task)))
                            .toList();
            case LATENCY ->
                    route.targets().stream()
                            .sorted(
                                    Comparator.comparingDouble(
                                            target -> seconds(target.provider())))
                            .toList();
        };
    }

    /** The same task draws the same lots, wherever and however often it is asked. */
    private static double lot(Route.Target target, TaskId task) {
        if (target.weight() <= 0) {
            return Double.MAX_VALUE;
        }
        long mixed = mix(task.uuid().getLeastSignificantBits() ^ target.provider().hashCode());
        double even = ((mixed >>> 11) + 1) * 0x1p-53;
        return -Math.log(even) / target.weight();
    }

    /** Spreads the bits (SplitMix64's finisher). */
    private static long mix(long bits) {
        long spread = (bits ^ (bits >>> 30)) * 0xbf58476d1ce4e5b9L;
        spread = (spread ^ (spread >>> 27)) * 0x94d049bb133111ebL;
        return spread ^ (spread >>> 31);
    }

    private static long price(Candidate candidate) {
        return candidate
                .upstream()
                .provider()
                .listPrice(candidate.wish())
                .map(money -> money.microCents())
                .orElse(Long.MAX_VALUE);
    }

    /** Who has not made anything yet is given a chance first. */
    private double seconds(String provider) {
        return secondsPerVideo(provider).orElse(0);
    }

    /** How long a provider takes for a video of late; empty before it has made any. */
    public OptionalDouble secondsPerVideo(String provider) {
        var seconds = secondsPerVideo.get(provider);
        return seconds == null ? OptionalDouble.empty() : OptionalDouble.of(seconds);
    }

    /** A provider has made a video in so much time. */
    public void finished(String provider, Duration worked) {
        secondsPerVideo.merge(
                provider,
                worked.toMillis() / 1000.0,
                (old, latest) -> old * (1 - NEWEST) + latest * NEWEST);
    }

    /**
     * Makes sure that somebody can make this.
     *
     * @throws GatewayException {@code unavailable} when the operator has enabled nobody for the
     *     model; {@code validation_failed} with their rules when nobody can make it
     */
    public void require(TaskId task, Wish wish) {
        var route =
                providers
                        .routeOf(wish.model())
                        .orElseThrow(
                                () -> unavailable(wish.model(), "the operator has enabled none"));
        if (!candidates(task, wish).isEmpty()) {
            return;
        }
        var objections =
                route.targets().stream()
                        .flatMap(target -> providers.objection(target, wish).stream())
                        .distinct()
                        .toList();
        if (objections.isEmpty()) {
            throw unavailable(wish.model(), "its providers are not configured");
        }
        throw new GatewayException(
                ErrorCode.VALIDATION_FAILED, String.join("; ", objections), Map.of());
    }

    private static GatewayException unavailable(String model, String why) {
        return new GatewayException(
                ErrorCode.UNAVAILABLE, "No active channel available for " + model + ": " + why);
    }
}
