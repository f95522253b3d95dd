package dev.conch.account;

import org.jspecify.annotations.Nullable;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Locale;

/** Rows of the tables of this package as values. */
final class AccountRow {
    /** Columns of an account, in the order in which {@link #toAccount} takes them. */
    static final String ACCOUNT = "a.id, a.name, a.email, a.limits, a.created_at, a.disabled_at";

    static final String PROJECT =
            "p.id, p.account_id, p.name, p.limits, p.labeling, p.stored_bytes, p.created_at";

    static final String KEY =
            """
            k.id, k.account_id, k.project_id, k.name, k.masked, k.scopes, k.limits, k.priority, \
            k.origin, k.created_at, k.expires_at, k.last_used_at, k.revoked_at""";

    private static final int ACCOUNT_COLUMNS = 6;
    private static final int PROJECT_COLUMNS = 7;
    private static final int KEY_COLUMNS = 13;
    static final String LOGIN = "login";
    static final String MADE = "made";

    private AccountRow() {}

    static Account toAccount(ResultSet row) throws SQLException {
        return new Account(
                row.getLong(1),
                row.getString(2),
                row.getString(3),
                StoredJson.limits(row.getString(4)),
                instant(row, 5),
                instantOrNull(row, 6));
    }

    static Project toProject(ResultSet row) throws SQLException {
        return toProject(row, 0);
    }

    private static Project toProject(ResultSet row, int before) throws SQLException {
        return new Project(
                row.getLong(before + 1),
                row.getLong(before + 2),
                row.getString(before + 3),
                StoredJson.limits(row.getString(before + 4)),
                Labeling.ofStoredName(row.getString(before + 5)),
                row.getLong(before + 6),
                instant(row, before + 7));
    }

    static ApiKey toKey(ResultSet row) throws SQLException {
        return toKey(row, 0);
    }

    private static ApiKey toKey(ResultSet row, int before) throws SQLException {
        return new ApiKey(
                row.getString(before + 1),
                row.getLong(before + 2),
                row.getLong(before + 3),
                row.getString(before + 4),
                row.getString(before + 5),
                StoredJson.scopes(row.getString(before + 6)),
                StoredJson.limits(row.getString(before + 7)),
                Priority.ofLevel(row.getInt(before + 8)),
                LOGIN.equals(row.getString(before + 9)),
                instant(row, before + 10),
                instantOrNull(row, before + 11),
                instantOrNull(row, before + 12),
                instantOrNull(row, before + 13));
    }

    /** From the columns of account, project and key, one after the other. */
    static Caller toCaller(ResultSet row) throws SQLException {
        return new Caller(
                toAccount(row),
                toProject(row, ACCOUNT_COLUMNS),
                toKey(row, ACCOUNT_COLUMNS + PROJECT_COLUMNS));
    }

    /** The same, and after it how long the former secret works that was shown. */
    static Caller toFormerCaller(ResultSet row) throws SQLException {
        var caller = toCaller(row);
        var end = instant(row, ACCOUNT_COLUMNS + PROJECT_COLUMNS + KEY_COLUMNS + 1);
        return new Caller(caller.account(), caller.project(), caller.key().atMostUntil(end));
    }

    static AdminKey toAdminKey(ResultSet row) throws SQLException {
        return new AdminKey(
                row.getString("id"),
                row.getString("name"),
                row.getString("masked"),
                Instant.ofEpochMilli(row.getLong("created_at")),
                instantOrNull(row, row.findColumn("expires_at")),
                instantOrNull(row, row.findColumn("last_used_at")),
                instantOrNull(row, row.findColumn("revoked_at")));
    }

    static Budget toBudget(ResultSet row) throws SQLException {
        return new Budget(
                row.getLong("id"),
                row.getLong("account_id"),
                row.getString("owner"),
                Budget.Unit.valueOf(row.getString("unit").toUpperCase(Locale.ROOT)),
                Budget.Period.valueOf(row.getString("period").toUpperCase(Locale.ROOT)),
                row.getLong("most"),
                ZoneId.of(row.getString("time_zone")),
                Instant.ofEpochMilli(row.getLong("created_at")));
    }

    private static Instant instant(ResultSet row, int column) throws SQLException {
        return Instant.ofEpochMilli(row.getLong(column));
    }

    static @Nullable Instant instantOrNull(ResultSet row, int column) throws SQLException {
        var millis = row.getLong(column);
        return row.wasNull() ? null : Instant.ofEpochMilli(millis);
    }

    static @Nullable Long millis(@Nullable Instant instant) {
        return instant == null ? null : instant.toEpochMilli();
    }
}
