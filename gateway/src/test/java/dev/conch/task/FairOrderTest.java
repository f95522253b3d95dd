package dev.conch.task;

import static dev.conch.testing.SettableClock.NOON;

import static org.assertj.core.api.Assertions.assertThat;

import dev.conch.account.Priority;
import dev.conch.base.TaskId;
import dev.conch.db.Database;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** Accounts take turns, however many tasks one of them queues. */
class FairOrderTest {
    @TempDir Path folder;
    private Database database;

    @BeforeEach
    void open() {
        database = Database.open(folder.resolve("tasks.db"));
    }

    @AfterEach
    void close() {
        database.close();
    }

    private void queue(long account, int tasks) {
        for (int i = 0; i < tasks; i++) {
            var order = Orders.marble(account, account, Priority.NORMAL);
            database.write(
                    tx -> {
                        JdbcTasks.insert(
                                tx,
                                new Task(
                                        TaskId.next(),
                                        order,
                                        TaskProgress.queued(NOON, "p"),
                                        0,
                                        NOON,
                                        Task.Wishes.NONE));
                        return tx;
                    });
        }
    }

    private String claim(int tasks) {
        return database.write(
                tx ->
                        JdbcQueue.due(tx, "p", NOON, tasks).stream()
                                .peek(
                                        task ->
                                                JdbcTasks.update(
                                                        tx,
                                                        task.with(
                                                                task.progress()
                                                                        .submitting("n", NOON))))
                                .map(task -> String.valueOf(task.order().accountId()))
                                .collect(Collectors.joining()));
    }

    @Test
    void one_account_is_served_in_the_order_of_its_requests() {
        queue(1, 3);
        var due = database.read(tx -> JdbcQueue.due(tx, "p", NOON, 10));

        assertThat(due).extracting(Task::id).isSorted();
    }

    @Test
    void a_newcomer_does_not_wait_behind_the_hundred_of_another() {
        queue(1, 100);
        queue(2, 3);

        assertThat(claim(6)).isEqualTo("121212");
        assertThat(claim(3)).isEqualTo("111");
    }

    @Test
    void who_comes_late_gets_no_credit_for_the_time_away() {
        queue(1, 50);
        assertThat(claim(20)).isEqualTo("1".repeat(20));
        queue(2, 50);

        assertThat(claim(10)).isEqualTo("1212121212");
    }

    @Test
    void a_task_is_not_started_before_it_is_due() {
        queue(1, 1);

        assertThat(
                        database.<List<Task>>read(
                                tx -> JdbcQueue.due(tx, "p", NOON.minus(Duration.ofMillis(1)), 10)))
                .isEmpty();
    }

    @Test
    void a_stale_write_is_refused() {
        queue(1, 1);
        var task = database.read(tx -> JdbcQueue.due(tx, "p", NOON, 1)).getFirst();
        var mine = task.with(task.progress().submitting("mine", NOON));
        var theirs = task.with(task.progress().submitting("theirs", NOON));

        assertThat(database.<Boolean>write(tx -> JdbcTasks.update(tx, mine))).isTrue();
        assertThat(database.<Boolean>write(tx -> JdbcTasks.update(tx, theirs))).isFalse();
        assertThat(
                        database.<java.util.Optional<Task>>read(tx -> JdbcTasks.find(tx, task.id()))
                                .orElseThrow()
                                .progress()
                                .nodeId())
                .isEqualTo("mine");
    }

    @Test
    void what_a_silent_node_drives_is_freed_and_a_living_ones_is_not() {
        queue(1, 2);
        database.write(
                tx -> {
                    JdbcQueue.heartbeat(tx, "dead", NOON);
                    JdbcQueue.heartbeat(tx, "living", NOON.plusSeconds(20));
                    var due = JdbcQueue.due(tx, "p", NOON, 2);
                    JdbcTasks.update(
                            tx, due.get(0).with(due.get(0).progress().submitting("dead", NOON)));
                    JdbcTasks.update(
                            tx, due.get(1).with(due.get(1).progress().submitting("living", NOON)));
                    return tx;
                });

        int freed =
                database.write(
                        tx -> {
                            JdbcQueue.forgetSilent(tx, NOON.plusSeconds(15));
                            return JdbcQueue.abandonOfDead(tx);
                        });

        assertThat(freed).isEqualTo(1);
        assertThat(database.<List<Task>>read(tx -> JdbcQueue.abandoned(tx, "p", 10))).hasSize(1);
    }
}
