package dev.conch.task;

import dev.conch.base.Cents;
import dev.conch.base.TaskId;
import dev.conch.provider.Failure;
import dev.conch.provider.VideoFacts;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Rows of tables {@code task} and {@code asset} as values. */
final class TaskRow {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final TypeReference<List<String>> TEXTS = new TypeReference<>() {};

    private TaskRow() {}

    static String json(Object value) {
        return JSON.writeValueAsString(value);
    }

    static Task toTask(ResultSet row) throws SQLException {
        return new Task(
                new TaskId(UUID.fromString(row.getString("id"))),
                toOrder(row),
                toProgress(row),
                row.getInt("version"),
                Instant.ofEpochMilli(row.getLong("created_at")));
    }

    private static TaskOrder toOrder(ResultSet row) throws SQLException {
        return new TaskOrder(
                row.getLong("account_id"),
                row.getString("api_key_id"),
                row.getString("service"),
                row.getString("action"),
                row.getString("model"),
                JSON.readValue(row.getString("request"), TaskOrder.Parameters.class),
                new Cents(row.getLong("price_cents")),
                JSON.readValue(row.getString("warnings"), TEXTS),
                row.getString("client_request_id"));
    }

    private static TaskProgress toProgress(ResultSet row) throws SQLException {
        var code = row.getString("error_code");
        return new TaskProgress(
                TaskState.ofStoredName(row.getString("state")),
                row.getString("node_id"),
                row.getInt("attempts"),
                row.getString("provider"),
                row.getString("provider_task_id"),
                row.getDouble("progress"),
                row.getString("interpretation"),
                code == null ? null : new Failure(code, row.getString("error_message")),
                Instant.ofEpochMilli(row.getLong("due_at")),
                instant(row, "started_at"),
                instant(row, "ended_at"));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        var millis = row.getLong(column);
        return row.wasNull() ? null : Instant.ofEpochMilli(millis);
    }

    static @Nullable Long millis(@Nullable Instant instant) {
        return instant == null ? null : instant.toEpochMilli();
    }

    static TaskAsset toAsset(ResultSet row) throws SQLException {
        return new TaskAsset(
                row.getString("id"),
                new TaskId(UUID.fromString(row.getString("task_id"))),
                TaskAsset.Kind.valueOf(row.getString("kind").toUpperCase(Locale.ROOT)),
                row.getString("sha256"),
                row.getString("media_type"),
                row.getString("file_name"),
                row.getLong("bytes"),
                JSON.readValue(row.getString("facts"), VideoFacts.class),
                Instant.ofEpochMilli(row.getLong("created_at")),
                Instant.ofEpochMilli(row.getLong("expires_at")));
    }
}
