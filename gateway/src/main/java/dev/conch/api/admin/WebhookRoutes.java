package dev.conch.api.admin;

import dev.conch.account.Accounts;
import dev.conch.account.Audit;
import dev.conch.account.Keys;
import dev.conch.api.Json;
import dev.conch.api.RouteTable;
import dev.conch.api.Routes;
import dev.conch.base.Secret;
import dev.conch.webhook.CreatedEndpoint;
import dev.conch.webhook.Endpoint;
import dev.conch.webhook.EndpointChange;
import dev.conch.webhook.NewEndpoint;
import dev.conch.webhook.SecretKind;
import dev.conch.webhook.Webhooks;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.node.ObjectNode;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * {@code accounts/{account}/webhook_endpoints}: who is told of an account's tasks; and the secrets
 * that sign the callbacks of its keys.
 */
final class WebhookRoutes implements Routes {
    private static final String ALL = AdminRoutes.BASE + "/accounts/{account}/webhook_endpoints";
    private static final String ONE = ALL + "/{endpoint}";
    private static final String CALLBACK =
            AdminRoutes.BASE + "/accounts/{account}/keys/{key}/callback_secret";
    private static final int LONGEST_URL = 2048;
    private static final int LONGEST_DESCRIPTION = 500;
    private static final int LONGEST_OVERLAP_HOURS = 24 * 30;
    private static final String SECRET_NOTE =
            "The secret was shown when it was made; rotate it if it was lost";
    private static final Map<String, SecretKind> KINDS =
            Words.of(SecretKind.values(), kind -> kind.name().toLowerCase(Locale.ROOT));

    private final Door door;
    private final Desk desk;
    private final Accounts accounts;
    private final Keys keys;
    private final Audit audit;
    private final Webhooks webhooks;
    private final Clock clock;

    WebhookRoutes(Door door, Desk desk, AdminRoutes.Parts parts, Webhooks webhooks, Clock clock) {
        this.door = door;
        this.desk = desk;
        this.accounts = parts.accounts();
        this.keys = parts.keys();
        this.audit = new Audit(parts.database());
        this.webhooks = webhooks;
        this.clock = clock;
    }

    /** An endpoint, and its secret if it was just made. */
    private record Made(Endpoint endpoint, @Nullable Secret secret) {}

    @Override
    public void addTo(RouteTable table) {
        table.post(ALL, door.account(this::create));
        table.get(
                ALL,
                door.account(
                        visit ->
                                Page.whole(
                                        "webhook_endpoints",
                                        webhooks.list(accounts.get(visit.account()).id()),
                                        WebhookRoutes::shown)));
        table.get(ONE, door.account(visit -> shown(find(visit))));
        table.patch(ONE, door.account(this::update));
        table.delete(ONE, door.account(this::delete));
        table.post(ONE + "/rotate_secret", door.account(this::rotate));
        table.post(ONE + "/test", door.account(this::test));
        table.get(CALLBACK, door.account(this::callbackSecret));
        table.post(CALLBACK + "/rotate", door.account(this::rotateCallbackSecret));
    }

    private Endpoint find(Visit visit) {
        return webhooks.get(visit.account(), visit.text("endpoint"));
    }

    private ObjectNode create(Visit visit) {
        long account = accounts.get(visit.account()).id();
        var made =
                desk.once(
                        visit,
                        account,
                        id -> new Made(webhooks.get(account, id), null),
                        () -> order(visit, account));
        var secret = made.value().secret();
        var body = shown(made.value().endpoint());
        if (secret == null) {
            body.putNull("secret").put("note", SECRET_NOTE);
        } else {
            body.put("secret", secret.reveal());
        }
        return made.marked(body);
    }

    private Desk.Order<Made> order(Visit visit, long account) {
        var fields = visit.fields();
        var url = fields.requiredText("url", LONGEST_URL);
        var events = events(fields);
        var description = fields.text("description", LONGEST_DESCRIPTION).orElse("");
        var project = fields.number("project_id", 1, Long.MAX_VALUE);
        var kind = fields.choice("kind", KINDS).orElse(SecretKind.HMAC);
        fields.check();
        project.ifPresent(id -> accounts.project(account, id));
        var wish =
                new NewEndpoint(project.orElse(null), url, events.orElse(null), description, kind);
        webhooks.check(wish);
        return new Desk.Order<>(
                (tx, change) -> {
                    var created = webhooks.create(tx, account, wish);
                    Audit.record(
                            tx,
                            change,
                            "webhook_endpoint.create",
                            created.endpoint().id(),
                            Map.of("url", url, "events", created.endpoint().events()));
                    return made(created);
                },
                made -> made.endpoint().id());
    }

    private static Made made(CreatedEndpoint created) {
        return new Made(created.endpoint(), created.secret());
    }

    /** Which events there are is checked behind the front door, with the nearest name as a hint. */
    private static Optional<List<String>> events(Fields fields) {
        return fields.texts("events", text -> !text.isEmpty(), "the name of an event")
                .map(List::copyOf);
    }

    private ObjectNode update(Visit visit) {
        var fields = visit.fields();
        var url = fields.text("url", LONGEST_URL);
        var events = events(fields);
        var description = fields.text("description", LONGEST_DESCRIPTION);
        var enabled = fields.truth("enabled");
        fields.check();
        var endpoint =
                webhooks.update(
                        visit.account(),
                        visit.text("endpoint"),
                        new EndpointChange(
                                url.orElse(null),
                                events.orElse(null),
                                description.orElse(null),
                                enabled.orElse(null)));
        note(visit, "webhook_endpoint.update", endpoint.id());
        return shown(endpoint);
    }

    private ObjectNode delete(Visit visit) {
        var endpoint = find(visit);
        webhooks.delete(visit.account(), endpoint.id());
        note(visit, "webhook_endpoint.delete", endpoint.id());
        return Json.object().put("id", endpoint.id()).put("deleted", true);
    }

    private ObjectNode rotate(Visit visit) {
        var overlap = overlap(visit);
        var endpoint = find(visit);
        var secret = webhooks.rotateSecret(visit.account(), endpoint.id(), overlap);
        note(visit, "webhook_endpoint.rotate_secret", endpoint.id());
        return shown(endpoint).put("secret", secret.reveal());
    }

    private static Duration overlap(Visit visit) {
        var fields = visit.fields();
        var hours =
                fields.number("overlap_hours", 0, LONGEST_OVERLAP_HOURS)
                        .orElse(Webhooks.DEFAULT_OVERLAP.toHours());
        fields.check();
        return Duration.ofHours(hours);
    }

    private ObjectNode test(Visit visit) {
        var delivery = webhooks.sendTest(visit.account(), visit.text("endpoint"));
        return DeliveryRoutes.shown(delivery);
    }

    private ObjectNode callbackSecret(Visit visit) {
        var key = keys.get(visit.account(), visit.text("key"));
        note(visit, "callback_secret.show", key.id());
        return secret(key.id(), webhooks.callbackSecret(key.id()));
    }

    private ObjectNode rotateCallbackSecret(Visit visit) {
        var overlap = overlap(visit);
        var key = keys.get(visit.account(), visit.text("key"));
        var secret = webhooks.rotateCallbackSecret(key.id(), overlap);
        note(visit, "callback_secret.rotate", key.id());
        return secret(key.id(), secret);
    }

    private static ObjectNode secret(String key, Secret secret) {
        return Json.object().put("key_id", key).put("secret", secret.reveal());
    }

    private void note(Visit visit, String action, String target) {
        audit.note(
                new Audit.Change(visit.actor(), visit.account(), clock.instant()),
                action,
                target,
                Map.of());
    }

    private static ObjectNode shown(Endpoint endpoint) {
        var body = Json.object();
        body.put("id", endpoint.id());
        body.put("account_id", endpoint.accountId());
        body.put("project_id", endpoint.projectId());
        body.put("url", endpoint.url());
        body.put("description", endpoint.description());
        endpoint.events().forEach(body.putArray("events")::add);
        body.put("enabled", endpoint.enabled());
        Shown.time(body, "created_at", endpoint.createdAt());
        Shown.time(body, "disabled_at", endpoint.disabledAt());
        body.put("disabled_reason", endpoint.disabledReason());
        Shown.time(body, "failing_since", endpoint.failingSince());
        return body;
    }
}
