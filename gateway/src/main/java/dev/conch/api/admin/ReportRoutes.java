package dev.conch.api.admin;

import dev.conch.api.Json;
import dev.conch.api.QueryText;
import dev.conch.api.RouteTable;
import dev.conch.api.Routes;
import dev.conch.base.ErrorCode;
import dev.conch.base.GatewayException;
import dev.conch.task.CostReport;

import tools.jackson.databind.node.ObjectNode;

import java.time.Instant;
import java.util.Locale;
import java.util.Map;

/** {@code reports/costs}: what videos brought and what providers charged for them. */
final class ReportRoutes implements Routes {
    private static final Instant NEVER = Instant.ofEpochMilli(Long.MAX_VALUE);
    private static final Map<String, CostReport.By> BY =
            Words.of(CostReport.By.values(), CostReport.By::word);

    private final Door door;
    private final CostReport costs;

    ReportRoutes(Door door, AdminRoutes.Parts parts) {
        this.door = door;
        this.costs = new CostReport(parts.database());
    }

    @Override
    public void addTo(RouteTable table) {
        table.get(AdminRoutes.BASE + "/reports/costs", door.operators(this::costs));
    }

    private ObjectNode costs(Visit visit) {
        var query = visit.query();
        var since = query.instant("since");
        var until = query.instant("until");
        var by = by(query);
        var report =
                costs.make(
                        since == null ? Instant.EPOCH : since, until == null ? NEVER : until, by);
        var body = Json.object();
        Shown.time(body, "since", since);
        Shown.time(body, "until", until);
        body.put("by", by.word());
        var lines = body.putArray("lines");
        for (var line : report.lines()) {
            var shown = lines.addObject();
            switch (by) {
                case ACCOUNT -> shown.put("account_id", Long.parseLong(line.of()));
                case MODEL, PROVIDER -> shown.put(by.word(), line.of());
            }
            fill(shown, line);
        }
        fill(body.putObject("total"), report.total());
        var refusals = body.putArray("refused_submits");
        for (var refusal : report.refusals()) {
            refusals.addObject()
                    .put("provider", refusal.provider())
                    .put("trouble", refusal.trouble().name().toLowerCase(Locale.ROOT))
                    .put("submits", refusal.attempts());
        }
        return body;
    }

    private static CostReport.By by(QueryText query) {
        var word = query.text("by").orElse(CostReport.By.MODEL.word());
        var by = BY.get(word);
        if (by == null) {
            throw new GatewayException(
                    ErrorCode.MALFORMED_REQUEST,
                    "by must be one of: " + String.join(", ", BY.keySet()));
        }
        return by;
    }

    private static void fill(ObjectNode shown, CostReport.Line line) {
        shown.put("tasks", line.tasks());
        shown.put("price_micro_cents", line.price().microCents());
        shown.put("cost_micro_cents", line.cost().microCents());
        shown.put("margin_micro_cents", line.margin().microCents());
        shown.put("tasks_of_unknown_cost", line.costUnknown());
    }
}
