package dev.conch.listener;

import dev.conch.account.Scope;
import dev.conch.db.Transaction;

import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Codes in table {@code login_code}. */
final class JdbcLogins {
    private static final String INSERT =
            """
            insert into login_code (hash, account_id, project_id, scopes, challenge, redirect_port,
                   host_name, expires_at)
            values (:hash, :accountId, :projectId, :scopes, :challenge, :port, :hostName,
                    :expiresAt)""";
    private static final String FIND =
            """
            select hash, account_id, project_id, scopes, challenge, redirect_port, host_name,
                   expires_at
              from login_code where hash = :hash and used_at is null and expires_at > :now""";
    private static final String USE =
            "update login_code set used_at = :now where hash = :hash and used_at is null";
    private static final String FORGET = "delete from login_code where expires_at <= :now";

    private JdbcLogins() {}

    /** A code as it is kept. */
    record Login(
            String hash,
            long accountId,
            long projectId,
            Set<Scope> scopes,
            Logins.Ask ask,
            Instant expiresAt) {}

    static void insert(Transaction tx, Login login) {
        tx.handle()
                .createUpdate(INSERT)
                .bind("hash", login.hash())
                .bind("accountId", login.accountId())
                .bind("projectId", login.projectId())
                .bind(
                        "scopes",
                        login.scopes().stream().map(Enum::name).collect(Collectors.joining(",")))
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
                                        row.getLong(3),
                                        scopes(row.getString(4)),
                                        new Logins.Ask(
                                                row.getString(5), row.getInt(6), row.getString(7)),
                                        Instant.ofEpochMilli(row.getLong(8))))
                .findOne();
    }

    private static Set<Scope> scopes(String names) {
        var scopes = EnumSet.noneOf(Scope.class);
        for (var name : names.split(",")) {
            scopes.add(Scope.valueOf(name));
        }
        return scopes;
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
