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
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** Accounts take turns, however many tasks one of them queues. */
@ParameterizedClass
@EnumSource(Dialect.class)
class FairOrderTest {
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

    private void queue(long account, int tasks) {
        queue(account, tasks, Priority.NORMAL);
    }

    private void queue(long account, int tasks, Priority priority) {
        for (int i = 0; i < tasks; i++) {
            var order = Orders.marble(account, account, priority);
            database.write(
                    tx -> {
                        JdbcTasks.insert(
                                tx,
                                new Task(
                                        TaskId.next(),
                                        order,
                                        TaskProgress.queued(NOON),
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
                        JdbcQueue.due(tx, List.of(Orders.MODEL), NOON, tasks).stream()
                                .peek(
                                        task ->
                                                JdbcTasks.update(
                                                        tx,
                                                        task.with(
                                                                task.progress()
                                                                        .submitting(
                                                                                "n", "p", "m",
                                                                                NOON))))
                                .map(task -> String.valueOf(task.order().accountId()))
                                .collect(Collectors.joining()));
    }

    @Test
    void one_account_is_served_in_the_order_of_its_requests() {
        queue(1, 3);
        var due = database.write(tx -> JdbcQueue.due(tx, List.of(Orders.MODEL), NOON, 10));

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
                        database.<List<Task>>write(
                                tx ->
                                        JdbcQueue.due(
                                                tx,
                                                List.of(Orders.MODEL),
                                                NOON.minus(Duration.ofMillis(1)),
                                                10)))
                .isEmpty();
    }

    @Test
    void a_stale_write_is_refused() {
        queue(1, 1);
        var task =
                database.write(tx -> JdbcQueue.due(tx, List.of(Orders.MODEL), NOON, 1)).getFirst();
        var mine = task.with(task.progress().submitting("mine", "p", "m", NOON));
        var theirs = task.with(task.progress().submitting("theirs", "p", "m", NOON));

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
                    var due = JdbcQueue.due(tx, List.of(Orders.MODEL), NOON, 2);
                    JdbcTasks.update(
                            tx,
                            due.get(0)
                                    .with(
                                            due.get(0)
                                                    .progress()
                                                    .submitting("dead", "p", "m", NOON)));
                    JdbcTasks.update(
                            tx,
                            due.get(1)
                                    .with(
                                            due.get(1)
                                                    .progress()
                                                    .submitting("living", "p", "m", NOON)));
                    return tx;
                });

        int freed =
                database.write(
                        tx -> {
                            JdbcQueue.forgetSilent(tx, NOON.plusSeconds(15));
                            return JdbcQueue.abandonOfDead(tx);
                        });

        assertThat(freed).isEqualTo(1);
        assertThat(database.<List<Task>>write(tx -> JdbcQueue.abandoned(tx, "p", 10))).hasSize(1);
    }

    @Test
    void a_higher_priority_goes_first_and_projects_take_turns_within_it() {
        queue(1, 2, Priority.LOW);
        queue(2, 3);
        queue(3, 2, Priority.HIGH);
        queue(4, 2, Priority.HIGH);
        queue(5, 1);

        assertThat(claim(20)).isEqualTo("3434" + "2522" + "11");
    }
}
