package dev.conch.api;

import dev.conch.base.ErrorCode;
import dev.conch.base.GatewayException;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.nio.charset.StandardCharsets;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import tools.jackson.databind.node.ObjectNode;

/** {@code /health/live}, {@code /health/ready} and {@code /metrics}; no key needed. */
public final class HealthRoutes implements Routes {
    private final BooleanSupplier ready;
    private final Supplier<String> scrape;

    /**
     * Routes for watchers.
     *
     * @param ready whether requests can be served now; asks the database
     * @param scrape all metrics in Prometheus' text format
     */
    public HealthRoutes(BooleanSupplier ready, Supplier<String> scrape) {
        this.ready = ready;
        this.scrape = scrape;
    }

    @Override
    public void addTo(RouteTable table) {
        table.get("/health/live", (_, response) -> Json.send(response, 200, status("live")));
        table.get("/health/ready", this::ready);
        table.get("/metrics", this::metrics);
    }

    private void ready(ServerRequest request, ServerResponse response) {
        if (!ready.getAsBoolean()) {
            throw new GatewayException(ErrorCode.UNAVAILABLE, "The database does not answer");
        }
        Json.send(response, 200, status("ready"));
    }

    private static ObjectNode status(String status) {
        return Json.object().put("status", status);
    }

    private void metrics(ServerRequest request, ServerResponse response) {
        response.headers()
                .set(HeaderNames.CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8");
        response.send(scrape.get().getBytes(StandardCharsets.UTF_8));
    }
}
