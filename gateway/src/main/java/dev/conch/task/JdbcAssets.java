package dev.conch.task;

import dev.conch.base.TaskId;
import dev.conch.db.Sql;
import dev.conch.db.Transaction;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Files of tasks in table {@code asset}, and their sum in {@code project}. */
final class JdbcAssets {
    private static final String INSERT =
            """
            insert into asset (id, task_id, project_id, kind, sha256, media_type, file_name, bytes,
                   facts, created_at, expires_at)
            values (:id, :taskId, :projectId, :kind, :sha256, :mediaType, :fileName, :bytes, :facts,
                    :createdAt, :expiresAt)""";
    private static final String OF_TASK =
            "select * from asset where task_id = :taskId order by kind";
    private static final String FIND = "select * from asset where id = :id";
    private static final String STORED_MORE =
            "update project set stored_bytes = stored_bytes + :bytes where id = :id";
    private static final String STORED = "select stored_bytes from project where id = :id";
    private static final String DUE =
            """
            asset where deleted_at is null and expires_at <= :now
               and exists (select 1 from task where task.id = asset.task_id
                              and task.ended_at is not null)""";
    private static final Sql EXPIRED =
            Sql.of("select * from " + DUE + " order by expires_at limit :limit {skip_locked}");
    private static final String ANY_EXPIRED = "select exists (select 1 from " + DUE + ")";
    private static final String DELETE =
            """
            update asset set deleted_at = :now, deleted_reason = :reason
             where id = :id and deleted_at is null""";
    private static final String USED =
            "select exists (select 1 from asset where sha256 = :sha256 and deleted_at is null)";

    private JdbcAssets() {}

    static void insert(Transaction tx, TaskAsset asset) {
        tx.handle()
                .createUpdate(INSERT)
                .bind("id", asset.id())
                .bind("taskId", asset.taskId().toString())
                .bind("projectId", asset.projectId())
                .bind("kind", asset.kind().storedName())
                .bind("sha256", asset.sha256())
                .bind("mediaType", asset.mediaType())
                .bind("fileName", asset.fileName())
                .bind("bytes", asset.bytes())
                .bind("facts", asset.facts() == null ? "{}" : TaskRow.json(asset.facts()))
                .bind("createdAt", asset.createdAt().toEpochMilli())
                .bind("expiresAt", asset.expiresAt().toEpochMilli())
                .execute();
        addStored(tx, asset.projectId(), asset.bytes());
    }

    private static void addStored(Transaction tx, long projectId, long bytes) {
        tx.handle().createUpdate(STORED_MORE).bind("id", projectId).bind("bytes", bytes).execute();
    }

    /** Bytes of all files of a project that are there. */
    static long stored(Transaction tx, long projectId) {
        return tx.handle()
                .createQuery(STORED)
                .bind("id", projectId)
                .map((row, _) -> row.getLong(1))
                .findOne()
                .orElse(0L);
    }

    static List<TaskAsset> of(Transaction tx, TaskId task) {
        return tx.handle()
                .createQuery(OF_TASK)
                .bind("taskId", task.toString())
                .map((row, _) -> TaskRow.toAsset(row))
                .list();
    }

    static Optional<TaskAsset> find(Transaction tx, String id) {
        return tx.handle()
                .createQuery(FIND)
                .bind("id", id)
                .map((row, _) -> TaskRow.toAsset(row))
                .findOne();
    }

    static boolean anyExpired(Transaction tx, Instant now) {
        return tx.handle()
                .createQuery(ANY_EXPIRED)
                .bind("now", now.toEpochMilli())
                .map((row, _) -> row.getBoolean(1))
                .one();
    }

    /** Files of ended tasks whose time is over and which are there and nobody else marks now. */
    static List<TaskAsset> expired(Transaction tx, Instant now, int limit) {
        return tx.handle()
                .createQuery(tx.sql(EXPIRED))
                .bind("now", now.toEpochMilli())
                .bind("limit", limit)
                .map((row, _) -> TaskRow.toAsset(row))
                .list();
    }

    /** Notes that a file is not to be had any more; false if that was noted before. */
    static boolean delete(Transaction tx, TaskAsset asset, TaskAsset.Deletion reason, Instant now) {
        boolean deleted =
                tx.handle()
                                .createUpdate(DELETE)
                                .bind("id", asset.id())
                                .bind("reason", reason.storedName())
                                .bind("now", now.toEpochMilli())
                                .execute()
                        == 1;
        if (deleted) {
            addStored(tx, asset.projectId(), -asset.bytes());
        }
        return deleted;
    }

    /** Whether any task still needs the file with this content. */
    static boolean used(Transaction tx, String sha256) {
        return tx.handle()
                .createQuery(USED)
                .bind("sha256", sha256)
                .map((row, _) -> row.getBoolean(1))
                .one();
    }
}
