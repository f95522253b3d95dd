package dev.conch.api.admin;

import dev.conch.account.ApiKey;
import dev.conch.account.Keys;
import dev.conch.account.Scope;
import dev.conch.api.Json;

import tools.jackson.databind.node.ObjectNode;

import java.time.Clock;

/** API keys for administrators; the secret only in the answer that makes it. */
final class KeyJson {
    private static final String NEVER_AGAIN =
            "The key was shown when it was made, and is not kept; rotate it if it was lost";

    private final Keys keys;
    private final Clock clock;

    KeyJson(Keys keys, Clock clock) {
        this.keys = keys;
        this.clock = clock;
    }

    /** A key that was made or rotated: {@code key} is its secret, null in a replay. */
    ObjectNode issued(KeyRoutes.Issued issued) {
        var body = whole(issued.key());
        var secret = issued.secret();
        if (secret == null) {
            body.putNull("key").put("note", NEVER_AGAIN);
        } else {
            body.put("key", secret.reveal());
        }
        return body;
    }

    /** The key, and which of its former secrets still work. */
    ObjectNode whole(ApiKey key) {
        var body = shown(key);
        var former = body.putArray("former_secrets");
        for (var secret : keys.formerSecrets(key.id())) {
            former.addObject()
                    .put("masked", secret.masked())
                    .put("works_until", Shown.time(secret.until()));
        }
        return body;
    }

    ObjectNode shown(ApiKey key) {
        var body = Json.object();
        body.put("id", key.id());
        body.put("account_id", key.accountId());
        body.put("project_id", key.projectId());
        body.put("name", key.name());
        body.put("masked", key.masked());
        body.put("state", state(key));
        var scopes = body.putArray("scopes");
        key.scopes().stream().sorted().map(Scope::wireName).forEach(scopes::add);
        body.set("limits", LimitsJson.shown(key.limits()));
        body.put("priority", key.priority().wireName());
        body.put("from_login", key.fromLogin());
        Shown.time(body, "created_at", key.createdAt());
        Shown.time(body, "expires_at", key.expiresAt());
        Shown.time(body, "last_used_at", key.lastUsedAt());
        Shown.time(body, "revoked_at", key.revokedAt());
        return body;
    }

    private String state(ApiKey key) {
        if (key.revokedAt() != null) {
            return "revoked";
        }
        return key.live(clock.instant()) ? "active" : "expired";
    }
}
