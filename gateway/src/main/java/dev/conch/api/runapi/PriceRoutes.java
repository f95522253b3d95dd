package dev.conch.api.runapi;

import dev.conch.api.EntityTags;
import dev.conch.api.Json;
import dev.conch.api.RouteTable;
import dev.conch.api.Routes;
import dev.conch.base.ErrorCode;
import dev.conch.base.GatewayException;
import dev.conch.catalog.CurrentCatalog;
import dev.conch.catalog.PriceSchedule;

import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.UUID;

/** {@code GET /api/v1/price_schedules}: what is sold now, and for how much. Needs no key. */
public final class PriceRoutes implements Routes {
    /** What RunAPI's clients expect of models that are charged by the token. */
    private static final List<String> BY_TOKEN =
            List.of(
                    "input_price_per_1m_cents",
                    "output_price_per_1m_cents",
                    "cache_read_price_per_1m_cents",
                    "cache_write_price_per_1m_cents",
                    "cache_write_5m_price_per_1m_cents",
                    "cache_write_1h_price_per_1m_cents");

    private final CurrentCatalog catalog;
    private final Clock clock;

    public PriceRoutes(CurrentCatalog catalog, Clock clock) {
        this.catalog = catalog;
        this.clock = clock;
    }

    @Override
    public void addTo(RouteTable table) {
        table.get("/api/v1/price_schedules", this::list);
    }

    private void list(ServerRequest request, ServerResponse response) {
        if (asked(request, "service").contains("-")) {
            throw new GatewayException(
                    ErrorCode.MALFORMED_REQUEST,
                    "service must use the public API namespace, such as minimax_h3");
        }
        var schedules = JsonMapper.shared().createArrayNode();
        catalog.get().priceSchedules().stream()
                .filter(one -> isAsked(request, one))
                .forEach(one -> schedules.add(shown(one)));
        var etag = etag(schedules);
        response.header(HeaderNames.ETAG, etag);
        if (EntityTags.match(request.headers().first(HeaderNames.IF_NONE_MATCH).orElse(""), etag)) {
            response.status(Status.NOT_MODIFIED_304).send();
            return;
        }
        var body = Json.object();
        body.put("as_of", TaskJson.TIME.format(clock.instant()));
        body.set("price_schedules", schedules);
        Json.send(response, 200, body);
    }

    private static boolean isAsked(ServerRequest request, PriceSchedule one) {
        return matches(asked(request, "service"), one.service())
                && matches(asked(request, "action"), one.action())
                && matches(asked(request, "model"), one.model());
    }

    private static boolean matches(String asked, String value) {
        return asked.isEmpty() || asked.equals(value);
    }

    private static String asked(ServerRequest request, String name) {
        return request.query().first(name).orElse("");
    }

    /** The same as long as the same is sold. */
    private static String etag(ArrayNode schedules) {
        var content = schedules.toString().getBytes(StandardCharsets.UTF_8);
        return '"' + UUID.nameUUIDFromBytes(content).toString() + '"';
    }

    private static ObjectNode shown(PriceSchedule schedule) {
        var body = Json.object();
        body.put("service", schedule.service());
        body.put("action", schedule.action());
        body.put("model", schedule.model());
        body.put("pricing_status", "available");
        body.put("catalog_status", "active");
        body.put("currency", schedule.currency());
        body.put("billing_unit", schedule.billingUnit());
        body.put("billing_strategy", schedule.billingStrategy());
        body.put("unit_price_cents", schedule.unitPriceCents());
        BY_TOKEN.forEach(body::putNull);
        body.set("billing_config", JsonMapper.shared().valueToTree(schedule.billingConfig()));
        return body;
    }
}
