package dev.conch.api.admin;

import dev.conch.api.Json;
import dev.conch.ledger.Fund;
import dev.conch.ledger.Transfer;

import tools.jackson.databind.node.ObjectNode;

import java.util.Locale;

/** Lines of the ledger for administrators. */
final class TransferJson {
    private TransferJson() {}

    /** What moved a balance; the amount is positive for what the customer got. */
    static ObjectNode shown(Transfer transfer) {
        var body = start(transfer);
        Shown.money(body, transfer.gain());
        transfer.subject().ifPresent(task -> body.put("task_id", task));
        body.put("reason", transfer.reason());
        return body;
    }

    /** A step of the money of one task; the amount is what was held, charged or returned. */
    static ObjectNode step(Transfer transfer) {
        var body = start(transfer);
        Shown.money(body, transfer.amount());
        return body;
    }

    private static ObjectNode start(Transfer transfer) {
        var body = Json.object();
        body.put("id", transfer.id());
        Shown.time(body, "at", transfer.createdAt());
        body.put("kind", word(transfer.kind()));
        body.put("fund", word(transfer.fund()));
        return body;
    }

    static String word(Fund fund) {
        return fund.name().toLowerCase(Locale.ROOT);
    }

    private static String word(Transfer.Kind kind) {
        return switch (kind) {
            case FUND -> "top_up";
            case BONUS -> "bonus";
            case ADJUST -> "adjustment";
            case HOLD -> "hold";
            case POST -> "charge";
            case VOID -> "return";
        };
    }
}
