package dev.conch.api.admin;

import dev.conch.account.Audit;
import dev.conch.api.Json;
import dev.conch.api.RouteTable;
import dev.conch.api.Routes;

import tools.jackson.databind.node.ObjectNode;

/** {@code audit}: who changed what, the newest first. */
final class AuditRoutes implements Routes {
    private final Door door;
    private final Audit audit;

    AuditRoutes(Door door, Audit audit) {
        this.door = door;
        this.audit = audit;
    }

    @Override
    public void addTo(RouteTable table) {
        table.get(AdminRoutes.BASE + "/audit", door.everybody(this::list));
    }

    private ObjectNode list(Visit visit) {
        var query = visit.query();
        int limit = Page.limit(query);
        var entries = audit.list(visit.accountToSee(), query.number("cursor"), limit + 1);
        return Page.of(
                "entries",
                entries,
                limit,
                AuditRoutes::shown,
                entry -> String.valueOf(entry.sequence()));
    }

    private static ObjectNode shown(Audit.Entry entry) {
        var body = Json.object();
        body.put("sequence", entry.sequence());
        Shown.time(body, "at", entry.at());
        body.put("actor", entry.actor());
        body.put("account_id", entry.accountId());
        body.put("action", entry.action());
        body.put("target", entry.target());
        body.set("details", Json.read(entry.details()));
        return body;
    }
}
