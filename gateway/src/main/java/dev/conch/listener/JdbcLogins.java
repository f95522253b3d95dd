package dev.conch.listener;

import dev.conch.db.Transaction;

import java.time.Instant;
import java.util.Optional;

/** Codes in table {@code login_code}. */
final class JdbcLogins {
    private static final String INSERT =
            """
            insert into login_code (hash, account_id, api_key_id, challenge, redirect_port,
                   host_name, expires_at)
            values (:hash, :accountId, :apiKeyId, :challenge, :port, :hostName, :expiresAt)""";
    private static final String FIND =
            """
            select hash, account_id, api_key_id, challenge, redirect_port, host_name, expires_at
              from login_code where hash = :hash and used_at is null and expires_at > :now""";
    private static final String USE =
            "update login_code set used_at = :now where hash = :hash and used_at is null";
    private static final String FORGET = "delete from login_code where expires_at <= :now";

    private JdbcLogins() {}

    /**
     * A code as it is kept.
     *
     * @param apiKeyId the key that approved
     */
    record Login(String hash, long accountId, String apiKeyId, Logins.Ask ask, Instant expiresAt) {}

    static void insert(Transaction tx, Login login) {
        tx.handle()
                .createUpdate(INSERT)
                .bind("hash", login.hash())
                .bind("accountId", login.accountId())
                .bind("apiKeyId", login.apiKeyId())
                .bind("challenge", login.ask().challenge())
                .bind("port", login.ask().redirectPort())
                .bind("hostName", login.ask().hostName())
                .bind("expiresAt", login.expiresAt().toEpochMilli())
                .execute();
    }

    static Optional<Login> find(Transaction tx, String hash, Instant now) {
        return tx.handle()
                .createQuery(FIND)
                .bind("hash", hash)
                .bind("now", now.toEpochMilli())
                .map(
                        (row, _) ->
                                new Login(
                                        row.getString(1),
                                        row.getLong(2),
                                        row.getString(3),
                                        new Logins.Ask(
                                                row.getString(4), row.getInt(5), row.getString(6)),
                                        Instant.ofEpochMilli(row.getLong(7))))
                .findOne();
    }

    /** False if somebody was faster. */
    static boolean use(Transaction tx, String hash, Instant now) {
        return tx.handle()
                        .createUpdate(USE)
                        .bind("hash", hash)
                        .bind("now", now.toEpochMilli())
                        .execute()
                == 1;
    }

    static void forget(Transaction tx, Instant now) {
        tx.handle().createUpdate(FORGET).bind("now", now.toEpochMilli()).execute();
    }
}
