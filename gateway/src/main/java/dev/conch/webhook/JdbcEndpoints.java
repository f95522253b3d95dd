package dev.conch.webhook;

import dev.conch.db.Transaction;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Endpoints in table {@code webhook_endpoint}. */
final class JdbcEndpoints {
    private static final String INSERT =
            """
            insert into webhook_endpoint (id, account_id, project_id, url, description, events, created_at)
            values (:id, :accountId, :projectId, :url, :description, :events, :createdAt)""";
    private static final String OF_ACCOUNT =
            "select * from webhook_endpoint where account_id = :accountId order by id";
    private static final String FIND = "select * from webhook_endpoint where id = :id";
    private static final String UPDATE =
            """
            update webhook_endpoint set url = :url, events = :events, description = :description
             where id = :id""";
    private static final String ENABLE =
            """
            update webhook_endpoint set disabled_at = null, disabled_reason = null, failing_since = null
             where id = :id and disabled_at is not null""";
    private static final String DISABLE =
            """
            update webhook_endpoint set disabled_at = :now, disabled_reason = :reason
             where id = :id and disabled_at is null""";
    private static final String FAILED =
            """
            update webhook_endpoint set failing_since = :at
             where id = :id and failing_since is null""";
    private static final String SUCCEEDED =
            """
            update webhook_endpoint set failing_since = null
             where id = :id and failing_since is not null""";
    private static final String DELETE = "delete from webhook_endpoint where id = :id";

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final TypeReference<List<String>> TEXTS = new TypeReference<>() {};

    private JdbcEndpoints() {}

    static void insert(Transaction tx, Endpoint endpoint) {
        tx.handle()
                .createUpdate(INSERT)
                .bind("id", endpoint.id())
                .bind("accountId", endpoint.accountId())
                .bind("projectId", endpoint.projectId())
                .bind("url", endpoint.url())
                .bind("description", endpoint.description())
                .bind("events", JSON.writeValueAsString(endpoint.events()))
                .bind("createdAt", endpoint.createdAt().toEpochMilli())
                .execute();
    }

    /** The endpoints of an account, the oldest first. */
    static List<Endpoint> of(Transaction tx, long accountId) {
        return tx.handle()
                .createQuery(OF_ACCOUNT)
                .bind("accountId", accountId)
                .map((row, _) -> toEndpoint(row))
                .list();
    }

    static Optional<Endpoint> find(Transaction tx, String id) {
        return tx.handle()
                .createQuery(FIND)
                .bind("id", id)
                .map((row, _) -> toEndpoint(row))
                .findOne();
    }

    /** Writes URL, events and description. */
    static void update(Transaction tx, Endpoint endpoint) {
        tx.handle()
                .createUpdate(UPDATE)
                .bind("id", endpoint.id())
                .bind("url", endpoint.url())
                .bind("events", JSON.writeValueAsString(endpoint.events()))
                .bind("description", endpoint.description())
                .execute();
    }

    static void enable(Transaction tx, String id) {
        tx.handle().createUpdate(ENABLE).bind("id", id).execute();
    }

    /** False when it was disabled or deleted before. */
    static boolean disable(Transaction tx, String id, String reason, Instant now) {
        return tx.handle()
                        .createUpdate(DISABLE)
                        .bind("id", id)
                        .bind("reason", reason)
                        .bind("now", now.toEpochMilli())
                        .execute()
                == 1;
    }

    /** Notes a failed attempt, if it is the first after a success. */
    static void failed(Transaction tx, String id, Instant at) {
        tx.handle().createUpdate(FAILED).bind("id", id).bind("at", at.toEpochMilli()).execute();
    }

    static void succeeded(Transaction tx, String id) {
        tx.handle().createUpdate(SUCCEEDED).bind("id", id).execute();
    }

    static void delete(Transaction tx, String id) {
        tx.handle().createUpdate(DELETE).bind("id", id).execute();
    }

    private static Endpoint toEndpoint(ResultSet row) throws SQLException {
        long project = row.getLong("project_id");
        var projectId = row.wasNull() ? null : (Long) project;
        return new Endpoint(
                row.getString("id"),
                row.getLong("account_id"),
                projectId,
                row.getString("url"),
                row.getString("description"),
                JSON.readValue(row.getString("events"), TEXTS),
                Instant.ofEpochMilli(row.getLong("created_at")),
                instant(row, "disabled_at"),
                row.getString("disabled_reason"),
                instant(row, "failing_since"));
    }

    static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        var millis = row.getLong(column);
        return row.wasNull() ? null : Instant.ofEpochMilli(millis);
    }
}
