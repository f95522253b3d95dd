package dev.conch.api;

import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Times requests by method and status. No paths with ids in them: a label must have few values. */
final class RequestMetrics implements Filter {
    private final MeterRegistry metrics;
    private final Map<Key, Timer> timers = new ConcurrentHashMap<>();

    RequestMetrics(MeterRegistry metrics) {
        this.metrics = metrics;
    }

    private record Key(String method, int status) {}

    @Override
    public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
        var began = metrics.config().clock().monotonicTime();
        response.whenSent(
                () -> {
                    var key =
                            new Key(
                                    known(request.prologue().method().text()),
                                    response.status().code());
                    timers.computeIfAbsent(key, this::timer)
                            .record(
                                    metrics.config().clock().monotonicTime() - began,
                                    TimeUnit.NANOSECONDS);
                });
        chain.proceed();
    }

    private static String known(String method) {
        return switch (method) {
            case "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS" -> method;
            default -> "OTHER";
        };
    }

    private Timer timer(Key key) {
        return Timer.builder("conch.http.requests")
                .description("Requests answered, by method and status")
                .tag("method", key.method())
                .tag("status", String.valueOf(key.status()))
                .register(metrics);
    }
}
