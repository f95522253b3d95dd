package dev.conch.api.admin;

import dev.conch.account.Audit;
import dev.conch.api.Json;
import dev.conch.api.RouteTable;
import dev.conch.api.Routes;

import org.jspecify.annotations.Nullable;

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
        var entries = audit.list(account(visit), query.number("cursor"), limit + 1);
        return Page.of(
                "entries",
                entries,
                limit,
                AuditRoutes::shown,
                entry -> String.valueOf(entry.sequence()));
    }

    /** An account's administrator sees what concerns the own account. */
    private static @Nullable Long account(Visit visit) {
        var asked = visit.query().number("account");
        return switch (visit.visitor()) {
            case Visitor.Operator _ -> asked;
            case Visitor.AccountAdmin own -> {
                own.requireAccount(asked == null ? own.caller().accountId() : asked);
                yield own.caller().accountId();
            }
        };
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
