package dev.conch.listener;

import dev.conch.db.Transaction;

import java.time.Instant;
import java.util.Optional;

/** Sessions in table {@code listen_session}. */
final class JdbcSessions {
    private static final String OF_KEY =
            "select count(*) from listen_session where api_key_id = :owner and expires_at > :now";
    private static final String OF_ACCOUNT =
            "select count(*) from listen_session where account_id = :owner and expires_at > :now";
    private static final String OPEN =
            """
            insert into listen_session (hash, account_id, opened_by, api_key_id, secret_hash,
                   expires_at, next_poll_at)
            values (:hash, :accountId, :openedBy, :apiKeyId, :secretHash, :expiresAt, :now)""";
    private static final String FIND =
            """
            select hash, account_id, opened_by, api_key_id, secret_hash from listen_session
             where hash = :hash and account_id = :accountId and expires_at > :now""";
    private static final String POLL =
            """
            update listen_session set expires_at = :expiresAt, next_poll_at = :nextPollAt
             where hash = :hash and expires_at > :now and next_poll_at <= :now""";
    private static final String ANSWERED =
            "update listen_session set next_poll_at = :now where hash = :hash";
    private static final String CLOSE = "delete from listen_session where hash = :hash";
    private static final String END_OF_KEY =
            """
            update listen_session set expires_at = :now
             where api_key_id = :apiKeyId and expires_at > :now""";
    private static final String FORGET = "delete from listen_session where expires_at <= :before";

    private JdbcSessions() {}

    static long ofKey(Transaction tx, String apiKeyId, Instant now) {
        return tx.handle()
                .createQuery(OF_KEY)
                .bind("owner", apiKeyId)
                .bind("now", now.toEpochMilli())
                .map((row, _) -> row.getLong(1))
                .one();
    }

    static long ofAccount(Transaction tx, long accountId, Instant now) {
        return tx.handle()
                .createQuery(OF_ACCOUNT)
                .bind("owner", accountId)
                .bind("now", now.toEpochMilli())
                .map((row, _) -> row.getLong(1))
                .one();
    }

    static void open(Transaction tx, Listeners.Session session, Instant now, Instant expiresAt) {
        tx.handle()
                .createUpdate(OPEN)
                .bind("hash", session.hash())
                .bind("accountId", session.accountId())
                .bind("openedBy", session.openedBy())
                .bind("apiKeyId", session.apiKeyId())
                .bind("secretHash", session.secretHash())
                .bind("expiresAt", expiresAt.toEpochMilli())
                .bind("now", now.toEpochMilli())
                .execute();
    }

    static Optional<Listeners.Session> find(
            Transaction tx, long accountId, String hash, Instant now) {
        return tx.handle()
                .createQuery(FIND)
                .bind("hash", hash)
                .bind("accountId", accountId)
                .bind("now", now.toEpochMilli())
                .map(
                        (row, _) ->
                                new Listeners.Session(
                                        row.getString(1),
                                        row.getLong(2),
                                        row.getString(3),
                                        row.getString(4),
                                        row.getString(5)))
                .findOne();
    }

    /** Begins a poll; false while another one is under way, or too soon after one. */
    static boolean poll(
            Transaction tx, String hash, Instant now, Instant expiresAt, Instant nextPollAt) {
        return tx.handle()
                        .createUpdate(POLL)
                        .bind("hash", hash)
                        .bind("now", now.toEpochMilli())
                        .bind("expiresAt", expiresAt.toEpochMilli())
                        .bind("nextPollAt", nextPollAt.toEpochMilli())
                        .execute()
                == 1;
    }

    /** Lets the next poll begin at once. */
    static void answered(Transaction tx, String hash, Instant now) {
        tx.handle()
                .createUpdate(ANSWERED)
                .bind("hash", hash)
                .bind("now", now.toEpochMilli())
                .execute();
    }

    static void close(Transaction tx, String hash) {
        tx.handle().createUpdate(CLOSE).bind("hash", hash).execute();
    }

    /** Ends all sessions of a key; what they did not hear is kept for the next one. */
    static void endOfKey(Transaction tx, String apiKeyId, Instant now) {
        tx.handle()
                .createUpdate(END_OF_KEY)
                .bind("apiKeyId", apiKeyId)
                .bind("now", now.toEpochMilli())
                .execute();
    }

    static void forget(Transaction tx, Instant before) {
        tx.handle().createUpdate(FORGET).bind("before", before.toEpochMilli()).execute();
    }
}
