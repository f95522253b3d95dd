package dev.conch.task;

import dev.conch.base.TaskId;
import dev.conch.db.Transaction;

import org.jspecify.annotations.Nullable;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/** Where results came from, in table {@code provenance}. */
final class JdbcProvenance {
    private static final String INSERT =
            """
            insert into provenance (task_id, account_id, project_id, api_key_id, provider, model,
                   upstream_model, provider_task_id, made_at, sha256, watermark, c2pa_present,
                   aigc_present)
            values (:taskId, :accountId, :projectId, :apiKeyId, :provider, :model, :upstreamModel,
                    :providerTaskId, :at, :sha256, :watermark, :c2pa, :aigc)""";
    private static final String FIND = "select * from provenance where task_id = :taskId";

    /** Goes on after the last row of an earlier page; many rows may be of one millisecond. */
    private static final String PAGE =
            """
              and made_at < :until
              and (made_at > :after or (made_at = :after and task_id > :afterTask))
            order by made_at, task_id limit :limit""";

    private static final String ALL = "select * from provenance where true\n" + PAGE;
    private static final String OF_ACCOUNT =
            "select * from provenance where account_id = :accountId\n" + PAGE;
    private static final String FORGET =
            """
            delete from provenance where task_id in (
                select task_id from provenance where made_at < :before
                 order by made_at limit :limit)""";
    private static final String ANY_OLD =
            "select exists (select 1 from provenance where made_at < :before)";

    private JdbcProvenance() {}

    static void insert(Transaction tx, Provenance known) {
        tx.handle()
                .createUpdate(INSERT)
                .bind("taskId", known.taskId().toString())
                .bind("accountId", known.accountId())
                .bind("projectId", known.projectId())
                .bind("apiKeyId", known.apiKeyId())
                .bind("provider", known.provider())
                .bind("model", known.model())
                .bind("upstreamModel", known.upstreamModel())
                .bind("providerTaskId", known.providerTaskId())
                .bind("at", known.at().toEpochMilli())
                .bind("sha256", known.sha256())
                .bind("watermark", known.watermark() ? 1 : 0)
                .bind("c2pa", number(known.c2pa()))
                .bind("aigc", number(known.aigc()))
                .execute();
    }

    private static @Nullable Integer number(@Nullable Boolean truth) {
        return truth == null ? null : truth ? 1 : 0;
    }

    /** The files of one task, its videos with what is known of them. */
    static List<TaskAsset> known(Transaction tx, List<TaskAsset> assets) {
        return assets.stream()
                .map(
                        asset ->
                                asset.kind() == TaskAsset.Kind.VIDEO
                                        ? asset.with(find(tx, asset.taskId()).orElse(null))
                                        : asset)
                .toList();
    }

    private static Optional<Provenance> find(Transaction tx, TaskId task) {
        return tx.handle()
                .createQuery(FIND)
                .bind("taskId", task.toString())
                .map((row, _) -> toProvenance(row))
                .findOne();
    }

    static List<Provenance> list(
            Transaction tx,
            ProvenanceLog.Filter filter,
            Instant after,
            String afterTask,
            int limit) {
        var query = tx.handle().createQuery(filter.account() == null ? ALL : OF_ACCOUNT);
        if (filter.account() != null) {
            query.bind("accountId", filter.account());
        }
        return query.bind("after", after.toEpochMilli())
                .bind("afterTask", afterTask)
                .bind("until", filter.until().toEpochMilli())
                .bind("limit", limit)
                .map((row, _) -> toProvenance(row))
                .list();
    }

    static boolean anyBefore(Transaction tx, Instant before) {
        return tx.handle()
                .createQuery(ANY_OLD)
                .bind("before", before.toEpochMilli())
                .map((row, _) -> row.getBoolean(1))
                .one();
    }

    static int forget(Transaction tx, Instant before, int limit) {
        return tx.handle()
                .createUpdate(FORGET)
                .bind("before", before.toEpochMilli())
                .bind("limit", limit)
                .execute();
    }

    private static Provenance toProvenance(ResultSet row) throws SQLException {
        return new Provenance(
                new TaskId(UUID.fromString(text(row, "task_id"))),
                row.getLong("account_id"),
                row.getLong("project_id"),
                text(row, "api_key_id"),
                text(row, "provider"),
                text(row, "model"),
                text(row, "upstream_model"),
                row.getString("provider_task_id"),
                Instant.ofEpochMilli(row.getLong("made_at")),
                text(row, "sha256"),
                row.getInt("watermark") == 1,
                truth(row, "c2pa_present"),
                truth(row, "aigc_present"));
    }

    private static String text(ResultSet row, String column) throws SQLException {
        return Objects.requireNonNull(row.getString(column));
    }

    private static @Nullable Boolean truth(ResultSet row, String column) throws SQLException {
        int number = row.getInt(column);
        return row.wasNull() ? null : number == 1;
    }
}
