package dev.conch.listener;

import dev.conch.base.ErrorCode;
import dev.conch.base.GatewayException;
import dev.conch.base.Secret;
import dev.conch.base.TaskId;
import dev.conch.db.Database;
import dev.conch.db.Transaction;
import dev.conch.event.Event;
import dev.conch.event.EventListener;
import dev.conch.webhook.Delivery;
import dev.conch.webhook.DeliveryQuery;
import dev.conch.webhook.WebhookBody;
import dev.conch.webhook.Webhooks;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Sessions that listen to the callbacks of an API key: every end of a task with a callback URL is
 * copied for each of them, in the transaction of the end, beside the delivery itself. Shared
 * between threads; all that is remembered is in the database.
 */
public final class Listeners implements EventListener {
    /** A session that does not ask for so long is over. */
    static final Duration SILENCE = Duration.ofMinutes(10);

    /** Copies are kept so long, or until they are acknowledged. */
    static final Duration KEPT = Duration.ofHours(24);

    static final int MOST_PER_KEY = 100;
    static final int MOST_PER_ACCOUNT = 1_000;

    /** A session that has so many copies unacknowledged gets no more until it has fewer. */
    static final int MOST_COPIES = 1_000;

    static final int MOST_AT_ONCE = 100;

    /** After an empty answer; after others the next poll may come at once. */
    private static final Duration BETWEEN_EMPTY = Duration.ofSeconds(1);

    /** A poll that was begun and not ended for so long counts as broken off. */
    private static final Duration LONGEST_POLL = Duration.ofSeconds(10);

    private static final Duration UNTIL_ANOTHER_ENDS = Duration.ofMinutes(1);

    private static final Set<String> ENDS =
            Set.of("video.completed", "video.failed", "video.canceled");

    private final Database database;
    private final Webhooks webhooks;
    private final WebhookBody body;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    public Listeners(Database database, Webhooks webhooks, WebhookBody body, Clock clock) {
        this.database = database;
        this.webhooks = webhooks;
        this.body = body;
        this.clock = clock;
    }

    /**
     * Who listens to what.
     *
     * @param openedBy the key of the login
     * @param apiKeyId the key whose callbacks are heard
     * @param secretHash of the signing secret that it was told
     */
    public record Session(
            String hash, long accountId, String openedBy, String apiKeyId, String secretHash) {}

    /**
     * A session that began.
     *
     * @param token to be shown at every poll
     * @param secret that signs what is heard
     */
    public record Opened(Secret token, Secret secret) {}

    /** One callback as it is posted, to be forwarded verbatim. */
    public record Heard(long id, String signedBody, Map<String, String> headers) {}

    @Override
    public void appended(Transaction tx, Event event) {
        if (event.callbackUrl() != null && ENDS.contains(event.type())) {
            JdbcCopies.insert(tx, event, MOST_COPIES);
        }
    }

    /**
     * Starts to listen; begins with what an earlier session of the same login and key did not hear
     * before it ran out.
     *
     * @param openedBy the key of the login; it and the other are the caller's to check
     * @throws GatewayException {@code too_many_key_listeners}, {@code too_many_account_listeners}
     */
    public Opened open(long accountId, String openedBy, String apiKeyId) {
        var now = clock.instant();
        var token = Token.next(random);
        var secret = webhooks.callbackSecret(apiKeyId);
        var session =
                new Session(
                        Token.hash(token.reveal()),
                        accountId,
                        openedBy,
                        apiKeyId,
                        Token.hash(secret.reveal()));
        return database.write(
                accountId,
                tx -> {
                    requireRoom(tx, session, now);
                    JdbcSessions.open(tx, session, now, now.plus(SILENCE));
                    JdbcCopies.adopt(tx, session, now);
                    return new Opened(token, secret);
                });
    }

    private static void requireRoom(Transaction tx, Session session, Instant now) {
        if (JdbcSessions.ofKey(tx, session.apiKeyId(), now) >= MOST_PER_KEY) {
            throw new GatewayException(
                            ErrorCode.TOO_MANY_KEY_LISTENERS,
                            "This API key has %d listeners already".formatted(MOST_PER_KEY))
                    .retryAfter(UNTIL_ANOTHER_ENDS);
        }
        if (JdbcSessions.ofAccount(tx, session.accountId(), now) >= MOST_PER_ACCOUNT) {
            throw new GatewayException(
                            ErrorCode.TOO_MANY_ACCOUNT_LISTENERS,
                            "This account has %d listeners already".formatted(MOST_PER_ACCOUNT))
                    .retryAfter(UNTIL_ANOTHER_ENDS);
        }
    }

    /**
     * The session that shows {@code token}; empty for a wrong one, and for one that is over: it was
     * silent, was ended, or the secret that it knows signs no more.
     */
    public Optional<Session> find(long accountId, String token) {
        var now = clock.instant();
        return database.read(tx -> JdbcSessions.find(tx, accountId, Token.hash(token), now))
                .filter(this::knowsTheSecret);
    }

    private boolean knowsTheSecret(Session session) {
        var secret = webhooks.callbackSecret(session.apiKeyId());
        return Token.hash(secret.reveal()).equals(session.secretHash());
    }

    /**
     * What was not acknowledged, from the oldest on; keeps the session alive.
     *
     * @param lastId of what was shown before, only what came after it
     * @throws GatewayException {@code too_many_listener_polls} while another poll of the session is
     *     under way, and a moment after an empty answer
     */
    public List<Heard> poll(Session session, long lastId) {
        var now = clock.instant();
        var copies = database.write(session.accountId(), tx -> begin(tx, session, lastId, now));
        if (copies.isEmpty()) {
            return List.of();
        }
        var messages = copies.stream().map(copy -> message(session, copy)).toList();
        return database
                .write(session.accountId(), tx -> settle(tx, session, copies, messages, now))
                .stream()
                .map(said -> signed(session, said, now))
                .toList();
    }

    private static List<JdbcCopies.Copy> begin(
            Transaction tx, Session session, long lastId, Instant now) {
        var found = JdbcCopies.list(tx, session.hash(), lastId, now.minus(KEPT), MOST_AT_ONCE);
        var next = now.plus(found.isEmpty() ? BETWEEN_EMPTY : LONGEST_POLL);
        if (!JdbcSessions.poll(tx, session.hash(), now, now.plus(SILENCE), next)) {
            throw new GatewayException(
                            ErrorCode.TOO_MANY_LISTENER_POLLS, "This listener polls too often")
                    .retryAfter(BETWEEN_EMPTY);
        }
        return found;
    }

    /** A copy and what it says, settled. */
    private record Said(long id, JdbcCopies.Message message) {}

    /** The same bytes at every look, whoever looks. */
    private static List<Said> settle(
            Transaction tx,
            Session session,
            List<JdbcCopies.Copy> copies,
            List<JdbcCopies.Message> messages,
            Instant now) {
        var said = new ArrayList<Said>();
        for (int i = 0; i < copies.size(); i++) {
            var copy = copies.get(i);
            said.add(new Said(copy.id(), JdbcCopies.keep(tx, copy.taskId(), messages.get(i))));
            JdbcCopies.shown(tx, copy.id(), now);
        }
        JdbcSessions.answered(tx, session.hash(), now);
        return said;
    }

    private JdbcCopies.Message message(Session session, JdbcCopies.Copy copy) {
        var known = copy.message();
        return known != null
                ? known
                : new JdbcCopies.Message(
                        webhookId(session.accountId(), copy.taskId()),
                        body.taskJson(copy.taskId()));
    }

    /** That of the delivery itself, so that who gets both knows them for one. */
    private String webhookId(long accountId, TaskId task) {
        var ofTask = new DeliveryQuery(null, task, null, null, null, DeliveryQuery.MOST);
        return webhooks.log().list(accountId, ofTask).deliveries().stream()
                .filter(delivery -> delivery.endpointId() == null)
                .map(Delivery::id)
                .findFirst()
                .orElseGet(() -> "msg_" + task.uuid().toString().replace("-", ""));
    }

    /** Signed anew at every look, because receivers refuse old timestamps. */
    private Heard signed(Session session, Said said, Instant now) {
        var text = said.message().body();
        return new Heard(
                said.id(),
                text,
                webhooks.sign(
                        session.apiKeyId(),
                        said.message().webhookId(),
                        now,
                        text.getBytes(StandardCharsets.UTF_8)));
    }

    /** Notes that a callback was heard, once or again; false if the session has none such. */
    public boolean acknowledge(Session session, long id) {
        var now = clock.instant();
        return database.write(
                session.accountId(), tx -> JdbcCopies.acknowledge(tx, session.hash(), id, now));
    }

    /** Ends a session and drops what it did not hear. */
    public void close(Session session) {
        database.write(
                session.accountId(),
                tx -> {
                    JdbcSessions.close(tx, session.hash());
                    JdbcCopies.drop(tx, session.hash());
                    return session;
                });
    }

    /** Ends all sessions of a key, since its secret has changed. */
    public void closeAll(long accountId, String apiKeyId) {
        var now = clock.instant();
        database.write(
                accountId,
                tx -> {
                    JdbcSessions.endOfKey(tx, apiKeyId, now);
                    return apiKeyId;
                });
    }

    /** Forgets sessions and copies that nobody can ask for any more. */
    public void forget() {
        var before = clock.instant().minus(KEPT);
        database.write(
                tx -> {
                    JdbcSessions.forget(tx, before);
                    JdbcCopies.forget(tx, before);
                    return before;
                });
    }
}
