package dev.conch.task;

import static dev.conch.testing.SettableClock.NOON;

import static org.assertj.core.api.Assertions.assertThat;

import dev.conch.account.Priority;
import dev.conch.base.TaskId;
import dev.conch.db.Database;
import dev.conch.db.Dialect;
import dev.conch.testing.TestDatabases;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Set;

/** A worker looks often, and mostly there is nothing to do: then it only reads. */
@ParameterizedClass
@EnumSource(Dialect.class)
class LooksTest {
    private static final Instant LATER = NOON.plusSeconds(30);

    @Parameter Dialect dialect;
    @TempDir Path folder;
    private Database database;

    @BeforeEach
    void open() {
        database = TestDatabases.open(dialect, folder);
    }

    @AfterEach
    void close() {
        database.close();
    }

    private Task insert() {
        var order = Orders.marble(1, 1, Priority.NORMAL);
        var queued = TaskProgress.queued(NOON);
        var task = new Task(TaskId.next(), order, queued, 0, NOON, Task.Wishes.NONE);
        database.write(
                tx -> {
                    JdbcTasks.insert(tx, task);
                    return task;
                });
        return task;
    }

    private Set<String> providersOfUnclear(Instant now) {
        return database.read(tx -> JdbcQueue.providersOfUnclear(tx, now));
    }

    @Test
    void whose_unclear_tasks_are_to_be_looked_at_is_known_when_it_is_time() {
        var task = insert();
        assertThat(providersOfUnclear(LATER)).isEmpty();
        var sent = task.progress().submitting("node", "harbor", "m", NOON);

        database.<Boolean>write(tx -> JdbcTasks.update(tx, task.with(sent.unclear(LATER))));

        assertThat(providersOfUnclear(LATER.minusMillis(1))).isEmpty();
        assertThat(providersOfUnclear(LATER)).containsExactly("harbor");
    }

    @Test
    void a_waiting_task_without_a_deadline_is_never_late_and_one_with_it_is_in_time() {
        insert();
        assertThat(anyLate(LATER)).isFalse();

        database.write(
                tx ->
                        tx.handle()
                                .createUpdate("update task set deadline_at = :later")
                                .bind("later", LATER.toEpochMilli())
                                .execute());

        assertThat(anyLate(LATER.minusMillis(1))).isFalse();
        assertThat(anyLate(LATER)).isTrue();
    }

    private boolean anyLate(Instant now) {
        return database.read(tx -> JdbcQueue.anyLate(tx, now));
    }
}
