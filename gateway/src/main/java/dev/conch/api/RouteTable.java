package dev.conch.api;

import dev.conch.base.ErrorCode;
import dev.conch.base.GatewayException;

import io.helidon.http.Method;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.HttpRouting;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Collects routes, so that a known path with a wrong method is answered with 405 and the right
 * ones.
 */
public final class RouteTable {
    private final Map<String, Map<String, Handler>> handlers = new LinkedHashMap<>();
    private final Map<String, ErrorShape> shapes = new LinkedHashMap<>();

    /** Refusals of requests whose path begins so are told in another shape than the usual one. */
    public RouteTable refusals(String pathBegins, ErrorShape shape) {
        shapes.put(pathBegins, shape);
        return this;
    }

    /** In which shape refusals are told at a path. */
    ErrorShape shapeOf(String path) {
        return shapes.entrySet().stream()
                .filter(shape -> path.startsWith(shape.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(Refusals::usual);
    }

    public RouteTable get(String path, Handler handler) {
        return add("GET", path, handler);
    }

    public RouteTable head(String path, Handler handler) {
        return add("HEAD", path, handler);
    }

    public RouteTable post(String path, Handler handler) {
        return add("POST", path, handler);
    }

    public RouteTable put(String path, Handler handler) {
        return add("PUT", path, handler);
    }

    public RouteTable patch(String path, Handler handler) {
        return add("PATCH", path, handler);
    }

    public RouteTable delete(String path, Handler handler) {
        return add("DELETE", path, handler);
    }

    private RouteTable add(String method, String path, Handler handler) {
        handlers.computeIfAbsent(path, _ -> new LinkedHashMap<>()).put(method, handler);
        return this;
    }

    void addTo(HttpRouting.Builder routing) {
        handlers.forEach(
                (path, byMethod) -> {
                    byMethod.forEach(
                            (method, handler) ->
                                    routing.route(Method.create(method), path, handler));
                    var allowed = byMethod.keySet().stream().collect(Collectors.joining(", "));
                    routing.any(
                            path,
                            (request, response) -> {
                                response.header("Allow", allowed);
                                throw new GatewayException(
                                        ErrorCode.METHOD_NOT_ALLOWED,
                                        "%s is not allowed here; allowed: %s"
                                                .formatted(
                                                        request.prologue().method().text(),
                                                        allowed));
                            });
                });
        routing.any(
                (request, _) -> {
                    throw new GatewayException(
                            ErrorCode.NOT_FOUND,
                            "There is nothing at "
                                    + request.prologue().method().text()
                                    + " "
                                    + request.path().path());
                });
    }
}
