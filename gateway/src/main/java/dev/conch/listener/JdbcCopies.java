package dev.conch.listener;

import dev.conch.base.TaskId;
import dev.conch.db.Transaction;
import dev.conch.event.Event;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * Copies of callbacks: what they say in table {@code listen_message}, to whom in {@code
 * listen_event}.
 */
final class JdbcCopies {
    private static final String INSERT =
            """
            insert into listen_event (session_hash, task_id, created_at)
            select s.hash, cast(:taskId as text), cast(:at as bigint) from listen_session s
             where s.api_key_id = :apiKeyId and s.expires_at > :at
               and (select count(*) from listen_event e
                     where e.session_hash = s.hash and e.acked_at is null) < :most""";
    private static final String INSERT_MESSAGE =
            """
            insert into listen_message (task_id, created_at) values (:taskId, :at)
            on conflict (task_id) do nothing""";
    private static final String ADOPT =
            """
            update listen_event set session_hash = :hash
             where acked_at is null and session_hash in
                   (select hash from listen_session where opened_by = :openedBy
                       and api_key_id = :apiKeyId and expires_at <= :now)""";

    /**
     * Numbers are given out before their transactions commit, so on several nodes a smaller one may
     * come to light after a larger: what was never shown is shown whatever its number.
     */
    private static final String LIST =
            """
            select e.id, e.task_id, m.webhook_id, m.body
              from listen_event e join listen_message m on m.task_id = e.task_id
             where e.session_hash = :hash and e.acked_at is null and e.created_at > :since
               and (e.id > :lastId or e.shown_at is null)
             order by e.id limit :limit""";

    private static final String KEEP =
            """
            update listen_message set webhook_id = :webhookId, body = :body
             where task_id = :taskId and body is null""";
    private static final String KEPT =
            "select webhook_id, body from listen_message where task_id = :taskId";
    private static final String SHOWN =
            "update listen_event set shown_at = :now where id = :id and shown_at is null";
    private static final String ACKNOWLEDGE =
            """
            update listen_event set acked_at = coalesce(acked_at, :now)
             where id = :id and session_hash = :hash""";
    private static final String DROP = "delete from listen_event where session_hash = :hash";
    private static final String FORGET = "delete from listen_event where created_at <= :before";
    private static final String FORGET_MESSAGES =
            "delete from listen_message where created_at <= :before";

    private JdbcCopies() {}

    /** What a callback says, under the id that it has everywhere. */
    record Message(String webhookId, String body) {}

    /**
     * A copy for one session.
     *
     * @param message null before the first look of anybody
     */
    record Copy(long id, TaskId taskId, @Nullable Message message) {}

    /** One for every session of the key that has room for it. */
    static void insert(Transaction tx, Event event, int most) {
        int copies =
                tx.handle()
                        .createUpdate(INSERT)
                        .bind("taskId", event.taskId().toString())
                        .bind("apiKeyId", event.apiKeyId())
                        .bind("at", event.at().toEpochMilli())
                        .bind("most", most)
                        .execute();
        if (copies > 0) {
            tx.handle()
                    .createUpdate(INSERT_MESSAGE)
                    .bind("taskId", event.taskId().toString())
                    .bind("at", event.at().toEpochMilli())
                    .execute();
        }
    }

    /** Takes over what sessions that are over, of the same login and key, did not hear. */
    static void adopt(Transaction tx, Listeners.Session session, Instant now) {
        tx.handle()
                .createUpdate(ADOPT)
                .bind("hash", session.hash())
                .bind("openedBy", session.openedBy())
                .bind("apiKeyId", session.apiKeyId())
                .bind("now", now.toEpochMilli())
                .execute();
    }

    static List<Copy> list(Transaction tx, String hash, long lastId, Instant since, int limit) {
        return tx.handle()
                .createQuery(LIST)
                .bind("hash", hash)
                .bind("lastId", lastId)
                .bind("since", since.toEpochMilli())
                .bind("limit", limit)
                .map(
                        (row, _) ->
                                new Copy(
                                        row.getLong(1),
                                        new TaskId(UUID.fromString(row.getString(2))),
                                        message(row.getString(3), row.getString(4))))
                .list();
    }

    private static @Nullable Message message(@Nullable String webhookId, @Nullable String body) {
        return webhookId == null || body == null ? null : new Message(webhookId, body);
    }

    /** Keeps what a callback says unless that is settled; what it says from now on. */
    static Message keep(Transaction tx, TaskId task, Message message) {
        tx.handle()
                .createUpdate(KEEP)
                .bind("taskId", task.toString())
                .bind("webhookId", message.webhookId())
                .bind("body", message.body())
                .execute();
        return tx.handle()
                .createQuery(KEPT)
                .bind("taskId", task.toString())
                .map((row, _) -> new Message(row.getString(1), row.getString(2)))
                .findOne()
                .orElse(message);
    }

    static void shown(Transaction tx, long id, Instant now) {
        tx.handle().createUpdate(SHOWN).bind("id", id).bind("now", now.toEpochMilli()).execute();
    }

    /** True also when it was done before: the answer to that may have been lost. */
    static boolean acknowledge(Transaction tx, String hash, long id, Instant now) {
        return tx.handle()
                        .createUpdate(ACKNOWLEDGE)
                        .bind("id", id)
                        .bind("hash", hash)
                        .bind("now", now.toEpochMilli())
                        .execute()
                == 1;
    }

    static void drop(Transaction tx, String hash) {
        tx.handle().createUpdate(DROP).bind("hash", hash).execute();
    }

    static void forget(Transaction tx, Instant before) {
        tx.handle().createUpdate(FORGET).bind("before", before.toEpochMilli()).execute();
        tx.handle().createUpdate(FORGET_MESSAGES).bind("before", before.toEpochMilli()).execute();
    }
}
