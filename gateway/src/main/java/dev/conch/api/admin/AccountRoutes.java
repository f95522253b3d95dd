package dev.conch.api.admin;

import dev.conch.account.Account;
import dev.conch.account.Accounts;
import dev.conch.account.Limits;
import dev.conch.api.Json;
import dev.conch.api.RouteTable;
import dev.conch.api.Routes;
import dev.conch.ledger.Ledger;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.node.ObjectNode;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Pattern;

/** {@code accounts} and {@code accounts/{account}}. */
final class AccountRoutes implements Routes {
    private static final String ALL = AdminRoutes.BASE + "/accounts";
    private static final String ONE = ALL + "/{account}";
    private static final Pattern EMAIL = Pattern.compile("[^@\\s]+@[^@\\s]+");
    private static final int LONGEST_NAME = 100;
    private static final int LONGEST_EMAIL = 254;

    private final Door door;
    private final Desk desk;
    private final Accounts accounts;
    private final Ledger ledger;
    private final LimitsJson limits;
    private final Clock clock;

    AccountRoutes(Door door, Desk desk, AdminRoutes.Parts parts, LimitsJson limits, Clock clock) {
        this.door = door;
        this.desk = desk;
        this.accounts = parts.accounts();
        this.ledger = parts.ledger();
        this.limits = limits;
        this.clock = clock;
    }

    @Override
    public void addTo(RouteTable table) {
        table.post(ALL, door.operators(this::create));
        table.get(ALL, door.operators(this::list));
        table.get(ONE, door.account(visit -> withBalance(accounts.get(visit.account()))));
        table.patch(ONE, door.operators(this::update));
    }

    private ObjectNode create(Visit visit) {
        var made =
                desk.once(visit, null, id -> accounts.get(Long.parseLong(id)), () -> order(visit));
        return made.marked(withBalance(made.value()));
    }

    private Desk.Order<Account> order(Visit visit) {
        var fields = visit.fields();
        var name = fields.requiredText("name", LONGEST_NAME);
        var email = email(fields).orElse("");
        var wish = limits.read(fields, LimitsJson.Level.ACCOUNT);
        fields.check();
        return new Desk.Order<>(
                (tx, change) -> accounts.create(tx, change, name, email, wish.applied(Limits.NONE)),
                account -> String.valueOf(account.id()));
    }

    private static Optional<String> email(Fields fields) {
        var email = fields.text("email", LONGEST_EMAIL);
        if (email.isPresent() && !EMAIL.matcher(email.get()).matches()) {
            fields.complain("email", "must be an address such as ada@example.com");
        }
        return email;
    }

    private ObjectNode list(Visit visit) {
        var query = visit.query();
        int limit = Page.limit(query);
        return Page.of(
                "accounts",
                accounts.list(query.number("cursor"), limit + 1),
                limit,
                AccountRoutes::shown,
                account -> String.valueOf(account.id()));
    }

    private ObjectNode update(Visit visit) {
        var fields = visit.fields();
        var name = fields.text("name", LONGEST_NAME);
        var email = email(fields);
        var disabled = fields.truth("disabled").orElse(null);
        var wish = limits.read(fields, LimitsJson.Level.ACCOUNT);
        fields.check();
        var now = clock.instant();
        var updated =
                accounts.update(
                        visit.actor(),
                        visit.account(),
                        account ->
                                new Account(
                                        account.id(),
                                        name.orElse(account.name()),
                                        email.orElse(account.email()),
                                        wish.applied(account.limits()),
                                        account.createdAt(),
                                        disabledAt(disabled, account, now)));
        return withBalance(updated);
    }

    private static @Nullable Instant disabledAt(
            @Nullable Boolean wanted, Account account, Instant now) {
        if (wanted == null) {
            return account.disabledAt();
        }
        return wanted ? now : null;
    }

    private ObjectNode withBalance(Account account) {
        var body = shown(account);
        var midnight = clock.instant().atZone(ZoneOffset.UTC).truncatedTo(ChronoUnit.DAYS);
        Shown.balance(
                body.putObject("balance"), ledger.balance(account.id(), midnight.toInstant()));
        return body;
    }

    private static ObjectNode shown(Account account) {
        var body = Json.object();
        body.put("id", account.id());
        body.put("name", account.name());
        body.put("email", account.email());
        body.set("limits", LimitsJson.shown(account.limits()));
        body.put("disabled", account.disabledAt() != null);
        Shown.time(body, "disabled_at", account.disabledAt());
        Shown.time(body, "created_at", account.createdAt());
        return body;
    }
}
