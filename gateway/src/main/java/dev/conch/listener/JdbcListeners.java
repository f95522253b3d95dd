package dev.conch.listener;

import dev.conch.base.TaskId;
import dev.conch.db.Transaction;
import dev.conch.event.Event;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Sessions and copies in tables {@code listen_session} and {@code listen_event}. */
final class JdbcListeners {
    private static final String HEARD =
            """
            select exists (select 1 from listen_session
             where api_key_id = :apiKeyId and polled_at > :since)""";
    private static final String INSERT =
            """
            insert into listen_event (api_key_id, task_id, message_id, created_at)
            values (:apiKeyId, :taskId, :messageId, :at)""";
    private static final String OF_KEY =
            "select count(*) from listen_session where api_key_id = :owner and polled_at > :since";
    private static final String OF_ACCOUNT =
            "select count(*) from listen_session where account_id = :owner and polled_at > :since";
    private static final String OPEN =
            """
            insert into listen_session (hash, account_id, api_key_id, polled_at)
            values (:hash, :accountId, :apiKeyId, :now)""";
    private static final String FIND =
            """
            select hash, account_id, api_key_id from listen_session
             where hash = :hash and polled_at > :since""";
    private static final String POLLED =
            "update listen_session set polled_at = :now where hash = :hash";
    private static final String LIST =
            """
            select id, task_id, message_id, body from listen_event
             where api_key_id = :apiKeyId and id > :lastId and acked_at is null
               and created_at > :since
             order by id limit :limit""";
    private static final String SET_BODY =
            "update listen_event set body = :body where id = :id and body is null";
    private static final String BODY = "select body from listen_event where id = :id";
    private static final String ACKNOWLEDGE =
            """
            update listen_event set acked_at = coalesce(acked_at, :now)
             where id = :id and api_key_id = :apiKeyId""";
    private static final String CLOSE = "delete from listen_session where hash = :hash";
    private static final String CLOSE_ALL =
            "delete from listen_session where api_key_id = :apiKeyId";
    private static final String FORGET_SESSIONS =
            "delete from listen_session where polled_at <= :since";
    private static final String FORGET_EVENTS =
            "delete from listen_event where created_at <= :since";

    private JdbcListeners() {}

    /** A copy of a callback. */
    record Copy(long id, TaskId taskId, String messageId, @Nullable String body) {}

    static boolean heard(Transaction tx, String apiKeyId, Instant since) {
        return tx.handle()
                .createQuery(HEARD)
                .bind("apiKeyId", apiKeyId)
                .bind("since", since.toEpochMilli())
                .map((row, _) -> row.getBoolean(1))
                .one();
    }

    static void insert(Transaction tx, Event event, String messageId) {
        tx.handle()
                .createUpdate(INSERT)
                .bind("apiKeyId", event.apiKeyId())
                .bind("taskId", event.taskId().toString())
                .bind("messageId", messageId)
                .bind("at", event.at().toEpochMilli())
                .execute();
    }

    static long sessionsOfKey(Transaction tx, String apiKeyId, Instant since) {
        return tx.handle()
                .createQuery(OF_KEY)
                .bind("owner", apiKeyId)
                .bind("since", since.toEpochMilli())
                .map((row, _) -> row.getLong(1))
                .one();
    }

    static long sessionsOfAccount(Transaction tx, long accountId, Instant since) {
        return tx.handle()
                .createQuery(OF_ACCOUNT)
                .bind("owner", accountId)
                .bind("since", since.toEpochMilli())
                .map((row, _) -> row.getLong(1))
                .one();
    }

    static void open(Transaction tx, Listeners.Session session, Instant now) {
        tx.handle()
                .createUpdate(OPEN)
                .bind("hash", session.hash())
                .bind("accountId", session.accountId())
                .bind("apiKeyId", session.apiKeyId())
                .bind("now", now.toEpochMilli())
                .execute();
    }

    static Optional<Listeners.Session> find(Transaction tx, String hash, Instant since) {
        return tx.handle()
                .createQuery(FIND)
                .bind("hash", hash)
                .bind("since", since.toEpochMilli())
                .map(
                        (row, _) ->
                                new Listeners.Session(
                                        row.getString(1), row.getLong(2), row.getString(3)))
                .findOne();
    }

    static void polled(Transaction tx, String hash, Instant now) {
        tx.handle()
                .createUpdate(POLLED)
                .bind("hash", hash)
                .bind("now", now.toEpochMilli())
                .execute();
    }

    static List<Copy> list(Transaction tx, String apiKeyId, long lastId, Instant since, int limit) {
        return tx.handle()
                .createQuery(LIST)
                .bind("apiKeyId", apiKeyId)
                .bind("lastId", lastId)
                .bind("since", since.toEpochMilli())
                .bind("limit", limit)
                .map(
                        (row, _) ->
                                new Copy(
                                        row.getLong(1),
                                        new TaskId(UUID.fromString(row.getString(2))),
                                        row.getString(3),
                                        row.getString(4)))
                .list();
    }

    /** Keeps what is shown unless something was; what is to be shown. */
    static String keepBody(Transaction tx, long id, String body) {
        tx.handle().createUpdate(SET_BODY).bind("id", id).bind("body", body).execute();
        return tx.handle().createQuery(BODY).bind("id", id).map((row, _) -> row.getString(1)).one();
    }

    static boolean acknowledge(Transaction tx, String apiKeyId, long id, Instant now) {
        return tx.handle()
                        .createUpdate(ACKNOWLEDGE)
                        .bind("id", id)
                        .bind("apiKeyId", apiKeyId)
                        .bind("now", now.toEpochMilli())
                        .execute()
                == 1;
    }

    static void close(Transaction tx, String hash) {
        tx.handle().createUpdate(CLOSE).bind("hash", hash).execute();
    }

    static void closeAll(Transaction tx, String apiKeyId) {
        tx.handle().createUpdate(CLOSE_ALL).bind("apiKeyId", apiKeyId).execute();
    }

    static void forget(Transaction tx, Instant sessions, Instant events) {
        tx.handle().createUpdate(FORGET_SESSIONS).bind("since", sessions.toEpochMilli()).execute();
        tx.handle().createUpdate(FORGET_EVENTS).bind("since", events.toEpochMilli()).execute();
    }
}
