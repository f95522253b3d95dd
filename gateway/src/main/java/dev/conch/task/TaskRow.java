package dev.conch.task;

import dev.conch.account.Priority;
import dev.conch.base.Money;
import dev.conch.base.TaskId;
import dev.conch.provider.Failure;
import dev.conch.provider.VideoFacts;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/** Rows of tables {@code task} and {@code asset} as values. */
final class TaskRow {
    /** Reads tasks, with the columns in the order in which {@link #toTask} takes them. */
    static final String SELECT =
            """
            select id, version, created_at,
                   account_id, project_id, api_key_id, priority,
                   service, action, model, request, price_cents, warnings,
                   client_request_id, origin, callback_url, deadline_at,
                   state, node_id, attempts, provider, upstream_model, provider_task_id, progress, interpretation,
                   error_code, error_message, due_at, started_at, ended_at, charged_microcents,
                   cancel_requested_at, cancel_refused_at
              from task
            """;

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final TypeReference<List<String>> TEXTS = new TypeReference<>() {};

    private TaskRow() {}

    static String json(Object value) {
        return JSON.writeValueAsString(value);
    }

    static Task toTask(ResultSet results) throws SQLException {
        var row = new CurrentRow(results);
        var id = new TaskId(UUID.fromString(row.text()));
        var version = (int) row.number();
        var createdAt = Instant.ofEpochMilli(row.number());
        return new Task(id, toOrder(row), toProgress(row), version, createdAt, toWishes(row));
    }

    private static TaskOrder toOrder(CurrentRow row) throws SQLException {
        return new TaskOrder(
                toBuyer(row),
                row.text(),
                row.text(),
                row.text(),
                row.text(),
                Money.ofCents(row.number()),
                toTexts(row.text()),
                row.textOrNull(),
                row.text(),
                row.textOrNull(),
                row.instantOrNull());
    }

    private static Buyer toBuyer(CurrentRow row) throws SQLException {
        return new Buyer(
                row.number(), row.number(), row.text(), Priority.ofLevel((int) row.number()));
    }

    private static Task.Wishes toWishes(CurrentRow row) throws SQLException {
        return new Task.Wishes(row.instantOrNull(), row.instantOrNull());
    }

    private static List<String> toTexts(String json) {
        return json.equals("[]") ? List.of() : JSON.readValue(json, TEXTS);
    }

    private static TaskProgress toProgress(CurrentRow row) throws SQLException {
        return new TaskProgress(
                TaskState.ofStoredName(row.text()),
                row.textOrNull(),
                (int) row.number(),
                row.textOrNull(),
                row.textOrNull(),
                row.textOrNull(),
                row.fraction(),
                row.textOrNull(),
                toFailure(row.textOrNull(), row.textOrNull()),
                Instant.ofEpochMilli(row.number()),
                row.instantOrNull(),
                row.instantOrNull(),
                row.moneyOrNull());
    }

    private static @Nullable Failure toFailure(@Nullable String code, @Nullable String message) {
        return code == null ? null : new Failure(code, message == null ? "" : message);
    }

    /**
     * Reads a row from left to right: looking columns up by name costs SQLite's driver more than
     * reading them.
     */
    private static final class CurrentRow {
        private final ResultSet results;
        private int at;

        CurrentRow(ResultSet results) {
            this.results = results;
        }

        String text() throws SQLException {
            return Objects.requireNonNull(results.getString(++at));
        }

        @Nullable String textOrNull() throws SQLException {
            return results.getString(++at);
        }

        long number() throws SQLException {
            return results.getLong(++at);
        }

        double fraction() throws SQLException {
            return results.getDouble(++at);
        }

        @Nullable Money moneyOrNull() throws SQLException {
            var microCents = results.getLong(++at);
            return results.wasNull() ? null : new Money(microCents);
        }

        @Nullable Instant instantOrNull() throws SQLException {
            var millis = results.getLong(++at);
            return results.wasNull() ? null : Instant.ofEpochMilli(millis);
        }
    }

    static @Nullable Long millis(@Nullable Instant instant) {
        return instant == null ? null : instant.toEpochMilli();
    }

    static TaskAsset toAsset(ResultSet row) throws SQLException {
        var facts = row.getString("facts");
        var deleted = row.getString("deleted_reason");
        return new TaskAsset(
                row.getString("id"),
                new TaskId(UUID.fromString(row.getString("task_id"))),
                row.getLong("project_id"),
                TaskAsset.Kind.ofStoredName(row.getString("kind")),
                row.getString("sha256"),
                row.getString("media_type"),
                row.getString("file_name"),
                row.getLong("bytes"),
                facts.equals("{}") ? null : JSON.readValue(facts, VideoFacts.class),
                Instant.ofEpochMilli(row.getLong("created_at")),
                Instant.ofEpochMilli(row.getLong("expires_at")),
                deleted == null ? null : TaskAsset.Deletion.ofStoredName(deleted),
                null);
    }

    private static @Nullable Money toMoney(ResultSet row, String column) throws SQLException {
        long microCents = row.getLong(column);
        return row.wasNull() ? null : new Money(microCents);
    }

    static Attempt toAttempt(ResultSet row) throws SQLException {
        long ended = row.getLong("ended_at");
        boolean open = row.wasNull();
        return new Attempt(
                row.getInt("number"),
                row.getString("provider"),
                row.getString("provider_task_id"),
                Instant.ofEpochMilli(row.getLong("started_at")),
                open ? null : Instant.ofEpochMilli(ended),
                row.getString("outcome"),
                row.getString("upstream_model"),
                row.getString("trace"),
                row.getString("trouble"),
                toMoney(row, "cost_microcents"));
    }
}
