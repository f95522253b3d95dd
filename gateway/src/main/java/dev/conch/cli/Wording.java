package dev.conch.cli;

import tools.jackson.databind.JsonNode;

import java.util.Locale;
import java.util.StringJoiner;

/** Values of the gateway's answers as people read them. */
final class Wording {
    private static final long MICRO_CENTS = 1_000_000;

    private Wording() {}

    /** {@code -} for what is null or not there. */
    static String text(JsonNode node, String pointer) {
        var value = node.at(pointer);
        return value.isMissingNode() || value.isNull() ? "-" : value.asString();
    }

    static boolean has(JsonNode node, String pointer) {
        return !text(node, pointer).equals("-");
    }

    /** {@code 2026-11-24 12:00:00}, in UTC. */
    static String time(JsonNode node, String pointer) {
        var text = text(node, pointer);
        return text.length() < 19 ? text : text.substring(0, 19).replace('T', ' ');
    }

    /** Cents as {@code $1,234.56}. */
    static String dollars(JsonNode node, String pointer) {
        return has(node, pointer) ? dollars(node.at(pointer).asLong()) : "-";
    }

    static String dollars(long cents) {
        return "%s$%,d.%02d"
                .formatted(cents < 0 ? "-" : "", Math.abs(cents / 100), Math.abs(cents % 100));
    }

    /** Micro-cents the same way, with as many more digits as they need. */
    static String exactDollars(JsonNode node, String pointer) {
        if (!has(node, pointer)) {
            return "-";
        }
        long micro = node.at(pointer).asLong();
        long rest = Math.abs(micro % MICRO_CENTS);
        var sign = micro < 0 && micro > -MICRO_CENTS ? "-" : "";
        var fraction =
                rest == 0 ? "" : String.format(Locale.ROOT, "%06d", rest).replaceAll("0+$", "");
        return sign + dollars(micro / MICRO_CENTS) + fraction;
    }

    /** Limits in one cell: only those that are set. */
    static String limits(JsonNode limits) {
        var all = new StringJoiner(" ").setEmptyValue("-");
        for (var limit : limits.properties()) {
            if (!limit.getValue().isNull()) {
                all.add(limit.getKey() + "=" + list(limit.getValue()));
            }
        }
        return all.toString();
    }

    /** The items of a list, or a single value. */
    static String list(JsonNode value) {
        if (!value.isArray()) {
            return value.asString();
        }
        var items = new StringJoiner(",").setEmptyValue("-");
        value.forEach(item -> items.add(item.asString()));
        return items.toString();
    }
}
