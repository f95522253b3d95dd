package dev.conch.api.admin;

import dev.conch.account.Accounts;
import dev.conch.account.ApiKey;
import dev.conch.account.Keys;
import dev.conch.account.Limits;
import dev.conch.account.NewKey;
import dev.conch.account.Priority;
import dev.conch.account.Project;
import dev.conch.account.Scope;
import dev.conch.api.RouteTable;
import dev.conch.api.Routes;
import dev.conch.base.Secret;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.node.ObjectNode;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** {@code accounts/{account}/keys}: the API keys of an account's projects. */
final class KeyRoutes implements Routes {
    private static final String ALL = AdminRoutes.BASE + "/accounts/{account}/keys";
    private static final String ONE = ALL + "/{key}";
    private static final int LONGEST_NAME = 100;
    private static final int DEFAULT_OVERLAP_HOURS = 24;
    private static final int LONGEST_OVERLAP_HOURS = 24 * 90;
    private static final Map<String, Priority> PRIORITIES =
            Words.of(Priority.values(), Priority::wireName);

    private final Door door;
    private final Desk desk;
    private final Accounts accounts;
    private final Keys keys;
    private final LimitsJson limits;
    private final KeyJson json;
    private final Clock clock;

    /** A key, and its secret if it was just made. */
    record Issued(ApiKey key, @Nullable Secret secret) {}

    KeyRoutes(Door door, Desk desk, AdminRoutes.Parts parts, LimitsJson limits, Clock clock) {
        this.door = door;
        this.desk = desk;
        this.accounts = parts.accounts();
        this.keys = parts.keys();
        this.limits = limits;
        this.json = new KeyJson(parts.keys(), clock);
        this.clock = clock;
    }

    @Override
    public void addTo(RouteTable table) {
        table.post(ALL, door.account(this::create));
        table.get(ALL, door.account(this::list));
        table.get(
                ONE,
                door.account(visit -> json.whole(keys.get(visit.account(), visit.text("key")))));
        table.patch(ONE, door.account(this::update));
        table.post(ONE + "/rotate", door.account(this::rotate));
        table.post(ONE + "/revoke", door.account(this::revoke));
        table.delete(ONE, door.account(this::revoke));
    }

    private ObjectNode create(Visit visit) {
        long account = accounts.get(visit.account()).id();
        var made = desk.once(visit, account, id -> again(account, id), () -> order(visit, account));
        return made.marked(json.issued(made.value()));
    }

    private Issued again(long account, String id) {
        return new Issued(keys.get(account, id), null);
    }

    private Desk.Order<Issued> order(Visit visit, long account) {
        var fields = visit.fields();
        var project = project(fields, account);
        var name = fields.requiredText("name", LONGEST_NAME);
        var scopes = scopes(fields).orElse(Scope.ordinary());
        var wish = limits.read(fields, LimitsJson.Level.KEY);
        var priority = fields.choice("priority", PRIORITIES).orElse(Priority.NORMAL);
        var expiresAt = fields.future("expires_at", clock.instant()).orElse(null);
        fields.check();
        requireMay(visit, priority, Priority.NORMAL);
        var order =
                new NewKey(
                        project.orElseThrow(),
                        name,
                        scopes,
                        wish.applied(Limits.NONE),
                        priority,
                        false,
                        expiresAt);
        return new Desk.Order<>(
                (tx, change) -> issued(keys.create(tx, change, order)),
                issued -> issued.key().id());
    }

    private static Issued issued(Keys.Created created) {
        return new Issued(created.key(), created.secret());
    }

    /** The project that is named, or the account's only one. */
    private Optional<Project> project(Fields fields, long account) {
        var projects = accounts.projects(account);
        var named = fields.number("project_id", 1, Long.MAX_VALUE);
        var found =
                named.isPresent()
                        ? projects.stream().filter(p -> p.id() == named.get()).findFirst()
                        : projects.stream().findFirst().filter(_ -> projects.size() == 1);
        if (found.isEmpty()) {
            fields.complain(
                    "project_id",
                    "must be the id of one of the account's projects: "
                            + projects.stream()
                                    .map(p -> "%d (%s)".formatted(p.id(), p.name()))
                                    .collect(Collectors.joining(", ")));
        }
        return found;
    }

    private static Optional<Set<Scope>> scopes(Fields fields) {
        return fields.texts(
                        "scopes",
                        scope -> Scope.ofWireName(scope).isPresent(),
                        "one of: " + Scope.allNames())
                .map(
                        names ->
                                names.stream()
                                        .flatMap(name -> Scope.ofWireName(name).stream())
                                        .collect(Collectors.toSet()));
    }

    /** Keys of high priority go before other accounts' tasks. */
    private static void requireMay(Visit visit, Priority wanted, Priority before) {
        if (wanted == Priority.HIGH && before != Priority.HIGH) {
            visit.visitor().requireOperator("A key of high priority");
        }
    }

    private ObjectNode list(Visit visit) {
        return Page.whole("keys", keys.list(accounts.get(visit.account()).id()), json::shown);
    }

    private ObjectNode update(Visit visit) {
        var fields = visit.fields();
        var name = fields.text("name", LONGEST_NAME);
        var scopes = scopes(fields);
        var wish = limits.read(fields, LimitsJson.Level.KEY);
        var priority = fields.choice("priority", PRIORITIES);
        boolean newEnd = fields.has("expires_at");
        var expiresAt = fields.future("expires_at", clock.instant());
        fields.check();
        return json.whole(
                keys.update(
                        visit.actor(),
                        visit.account(),
                        visit.text("key"),
                        key -> {
                            var wanted = priority.orElse(key.priority());
                            requireMay(visit, wanted, key.priority());
                            return key.changed(
                                    name.orElse(key.name()),
                                    scopes.orElse(key.scopes()),
                                    wish.applied(key.limits()),
                                    wanted,
                                    end(newEnd, expiresAt.orElse(null), key));
                        }));
    }

    private static @Nullable Instant end(boolean newEnd, @Nullable Instant wanted, ApiKey key) {
        return newEnd ? wanted : key.expiresAt();
    }

    private ObjectNode rotate(Visit visit) {
        long account = visit.account();
        var id = keys.get(account, visit.text("key")).id();
        var made = desk.once(visit, account, key -> again(account, key), () -> rotation(visit, id));
        keys.forget();
        return made.marked(json.issued(made.value()));
    }

    private Desk.Order<Issued> rotation(Visit visit, String id) {
        var fields = visit.fields();
        var overlap =
                Duration.ofHours(
                        fields.number("overlap_hours", 0, LONGEST_OVERLAP_HOURS)
                                .orElse((long) DEFAULT_OVERLAP_HOURS));
        fields.check();
        return new Desk.Order<>(
                (tx, change) -> issued(keys.rotate(tx, change, id, overlap)),
                issued -> issued.key().id());
    }

    private ObjectNode revoke(Visit visit) {
        return json.whole(keys.revoke(visit.actor(), visit.account(), visit.text("key")));
    }
}
