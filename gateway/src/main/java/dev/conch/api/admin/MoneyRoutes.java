package dev.conch.api.admin;

import dev.conch.account.Accounts;
import dev.conch.account.Till;
import dev.conch.api.RouteTable;
import dev.conch.api.Routes;
import dev.conch.base.Money;
import dev.conch.ledger.Fund;
import dev.conch.ledger.Ledger;

import tools.jackson.databind.node.ObjectNode;

import java.time.Clock;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Map;

/** {@code accounts/{account}/top_ups}, {@code …/adjustments} and {@code …/ledger}. */
final class MoneyRoutes implements Routes {
    private static final String ACCOUNT = AdminRoutes.BASE + "/accounts/{account}";

    /** Ten million dollars: a typing error at worst. */
    private static final long MOST_CENTS = 1_000_000_000;

    private static final int LONGEST_REASON = 500;
    private static final Map<String, Fund> KINDS =
            Words.of(new Fund[] {Fund.PAID, Fund.BONUS}, TransferJson::word);

    private final Door door;
    private final Desk desk;
    private final Accounts accounts;
    private final Ledger ledger;
    private final Till till;
    private final Clock clock;

    MoneyRoutes(Door door, Desk desk, AdminRoutes.Parts parts, Clock clock) {
        this.door = door;
        this.desk = desk;
        this.accounts = parts.accounts();
        this.ledger = parts.ledger();
        this.till = new Till(parts.ledger());
        this.clock = clock;
    }

    @Override
    public void addTo(RouteTable table) {
        table.post(ACCOUNT + "/top_ups", door.operators(visit -> move(visit, topUp(visit))));
        table.post(
                ACCOUNT + "/adjustments", door.operators(visit -> move(visit, adjustment(visit))));
        table.get(ACCOUNT + "/ledger", door.account(this::entries));
    }

    private ObjectNode move(Visit visit, Desk.Making<String> making) {
        long account = accounts.get(visit.account()).id();
        var made = desk.once(visit, account, id -> id, () -> new Desk.Order<>(making, id -> id));
        var body = TransferJson.shown(ledger.find(made.value()).orElseThrow());
        var midnight = clock.instant().atZone(ZoneOffset.UTC).truncatedTo(ChronoUnit.DAYS);
        Shown.balance(body.putObject("balance"), ledger.balance(account, midnight.toInstant()));
        return made.marked(body);
    }

    private Desk.Making<String> topUp(Visit visit) {
        var fields = visit.fields();
        long cents = fields.requiredNumber("amount_cents", 1, MOST_CENTS);
        var reason = fields.requiredText("reason", LONGEST_REASON);
        var fund = fields.choice("kind", KINDS).orElse(Fund.PAID);
        fields.check();
        return (tx, change) -> till.topUp(tx, change, fund, Money.ofCents(cents), reason);
    }

    private Desk.Making<String> adjustment(Visit visit) {
        var fields = visit.fields();
        long cents = fields.requiredNumber("amount_cents", -MOST_CENTS, MOST_CENTS);
        var reason = fields.requiredText("reason", LONGEST_REASON);
        if (cents == 0) {
            fields.complain("amount_cents", "must not be 0");
        }
        fields.check();
        return (tx, change) -> till.adjust(tx, change, Money.ofCents(cents), reason);
    }

    private ObjectNode entries(Visit visit) {
        long account = accounts.get(visit.account()).id();
        var query = visit.query();
        int limit = Page.limit(query);
        var before =
                query.text("cursor")
                        .map(
                                id ->
                                        ledger.find(id)
                                                .filter(t -> t.accountId() == account)
                                                .orElseThrow(() -> query.wrong("cursor")))
                        .orElse(null);
        return Page.of(
                "entries",
                ledger.entries(account, before, limit + 1),
                limit,
                TransferJson::shown,
                transfer -> transfer.id());
    }
}
