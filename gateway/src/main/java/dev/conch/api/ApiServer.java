package dev.conch.api;

import dev.conch.base.ErrorCode;
import dev.conch.base.GatewayException;

import io.helidon.common.mapper.MapperManager;
import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.HttpRouting;
import io.micrometer.core.instrument.MeterRegistry;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;

/** The HTTP server: a virtual thread for each request, blocking code, explicit routes. */
public final class ApiServer implements AutoCloseable {
    /** A connection on which nothing arrives for so long is closed, in a request or between two. */
    private static final Duration SILENCE = Duration.ofMinutes(1);

    private final WebServer server;
    private final String address;

    /**
     * Makes a server that does not listen yet.
     *
     * @param port 0 for any free one
     * @param grace how long a stop waits for requests that run
     */
    public ApiServer(
            String host, int port, Duration grace, List<Routes> routes, MeterRegistry metrics) {
        keepMappers();
        address = host + ":" + port;
        var table = new RouteTable().refusals("/api/v1/cli/", Refusals::flat);
        routes.forEach(group -> group.addTo(table));
        server =
                WebServer.builder()
                        .host(host)
                        .port(port)
                        .shutdownGracePeriod(grace)
                        .connectionOptions(socket -> socket.readTimeout(SILENCE))
                        .idleConnectionTimeout(SILENCE)
                        .idleConnectionPeriod(SILENCE.dividedBy(6))
                        .shutdownHook(false)
                        .useNio(false) // its sockets drop what a full send buffer does not take
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
    @SuppressWarnings(
            "removal") // its successor can be set only once in a process, before any server
    private static void keepMappers() {
        MapperManager.global(MapperManager.create());
    }

    private static void build(
            HttpRouting.Builder routing, RouteTable table, MeterRegistry metrics) {
        routing.addFilter(marks())
                .addFilter(new RequestMetrics(metrics))
                .addFilter(new Connections());
        var refused = new RefusalMetrics(metrics);
        routing.error(
                Throwable.class,
                (request, response, thrown) ->
                        refused.count(
                                Refusals.send(
                                        request,
                                        response,
                                        thrown,
                                        table.shapeOf(request.path().path()))));
        table.addTo(routing);
    }

    /** Every answer carries our mark, and the caller's own where it sent one. */
    private static Filter marks() {
        return (chain, request, response) -> {
            RequestId.put(response);
            RequestId.ofClient(request).ifPresent(id -> response.header(RequestId.CLIENT, id));
            chain.proceed();
        };
    }

    /**
     * Requests that never reach a route, such as an ill-formed request line, get the same envelope.
     */
    private static DirectHandlers jsonForBrokenRequests() {
        DirectHandler handler =
                (_, _, status, headers, message) ->
                        DirectHandler.TransportResponse.builder()
                                .status(status)
                                .headers(headers)
                                .header(HeaderNames.CONTENT_TYPE, "application/json; charset=utf-8")
                                .header(RequestId.OURS, RequestId.next())
                                .entity(Refusals.body(broken(status, message)).toString())
                                .build();
        var handlers = DirectHandlers.builder();
        for (var event : DirectHandler.EventType.values()) {
            handlers.addHandler(event, handler);
        }
        return handlers.build();
    }

    private static GatewayException broken(Status status, @Nullable String message) {
        if (status.code() == Status.HTTP_VERSION_NOT_SUPPORTED_505.code()) {
            return new GatewayException(
                    ErrorCode.MALFORMED_REQUEST, "Only HTTP/1.1 is spoken here");
        }
        var reason = message == null || message.isBlank() ? status.reasonPhrase() : message;
        return new GatewayException(Refusals.codeOf(status.code()), reason);
    }

    /**
     * Opens the door.
     *
     * @throws IllegalStateException if the address cannot be listened on
     */
    public void start() {
        server.start();
        if (!server.isRunning()) {
            throw new IllegalStateException(
                    "cannot listen on %s: the port is in use or the address is not this machine's"
                            .formatted(address));
        }
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
