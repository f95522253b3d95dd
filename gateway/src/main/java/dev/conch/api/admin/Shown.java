package dev.conch.api.admin;

import dev.conch.base.Money;
import dev.conch.ledger.Balance;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.node.ObjectNode;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** How times and money are shown to administrators. */
final class Shown {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private Shown() {}

    static String time(Instant at) {
        return TIME.format(at);
    }

    /** Puts null where there is none, so that every answer has the same members. */
    static void time(ObjectNode body, String field, @Nullable Instant at) {
        body.put(field, at == null ? null : time(at));
    }

    /** Whole cents, cut off downwards, and the exact amount beside them. */
    static void money(ObjectNode body, Money money) {
        body.put("amount_cents", money.cents());
        body.put("amount_micro_cents", money.microCents());
    }

    /** The members that {@code /api/v1/me/balance} has too. */
    static void balance(ObjectNode body, Balance balance) {
        body.put("balance_cents", balance.available().cents());
        body.put("paid_balance_cents", balance.paid().cents());
        body.put("bonus_balance_cents", balance.available().cents() - balance.paid().cents());
        body.put("held_cents", balance.held().centsRoundedUp());
        body.put("spent_cents_today", balance.spentToday().centsRoundedUp());
        body.put("spent_cents_total", balance.spentTotal().centsRoundedUp());
    }
}
