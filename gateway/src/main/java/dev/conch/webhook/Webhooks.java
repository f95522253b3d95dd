package dev.conch.webhook;

import dev.conch.base.ErrorCode;
import dev.conch.base.GatewayException;
import dev.conch.base.Secret;
import dev.conch.base.SecretBox;
import dev.conch.db.Database;
import dev.conch.db.Transaction;
import dev.conch.event.Event;
import dev.conch.event.EventListener;
import dev.conch.outbound.OutboundClient;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The front door of webhooks: customers' endpoints and their secrets, and the deliveries that
 * events lead to. {@link DeliveryLog} reads and repeats them, {@link Deliverer} sends them.
 *
 * <p>Every operation names the account that asks; what belongs to another one is not found. Shared
 * between threads.
 */
public final class Webhooks implements EventListener {
    /** How long an old secret signs beside its successor, unless the owner says otherwise. */
    public static final Duration DEFAULT_OVERLAP = Duration.ofHours(24);

    private final Database database;
    private final Secrets secrets;
    private final EndpointRules rules;
    private final DeliveryLog log;
    private final Clock clock;

    public Webhooks(Database database, SecretBox box, OutboundClient outbound, Clock clock) {
        this.database = database;
        this.secrets = new Secrets(box);
        this.rules = new EndpointRules(outbound);
        this.log = new DeliveryLog(database, clock);
        this.clock = clock;
    }

    /** What was sent, and the way to send it again. */
    public DeliveryLog log() {
        return log;
    }

    /** Writes a delivery for everybody who wants to know, in the transaction of the event. */
    @Override
    public void appended(Transaction tx, Event event) {
        var type = EventTypes.publicName(event.type());
        if (type.isEmpty()) {
            return;
        }
        var callbackUrl = event.callbackUrl();
        if (callbackUrl != null && EventTypes.ends(type)) {
            JdbcDeliveries.insert(tx, callback(event, type, callbackUrl), event.at());
            tx.signal(Deliverer.CHANNEL, "due");
        }
        for (var endpoint : JdbcEndpoints.of(tx, event.accountId())) {
            if (endpoint.wants(type, event.projectId())) {
                JdbcDeliveries.insert(tx, toEndpoint(event, type, endpoint), event.at());
                tx.signal(Deliverer.CHANNEL, "due");
            }
        }
    }

    private static JdbcDeliveries.New callback(Event event, String type, String url) {
        return new JdbcDeliveries.New(
                Ids.next("msg_"),
                event.accountId(),
                event.projectId(),
                event.taskId(),
                Targets.callback(url),
                null,
                event.apiKeyId(),
                url,
                type);
    }

    private static JdbcDeliveries.New toEndpoint(Event event, String type, Endpoint endpoint) {
        return new JdbcDeliveries.New(
                Ids.next("msg_"),
                event.accountId(),
                event.projectId(),
                event.taskId(),
                endpoint.target(),
                endpoint.id(),
                "",
                endpoint.url(),
                type);
    }

    /**
     * Refuses a {@code callback_url} that would never be posted to.
     *
     * @throws GatewayException {@code validation_failed}, with the field
     */
    public void checkCallbackUrl(String url) {
        rules.checkUrl("callback_url", url);
    }

    /**
     * Makes an endpoint with a secret.
     *
     * @throws GatewayException {@code validation_failed}; {@code request_conflict} when the account
     *     has too many
     */
    public CreatedEndpoint create(long accountId, NewEndpoint wish) {
        check(wish);
        return database.write(accountId, tx -> create(tx, accountId, wish));
    }

    /**
     * Refuses an endpoint that would never be posted to; asks the network's rules, so not within a
     * transaction.
     *
     * @throws GatewayException {@code validation_failed}
     */
    public void check(NewEndpoint wish) {
        rules.checkUrl("url", wish.url());
        EndpointRules.checkedDescription(wish.description());
        EndpointRules.checkedEvents(wish.events() == null ? EventTypes.DEFAULT : wish.events());
    }

    /**
     * The same as {@link #create(long, NewEndpoint)} within a transaction, after {@link #check}.
     */
    public CreatedEndpoint create(Transaction tx, long accountId, NewEndpoint wish) {
        var events = wish.events() == null ? EventTypes.DEFAULT : wish.events();
        var now = clock.instant();
        var endpoint =
                new Endpoint(
                        Ids.next("we_"),
                        accountId,
                        wish.projectId(),
                        wish.url(),
                        EndpointRules.checkedDescription(wish.description()),
                        EndpointRules.checkedEvents(events),
                        now,
                        null,
                        null,
                        null);
        EndpointRules.checkCount(JdbcEndpoints.of(tx, accountId).size());
        JdbcEndpoints.insert(tx, endpoint);
        var secret = secrets.currentOrNew(tx, endpoint.target(), wish.kind(), now);
        return new CreatedEndpoint(endpoint, secret);
    }

    /** All endpoints of an account, the oldest first. */
    public List<Endpoint> list(long accountId) {
        return database.read(tx -> JdbcEndpoints.of(tx, accountId));
    }

    public Endpoint get(long accountId, String endpointId) {
        return database.read(tx -> find(tx, accountId, endpointId));
    }

    static Endpoint find(Transaction tx, long accountId, String endpointId) {
        return JdbcEndpoints.find(tx, endpointId)
                .filter(endpoint -> endpoint.accountId() == accountId)
                .orElseThrow(
                        () ->
                                new GatewayException(
                                        ErrorCode.NOT_FOUND,
                                        "There is no webhook endpoint " + endpointId));
    }

    /**
     * Changes an endpoint. A new URL also gets what waits; disabling cancels what waits; enabling
     * brings none of it back (see {@link DeliveryLog#redeliverSince}).
     */
    public Endpoint update(long accountId, String endpointId, EndpointChange change) {
        if (change.url() != null) {
            rules.checkUrl("url", change.url());
        }
        return database.write(
                accountId,
                tx -> {
                    var changed = changed(find(tx, accountId, endpointId), change);
                    JdbcEndpoints.update(tx, changed);
                    if (change.url() != null) {
                        JdbcDeliveries.move(tx, changed.target(), changed.url());
                    }
                    if (Boolean.TRUE.equals(change.enabled())) {
                        JdbcEndpoints.enable(tx, endpointId);
                    } else if (Boolean.FALSE.equals(change.enabled())) {
                        Disabling.disable(tx, endpointId, Disabling.BY_OWNER, clock.instant());
                    }
                    return find(tx, accountId, endpointId);
                });
    }

    private static Endpoint changed(Endpoint endpoint, EndpointChange change) {
        var events = change.events();
        var description = change.description();
        return new Endpoint(
                endpoint.id(),
                endpoint.accountId(),
                endpoint.projectId(),
                change.url() == null ? endpoint.url() : change.url(),
                description == null
                        ? endpoint.description()
                        : EndpointRules.checkedDescription(description),
                events == null ? endpoint.events() : EndpointRules.checkedEvents(events),
                endpoint.createdAt(),
                endpoint.disabledAt(),
                endpoint.disabledReason(),
                endpoint.failingSince());
    }

    /** Deletes an endpoint and its secrets; the log of its deliveries stays. */
    public void delete(long accountId, String endpointId) {
        database.write(
                accountId,
                tx -> {
                    var target = find(tx, accountId, endpointId).target();
                    JdbcDeliveries.cancel(tx, target, "The endpoint was deleted", clock.instant());
                    JdbcSecrets.delete(tx, target);
                    JdbcEndpoints.delete(tx, endpointId);
                    return target;
                });
    }

    /**
     * Gives an endpoint a new secret of the same kind.
     *
     * @param overlap how long the old one signs too
     */
    public Secret rotateSecret(long accountId, String endpointId, Duration overlap) {
        EndpointRules.checkOverlap(overlap);
        return database.write(
                accountId,
                tx -> {
                    var owner = find(tx, accountId, endpointId).target();
                    return secrets.rotate(tx, owner, overlap, clock.instant());
                });
    }

    /**
     * What signs the callbacks of an API key's tasks; made at the first use. The caller has checked
     * whose key it is.
     */
    public Secret callbackSecret(String apiKeyId) {
        var owner = Targets.key(apiKeyId);
        var known = database.read(tx -> secrets.current(tx, owner));
        return known.orElseGet(
                () ->
                        database.write(
                                tx ->
                                        secrets.currentOrNew(
                                                tx, owner, SecretKind.HMAC, clock.instant())));
    }

    /**
     * The headers of Standard Webhooks for a message to whoever hears the callbacks of an API key.
     *
     * @param id the message's own
     */
    public Map<String, String> sign(String apiKeyId, String id, Instant at, byte[] body) {
        callbackSecret(apiKeyId);
        var signing = database.read(tx -> secrets.signing(tx, Targets.key(apiKeyId), at));
        return Map.of(
                Signatures.ID, id,
                Signatures.TIMESTAMP, Long.toString(at.getEpochSecond()),
                Signatures.SIGNATURE, Signatures.header(id, at, body, signing));
    }

    /** A new secret for the callbacks of an API key's tasks; the old one signs for a while. */
    public Secret rotateCallbackSecret(String apiKeyId, Duration overlap) {
        EndpointRules.checkOverlap(overlap);
        var owner = Targets.key(apiKeyId);
        return database.write(tx -> secrets.rotate(tx, owner, overlap, clock.instant()));
    }

    /**
     * Sends a {@code webhook.test} to an endpoint, whatever it subscribes to.
     *
     * @throws GatewayException {@code request_conflict} if it is disabled
     */
    public Delivery sendTest(long accountId, String endpointId) {
        return database.write(
                accountId,
                tx -> {
                    var endpoint = find(tx, accountId, endpointId);
                    DeliveryLog.requireEnabled(endpoint);
                    var id = Ids.next("msg_");
                    JdbcDeliveries.insert(tx, test(id, endpoint), clock.instant());
                    tx.signal(Deliverer.CHANNEL, "due");
                    return JdbcDeliveries.find(tx, accountId, id).orElseThrow();
                });
    }

    private static JdbcDeliveries.New test(String id, Endpoint endpoint) {
        return new JdbcDeliveries.New(
                id,
                endpoint.accountId(),
                endpoint.projectId(),
                null,
                endpoint.target(),
                endpoint.id(),
                "",
                endpoint.url(),
                EventTypes.TEST);
    }

    /** How many deliveries wait or are under way, for all accounts. */
    public long pending() {
        return database.read(JdbcDeliveries::pending);
    }

    /** Since when the oldest delivery that has not ended waits. */
    public Optional<Instant> oldestUndelivered() {
        return database.read(JdbcDeliveries::oldest);
    }

    /** Shows how much waits, and for how long. */
    public void watch(MeterRegistry metrics) {
        Gauge.builder("conch.webhooks.pending", this, Webhooks::pending)
                .description("Webhooks that are not delivered and not given up")
                .register(metrics);
        Gauge.builder("conch.webhooks.oldest.seconds", this, Webhooks::oldestSeconds)
                .description("How long the oldest of them has been waiting")
                .register(metrics);
    }

    private double oldestSeconds() {
        return oldestUndelivered()
                .map(since -> Duration.between(since, clock.instant()).toMillis() / 1000.0)
                .orElse(0.0);
    }
}
