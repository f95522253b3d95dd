package dev.conch.api.admin;

import dev.conch.account.AdminKey;
import dev.conch.account.Keys;
import dev.conch.api.Json;
import dev.conch.api.RouteTable;
import dev.conch.api.Routes;
import dev.conch.base.Secret;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.node.ObjectNode;

import java.time.Clock;

/** {@code admin_keys}: the keys of operators. */
final class OperatorKeyRoutes implements Routes {
    private static final String ALL = AdminRoutes.BASE + "/admin_keys";
    private static final String ONE = ALL + "/{key}";
    private static final int LONGEST_NAME = 100;
    private static final String NEVER_AGAIN =
            "The key was shown when it was made, and is not kept; revoke it if it was lost";

    private final Door door;
    private final Desk desk;
    private final Keys keys;
    private final Clock clock;

    /** A key, and its secret if it was just made. */
    private record Issued(AdminKey key, @Nullable Secret secret) {}

    OperatorKeyRoutes(Door door, Desk desk, AdminRoutes.Parts parts, Clock clock) {
        this.door = door;
        this.desk = desk;
        this.keys = parts.keys();
        this.clock = clock;
    }

    @Override
    public void addTo(RouteTable table) {
        table.post(ALL, door.operators(this::create));
        table.get(
                ALL, door.operators(visit -> Page.whole("admin_keys", keys.admins(), this::shown)));
        table.delete(
                ONE,
                door.operators(visit -> shown(keys.revokeAdmin(visit.actor(), visit.text("key")))));
    }

    private ObjectNode create(Visit visit) {
        var made =
                desk.once(visit, null, id -> new Issued(keys.admin(id), null), () -> order(visit));
        var body = shown(made.value().key());
        var secret = made.value().secret();
        if (secret == null) {
            body.putNull("key").put("note", NEVER_AGAIN);
        } else {
            body.put("key", secret.reveal());
        }
        return made.marked(body);
    }

    private Desk.Order<Issued> order(Visit visit) {
        var fields = visit.fields();
        var name = fields.requiredText("name", LONGEST_NAME);
        var expiresAt = fields.future("expires_at", clock.instant()).orElse(null);
        fields.check();
        return new Desk.Order<>(
                (tx, change) -> {
                    var created = keys.createAdmin(tx, change, name, expiresAt);
                    return new Issued(created.key(), created.secret());
                },
                issued -> issued.key().id());
    }

    private ObjectNode shown(AdminKey key) {
        var body = Json.object();
        body.put("id", key.id());
        body.put("name", key.name());
        body.put("masked", key.masked());
        body.put("state", state(key));
        Shown.time(body, "created_at", key.createdAt());
        Shown.time(body, "expires_at", key.expiresAt());
        Shown.time(body, "last_used_at", key.lastUsedAt());
        Shown.time(body, "revoked_at", key.revokedAt());
        return body;
    }

    private String state(AdminKey key) {
        if (key.revokedAt() != null) {
            return "revoked";
        }
        return key.live(clock.instant()) ? "active" : "expired";
    }
}
