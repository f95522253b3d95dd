package dev.conch.account;

import dev.conch.db.Transaction;

import org.jspecify.annotations.Nullable;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/** The audit log in table {@code audit_log}. */
final class JdbcAudit {
    private static final String INSERT =
            """
            insert into audit_log (at, actor, account_id, action, target, details)
            values (:at, :actor, :accountId, :action, :target, :details)""";
    private static final String ALL =
            "select * from audit_log where sequence < :before order by sequence desc limit :limit";
    private static final String OF_ACCOUNT =
            """
            select * from audit_log where account_id = :accountId and sequence < :before
             order by sequence desc limit :limit""";

    private JdbcAudit() {}

    static void insert(Transaction tx, Audit.Entry entry) {
        tx.handle()
                .createUpdate(INSERT)
                .bind("at", entry.at().toEpochMilli())
                .bind("actor", entry.actor())
                .bind("accountId", entry.accountId())
                .bind("action", entry.action())
                .bind("target", entry.target())
                .bind("details", entry.details())
                .execute();
    }

    static List<Audit.Entry> list(
            Transaction tx, @Nullable Long accountId, @Nullable Long before, int limit) {
        var query = tx.handle().createQuery(accountId == null ? ALL : OF_ACCOUNT);
        if (accountId != null) {
            query.bind("accountId", accountId);
        }
        return query.bind("before", before == null ? Long.MAX_VALUE : before)
                .bind("limit", limit)
                .map((row, _) -> toEntry(row))
                .list();
    }

    private static Audit.Entry toEntry(ResultSet row) throws SQLException {
        long account = row.getLong("account_id");
        boolean none = row.wasNull();
        return new Audit.Entry(
                row.getLong("sequence"),
                Instant.ofEpochMilli(row.getLong("at")),
                row.getString("actor"),
                none ? null : account,
                row.getString("action"),
                row.getString("target"),
                row.getString("details"));
    }
}
