package dev.conch.api.admin;

import dev.conch.account.Accounts;
import dev.conch.account.Audit;
import dev.conch.api.Json;
import dev.conch.api.QueryText;
import dev.conch.api.RouteTable;
import dev.conch.api.Routes;
import dev.conch.base.ErrorCode;
import dev.conch.base.GatewayException;
import dev.conch.base.TaskId;
import dev.conch.webhook.Delivery;
import dev.conch.webhook.DeliveryDetails;
import dev.conch.webhook.DeliveryLog;
import dev.conch.webhook.DeliveryQuery;
import dev.conch.webhook.DeliveryState;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.node.ObjectNode;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;

/** {@code accounts/{account}/webhook_deliveries}: what was sent, and the way to send it again. */
final class DeliveryRoutes implements Routes {
    private static final String ALL = AdminRoutes.BASE + "/accounts/{account}/webhook_deliveries";
    private static final String ONE = ALL + "/{delivery}";
    private static final int PRESET = 50;
    private static final int LONGEST_ID = 200;
    private static final Map<String, DeliveryState> STATES =
            Words.of(DeliveryState.values(), DeliveryState::storedName);

    private final Door door;
    private final Accounts accounts;
    private final Audit audit;
    private final DeliveryLog log;
    private final Clock clock;

    DeliveryRoutes(Door door, AdminRoutes.Parts parts, DeliveryLog log, Clock clock) {
        this.door = door;
        this.accounts = parts.accounts();
        this.audit = new Audit(parts.database());
        this.log = log;
        this.clock = clock;
    }

    @Override
    public void addTo(RouteTable table) {
        table.get(ALL, door.account(this::list));
        table.post(ALL + "/redeliver", door.account(this::redeliverSince));
        table.get(
                ONE,
                door.account(visit -> details(log.get(visit.account(), visit.text("delivery")))));
        table.post(ONE + "/redeliver", door.account(this::redeliver));
    }

    private ObjectNode list(Visit visit) {
        long account = accounts.get(visit.account()).id();
        var query = visit.query();
        var page =
                log.list(
                        account,
                        new DeliveryQuery(
                                query.text("endpoint_id").orElse(null),
                                task(query),
                                state(query),
                                query.text("event_type").orElse(null),
                                query.text("cursor").orElse(null),
                                query.integer("limit", 1, DeliveryQuery.MOST, PRESET)));
        var body = Page.whole("webhook_deliveries", page.deliveries(), DeliveryRoutes::shown);
        body.put("has_more", page.next() != null);
        body.put("next_cursor", page.next());
        return body;
    }

    private static @Nullable TaskId task(QueryText query) {
        return query.text("task_id")
                .map(text -> TaskId.parse(text).orElseThrow(() -> query.wrong("task_id")))
                .orElse(null);
    }

    private static @Nullable DeliveryState state(QueryText query) {
        return query.text("state")
                .map(
                        word -> {
                            var state = STATES.get(word);
                            if (state == null) {
                                throw new GatewayException(
                                        ErrorCode.MALFORMED_REQUEST,
                                        "state must be one of: "
                                                + String.join(", ", STATES.keySet()));
                            }
                            return state;
                        })
                .orElse(null);
    }

    private ObjectNode redeliver(Visit visit) {
        var delivery = log.redeliver(visit.account(), visit.text("delivery"));
        note(visit, delivery.id(), Map.of());
        return shown(delivery);
    }

    private ObjectNode redeliverSince(Visit visit) {
        long account = accounts.get(visit.account()).id();
        var fields = visit.fields();
        var since = since(fields, fields.requiredText("since", LONGEST_ID));
        var endpoint = fields.text("endpoint_id", LONGEST_ID).orElse(null);
        fields.check();
        int redelivered = log.redeliverSince(account, endpoint, since);
        note(
                visit,
                endpoint == null ? "account:" + account : endpoint,
                Map.of("since", since.toString(), "redelivered", redelivered));
        return Json.object().put("redelivered", redelivered);
    }

    private static Instant since(Fields fields, String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException _) {
            if (!text.isEmpty()) {
                fields.complain("since", "must be a time such as 2026-11-24T00:00:00Z");
            }
            return Instant.EPOCH;
        }
    }

    private void note(Visit visit, String target, Map<String, ?> details) {
        audit.note(
                new Audit.Change(visit.actor(), visit.account(), clock.instant()),
                "webhook.redeliver",
                target,
                details);
    }

    static ObjectNode shown(Delivery delivery) {
        var body = Json.object();
        body.put("id", delivery.id());
        body.put("event_type", delivery.eventType());
        body.put("task_id", delivery.taskId() == null ? null : delivery.taskId().toString());
        body.put("endpoint_id", delivery.endpointId());
        body.put("url", delivery.url());
        body.put("state", delivery.state().storedName());
        body.put("attempts", delivery.attempts());
        body.put("last_status", delivery.lastStatus());
        body.put("last_error", delivery.lastError());
        Shown.time(body, "created_at", delivery.createdAt());
        Shown.time(
                body,
                "next_attempt_at",
                delivery.state() == DeliveryState.PENDING ? delivery.dueAt() : null);
        Shown.time(body, "ended_at", delivery.endedAt());
        return body;
    }

    private static ObjectNode details(DeliveryDetails details) {
        var body = shown(details.delivery());
        body.put("body", details.body());
        body.set("attempts", Deliveries.attempts(details));
        return body;
    }
}
