package dev.conch.api.admin;

import dev.conch.account.Accounts;
import dev.conch.account.Budget;
import dev.conch.account.Budgets;
import dev.conch.account.Keys;
import dev.conch.api.Json;
import dev.conch.api.RouteTable;
import dev.conch.api.Routes;
import dev.conch.base.GatewayException;
import dev.conch.base.Money;
import dev.conch.base.Nearest;

import tools.jackson.databind.node.ObjectNode;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;

/** {@code accounts/{account}/budgets}: of the account, its projects and its keys. */
final class BudgetRoutes implements Routes {
    private static final String ALL = AdminRoutes.BASE + "/accounts/{account}/budgets";
    private static final String ONE = ALL + "/{budget}";
    private static final String ACCOUNT = "account";
    private static final String PROJECT = "project:";
    private static final String KEY = "key:";
    private static final String OWNERS =
            "must be account, project: and the id of one of its projects, or key: and the id of"
                    + " one of its keys";
    private static final int LONGEST_OWNER = 100;
    private static final long MOST = 1_000_000_000;
    private static final Map<String, Budget.Unit> UNITS =
            Words.of(Budget.Unit.values(), BudgetRoutes::word);
    private static final Map<String, Budget.Period> PERIODS =
            Words.of(Budget.Period.values(), Budget.Period::wireName);

    private final Door door;
    private final Accounts accounts;
    private final Keys keys;
    private final Budgets budgets;
    private final Clock clock;

    BudgetRoutes(Door door, AdminRoutes.Parts parts, Clock clock) {
        this.door = door;
        this.accounts = parts.accounts();
        this.keys = parts.keys();
        this.budgets = parts.budgets();
        this.clock = clock;
    }

    @Override
    public void addTo(RouteTable table) {
        table.put(ALL, door.account(this::set));
        table.get(
                ALL,
                door.account(
                        visit ->
                                Page.whole(
                                        "budgets",
                                        budgets.list(accounts.get(visit.account()).id()),
                                        this::shown)));
        table.delete(ONE, door.account(this::remove));
    }

    private static String word(Budget.Unit unit) {
        return switch (unit) {
            case MICROCENTS -> "cents";
            case TASKS -> "tasks";
        };
    }

    private ObjectNode set(Visit visit) {
        long account = accounts.get(visit.account()).id();
        var fields = visit.fields();
        var owner = owner(fields, account);
        var unit = fields.requiredChoice("unit", UNITS);
        var period = fields.requiredChoice("period", PERIODS);
        long amount = fields.requiredNumber("amount", 0, MOST);
        var zone = zone(fields);
        fields.check();
        requireMay(visit, owner);
        long most =
                switch (unit) {
                    case MICROCENTS -> Money.ofCents(amount).microCents();
                    case TASKS -> amount;
                };
        return shown(
                budgets.set(
                        visit.actor(),
                        account,
                        owner,
                        new Budgets.Order(unit, period, most, zone)));
    }

    /** As it is stored. */
    private String owner(Fields fields, long account) {
        var owner = fields.requiredText("owner", LONGEST_OWNER);
        if (owner.equals(ACCOUNT)) {
            return ACCOUNT + ":" + account;
        }
        if (!owner.isEmpty() && !exists(owner, account)) {
            fields.complain("owner", OWNERS);
        }
        return owner;
    }

    private boolean exists(String owner, long account) {
        try {
            if (owner.startsWith(PROJECT)) {
                var id = owner.substring(PROJECT.length());
                return id.matches("[1-9][0-9]{0,17}")
                        && accounts.project(account, Long.parseLong(id)).id() > 0;
            }
            return owner.startsWith(KEY)
                    && !keys.get(account, owner.substring(KEY.length())).id().isEmpty();
        } catch (GatewayException _) {
            return false; // it is unknown, or a stranger's
        }
    }

    private static ZoneId zone(Fields fields) {
        var name = fields.text("time_zone", LONGEST_OWNER).orElse("UTC");
        try {
            return ZoneId.of(name);
        } catch (DateTimeException _) {
            var near = Nearest.to(name, ZoneId.getAvailableZoneIds());
            fields.complain(
                    "time_zone",
                    "must be a time zone such as Europe/Berlin"
                            + near.map(zone -> "; did you mean %s?".formatted(zone)).orElse(""));
            return ZoneOffset.UTC;
        }
    }

    /** What the whole account may spend is the operator's word to it. */
    private static void requireMay(Visit visit, String owner) {
        if (owner.startsWith(ACCOUNT + ":")) {
            visit.visitor().requireOperator("A budget of the whole account");
        }
    }

    private ObjectNode remove(Visit visit) {
        long account = visit.account();
        long id = visit.number("budget");
        var budget =
                budgets.list(account).stream().filter(use -> use.budget().id() == id).findFirst();
        budget.ifPresent(use -> requireMay(visit, use.budget().owner()));
        budgets.remove(visit.actor(), account, id);
        return Json.object().put("id", id).put("removed", true);
    }

    private ObjectNode shown(Budgets.Use use) {
        var budget = use.budget();
        var now = clock.instant();
        boolean money = budget.unit() == Budget.Unit.MICROCENTS;
        var body = Json.object();
        body.put("id", budget.id());
        body.put("owner", budget.owner().startsWith(ACCOUNT + ":") ? ACCOUNT : budget.owner());
        body.put("unit", word(budget.unit()));
        body.put("period", budget.period().wireName());
        body.put("amount", money ? new Money(budget.most()).cents() : budget.most());
        body.put("used", money ? new Money(use.used()).centsRoundedUp() : use.used());
        body.put("left", money ? new Money(use.left()).cents() : use.left());
        body.put("time_zone", budget.zone().getId());
        body.put("span", budget.span(now));
        Shown.time(body, "resets_at", budget.nextSpan(now).orElse(null));
        Shown.time(body, "created_at", budget.createdAt());
        return body;
    }
}
