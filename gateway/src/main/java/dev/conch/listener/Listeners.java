package dev.conch.listener;

import dev.conch.base.ErrorCode;
import dev.conch.base.GatewayException;
import dev.conch.base.Secret;
import dev.conch.base.TaskId;
import dev.conch.db.Database;
import dev.conch.db.Transaction;
import dev.conch.event.Event;
import dev.conch.event.EventListener;
import dev.conch.webhook.WebhookBody;
import dev.conch.webhook.Webhooks;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Sessions that listen to the callbacks of an API key: every end of a task with a callback URL is
 * copied for them, in the transaction of the end, beside the delivery itself. Shared between
 * threads.
 */
public final class Listeners implements EventListener {
    /** A session that does not ask for so long is over. */
    static final Duration SILENCE = Duration.ofMinutes(10);

    /** Copies are kept so long. */
    static final Duration KEPT = Duration.ofHours(24);

    private static final int MOST_PER_KEY = 100;
    private static final int MOST_PER_ACCOUNT = 1_000;
    private static final int MOST_AT_ONCE = 100;
    private static final Duration BETWEEN_EMPTY = Duration.ofSeconds(1);
    private static final Set<String> ENDS =
            Set.of("video.completed", "video.failed", "video.canceled");

    private final Database database;
    private final Webhooks webhooks;
    private final WebhookBody body;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Instant> lastEmpty = new ConcurrentHashMap<>();

    public Listeners(Database database, Webhooks webhooks, WebhookBody body, Clock clock) {
        this.database = database;
        this.webhooks = webhooks;
        this.body = body;
        this.clock = clock;
    }

    /** Who listens to what. */
    public record Session(String hash, long accountId, String apiKeyId) {}

    /** One callback as it is posted, to be forwarded verbatim. */
    public record Heard(long id, String signedBody, Map<String, String> headers) {}

    @Override
    public void appended(Transaction tx, Event event) {
        if (event.callbackUrl() != null
                && ENDS.contains(event.type())
                && JdbcListeners.heard(tx, event.apiKeyId(), event.at().minus(SILENCE))) {
            JdbcListeners.insert(
                    tx, event, "msg_" + TaskId.next().uuid().toString().replace("-", ""));
        }
    }

    /**
     * Starts to listen; the token that the session shows from now on.
     *
     * @throws GatewayException {@code rate_limited} when the key or the account has too many
     */
    public Secret open(long accountId, String apiKeyId) {
        var now = clock.instant();
        var token = Token.next(random);
        return database.write(
                accountId,
                tx -> {
                    var since = now.minus(SILENCE);
                    if (JdbcListeners.sessionsOfKey(tx, apiKeyId, since) >= MOST_PER_KEY) {
                        throw tooMany("This API key has %d listeners".formatted(MOST_PER_KEY));
                    }
                    if (JdbcListeners.sessionsOfAccount(tx, accountId, since) >= MOST_PER_ACCOUNT) {
                        throw tooMany("This account has %d listeners".formatted(MOST_PER_ACCOUNT));
                    }
                    JdbcListeners.open(
                            tx, new Session(Token.hash(token.reveal()), accountId, apiKeyId), now);
                    return token;
                });
    }

    private static GatewayException tooMany(String message) {
        return new GatewayException(ErrorCode.RATE_LIMITED, message).retryAfter(SILENCE);
    }

    /** The session that shows {@code token}; empty for a wrong one and one that is over. */
    public Optional<Session> find(long accountId, String token) {
        var since = clock.instant().minus(SILENCE);
        return database.read(tx -> JdbcListeners.find(tx, Token.hash(token), since))
                .filter(session -> session.accountId() == accountId);
    }

    /**
     * What was not acknowledged, from the oldest on; keeps the session alive.
     *
     * @param lastId only what came after
     * @throws GatewayException {@code rate_limited} when the last answer was empty a moment ago
     */
    public List<Heard> poll(Session session, long lastId) {
        var now = clock.instant();
        var empty = lastEmpty.get(session.hash());
        if (empty != null && now.isBefore(empty.plus(BETWEEN_EMPTY))) {
            throw new GatewayException(ErrorCode.RATE_LIMITED, "The listener asks too often")
                    .retryAfter(BETWEEN_EMPTY);
        }
        database.write(
                session.accountId(),
                tx -> {
                    JdbcListeners.polled(tx, session.hash(), now);
                    return session;
                });
        var found =
                database.read(
                        tx ->
                                JdbcListeners.list(
                                        tx,
                                        session.apiKeyId(),
                                        lastId,
                                        now.minus(KEPT),
                                        MOST_AT_ONCE));
        if (found.isEmpty()) {
            lastEmpty.put(session.hash(), now);
        } else {
            lastEmpty.remove(session.hash());
        }
        return found.stream().map(event -> heard(session, event, now)).toList();
    }

    private Heard heard(Session session, JdbcListeners.Copy event, Instant now) {
        var text = body(session, event);
        return new Heard(
                event.id(),
                text,
                webhooks.sign(
                        session.apiKeyId(),
                        event.messageId(),
                        now,
                        text.getBytes(StandardCharsets.UTF_8)));
    }

    /** The same bytes at every look. */
    private String body(Session session, JdbcListeners.Copy event) {
        @Nullable String known = event.body();
        if (known != null) {
            return known;
        }
        var fresh = body.taskJson(event.taskId());
        return database.write(
                session.accountId(), tx -> JdbcListeners.keepBody(tx, event.id(), fresh));
    }

    /** Notes that a callback was heard; false if there is none such. */
    public boolean acknowledge(Session session, long id) {
        var now = clock.instant();
        return database.write(
                session.accountId(),
                tx -> JdbcListeners.acknowledge(tx, session.apiKeyId(), id, now));
    }

    /** Ends a session. */
    public void close(Session session) {
        lastEmpty.remove(session.hash());
        database.write(
                session.accountId(),
                tx -> {
                    JdbcListeners.close(tx, session.hash());
                    return session;
                });
    }

    /** Ends all sessions of a key, since its secret has changed. */
    public void closeAll(long accountId, String apiKeyId) {
        database.write(
                accountId,
                tx -> {
                    JdbcListeners.closeAll(tx, apiKeyId);
                    return apiKeyId;
                });
    }

    /** Forgets sessions and copies that are over. */
    public void forget() {
        var now = clock.instant();
        database.write(
                tx -> {
                    JdbcListeners.forget(tx, now.minus(SILENCE), now.minus(KEPT));
                    return now;
                });
        lastEmpty.values().removeIf(at -> at.isBefore(now.minus(SILENCE)));
    }
}
