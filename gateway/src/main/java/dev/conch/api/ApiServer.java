package dev.conch.api;

import dev.conch.base.ErrorCode;
import dev.conch.base.GatewayException;
import io.helidon.common.mapper.MapperManager;
import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.HttpRouting;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;

/** The HTTP server: a virtual thread for each request, blocking code, explicit routes. */
public final class ApiServer implements AutoCloseable {
    private final WebServer server;

    /**
     * Makes a server that does not listen yet.
     *
     * @param port 0 for any free one
     * @param grace how long a stop waits for requests that run
     */
    public ApiServer(
            String host, int port, Duration grace, List<Routes> routes, MeterRegistry metrics) {
        keepMappers();
        var table = new RouteTable();
        routes.forEach(group -> group.addTo(table));
        server =
                WebServer.builder()
                        .host(host)
                        .port(port)
                        .shutdownGracePeriod(grace)
                        .shutdownHook(false)
                        .featuresDiscoverServices(false)
                        .directHandlers(jsonForBrokenRequests())
                        .routing(routing -> build(routing, table, metrics))
                        .build();
    }

    /**
     * Helidon reads each Content-Length through mappers that it looks up and builds anew every
     * time, unless the process has some set: measured at a third of the CPU of a POST
     * (docs/performance.md).
     */
    private static void keepMappers() {
        MapperManager.global(MapperManager.create());
    }

    private static void build(
            HttpRouting.Builder routing, RouteTable table, MeterRegistry metrics) {
        routing.addFilter(requestId()).addFilter(new RequestMetrics(metrics));
        routing.error(
                Throwable.class,
                (request, response, thrown) -> Refusals.send(request, response, thrown));
        table.addTo(routing);
    }

    private static Filter requestId() {
        return (chain, _, response) -> {
            RequestId.put(response);
            chain.proceed();
        };
    }

    /**
     * Requests that never reach a route, such as an ill-formed request line, get the same envelope.
     */
    private static DirectHandlers jsonForBrokenRequests() {
        DirectHandler handler =
                (_, event, status, headers, message) -> {
                    var code =
                            event == DirectHandler.EventType.PAYLOAD_TOO_LARGE
                                    ? ErrorCode.PAYLOAD_TOO_LARGE
                                    : ErrorCode.MALFORMED_REQUEST;
                    var refusal =
                            new GatewayException(
                                    status.code() >= 500 ? ErrorCode.INTERNAL_ERROR : code,
                                    status.code() >= 500 ? "Unexpected error" : message);
                    return DirectHandler.TransportResponse.builder()
                            .status(status)
                            .headers(headers)
                            .header(HeaderNames.CONTENT_TYPE, "application/json; charset=utf-8")
                            .entity(Refusals.body(refusal).toString())
                            .build();
                };
        var handlers = DirectHandlers.builder();
        for (var event : DirectHandler.EventType.values()) {
            handlers.addHandler(event, handler);
        }
        return handlers.build();
    }

    public void start() {
        server.start();
    }

    /** The port that it listens on, also where any free one was asked for. */
    public int port() {
        return server.port();
    }

    @Override
    public void close() {
        server.stop();
    }
}
