package dev.conch.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.conch.testing.TestDatabases;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

class PostgresDatabaseTest extends DatabaseContract {
    private final String url = TestDatabases.freshPostgres();

    @Override
    Database open() {
        return Database.open(url);
    }

    @Test
    void nodes_that_start_at_once_on_an_empty_database_all_come_up() throws Exception {
        var empty = TestDatabases.freshPostgres();
        var nodes = new ArrayList<Callable<Boolean>>();
        for (int i = 0; i < 4; i++) {
            nodes.add(
                    () -> {
                        try (var node = Database.open(empty)) {
                            return node.read(tx -> tx.dialect() == Dialect.POSTGRESQL);
                        }
                    });
        }

        assertThat(atOnce(nodes)).containsExactly(true, true, true, true);
    }

    @Test
    void a_signal_is_heard_on_every_node() throws Exception {
        try (var other = open()) {
            var heard = new LinkedBlockingQueue<String>();
            other.listen("color", heard::add);

            database.write(
                    tx -> {
                        tx.signal("color", "red");
                        return 1;
                    });

            assertThat(next(heard)).isEqualTo("red");
        }
    }

    @Test
    void nodes_that_write_the_same_accounts_never_wait_in_a_circle() throws Exception {
        int accounts = 40;
        for (int id = 0; id < accounts; id++) {
            int account = id;
            database.write(tx -> insert(tx, account));
        }
        var runs = new AtomicInteger();
        try (var other = open()) {
            var callers = new ArrayList<Callable<Integer>>();
            for (int i = 0; i < accounts; i++) {
                int up = i;
                int down = accounts - 1 - i;
                callers.add(() -> countTenTimes(database, up, runs));
                callers.add(() -> countTenTimes(other, down, runs));
            }
            atOnce(callers);
        }

        assertThat(integers("select n from t")).hasSize(accounts).allMatch(n -> n == 20);
        assertThat(runs).as("no piece had to run again").hasValue(accounts * 20);
    }

    private static int countTenTimes(Database database, int account, AtomicInteger runs) {
        int counted = 0;
        for (int i = 0; i < 10; i++) {
            counted +=
                    database.write(
                            account,
                            tx -> {
                                runs.incrementAndGet();
                                return count(tx, account);
                            });
        }
        return counted;
    }

    @Test
    void pieces_of_two_nodes_that_take_two_rows_in_opposite_order_both_finish() throws Exception {
        database.write(tx -> insert(tx, 1) + insert(tx, 2));
        var bothHoldOne = new CyclicBarrier(2);
        var runs = new AtomicInteger();
        try (var other = open()) {
            atOnce(
                    List.of(
                            () -> database.write(1, crossing(1, 2, bothHoldOne, runs)),
                            () -> other.write(2, crossing(2, 1, bothHoldOne, runs))));
        }

        assertThat(integers("select n from t")).containsExactly(2, 2);
        assertThat(runs)
                .as("PostgreSQL undid one of them, and it ran again")
                .hasValueGreaterThan(2);
    }

    /** Meets the other one in its first run only, so that they are in a circle once. */
    private static Work<Integer> crossing(
            int first, int second, CyclicBarrier bothHoldOne, AtomicInteger runs) {
        var met = new AtomicBoolean();
        return tx -> {
            runs.incrementAndGet();
            int rows = count(tx, first);
            if (!met.getAndSet(true)) {
                meet(bothHoldOne);
            }
            return rows + count(tx, second);
        };
    }

    private static void meet(CyclicBarrier barrier) {
        try {
            barrier.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void a_writer_that_is_killed_keeps_nothing_of_its_group_and_the_next_one_goes_on()
            throws Exception {
        var busy = new CountDownLatch(1);
        var release = new CountDownLatch(1);
        var group = new ArrayList<Thread>();
        var unavailable = new AtomicInteger();
        var gate = Thread.ofVirtual().start(() -> database.write(4, tx -> wait(busy, release)));
        busy.await();
        for (int i = 1; i <= 9; i++) {
            int id = i;
            var caller =
                    Thread.ofVirtual()
                            .start(
                                    () -> {
                                        try {
                                            database.write(4, tx -> insertOrDie(tx, id));
                                        } catch (DatabaseUnavailable _) {
                                            unavailable.incrementAndGet();
                                        }
                                    });
            awaitWaiting(caller);
            group.add(caller);
        }
        release.countDown();
        gate.join();
        for (var caller : group) {
            caller.join();
        }

        assertThat(unavailable).hasValue(9);
        assertThat(ids()).isEmpty();
        database.write(4, tx -> insert(tx, 20));
        assertThat(ids()).containsExactly(20);
    }

    /** The fifth is killed from another connection between its two statements. */
    private int insertOrDie(Transaction tx, int id) {
        insert(tx, id);
        if (id == 5) {
            int process = tx.handle().createQuery("select pg_backend_pid()").mapTo(int.class).one();
            integers("select 1 from pg_terminate_backend(" + process + ", 5000)");
        }
        return insert(tx, id + 100);
    }

    private static int wait(CountDownLatch busy, CountDownLatch release) {
        busy.countDown();
        try {
            release.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return 0;
    }

    @Test
    void a_killed_reader_is_replaced() {
        assertThatThrownBy(() -> integers("select 1 from pg_terminate_backend(pg_backend_pid())"))
                .isInstanceOf(DatabaseUnavailable.class);

        assertThat(ids()).isEmpty();
    }

    @Test
    void a_table_that_a_newer_node_changes_disturbs_neither_readers_nor_writers() {
        database.write(tx -> insert(tx, 1));
        for (int i = 0; i < 20; i++) { // often enough for the driver to prepare it on the server
            everything();
        }
        try (var newer = open()) {
            newer.write(tx -> tx.handle().execute("alter table t add column color text"));
        }

        assertThat(everything()).isEqualTo(2);
    }

    private int everything() {
        int read = database.read(PostgresDatabaseTest::rows);
        return read + database.write(1, PostgresDatabaseTest::rows);
    }

    private static int rows(Transaction tx) {
        return tx.handle().createQuery("select * from t").mapToMap().list().size();
    }

    @Test
    void an_unreachable_server_is_told_apart_from_a_bad_setting() {
        assertThatThrownBy(() -> Database.open("jdbc:postgresql://localhost:1/nothing?user=x"))
                .isInstanceOf(DatabaseUnavailable.class);
        assertThatThrownBy(() -> Database.open(url.replaceFirst("conch_", "nosuch_")))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void user_and_password_may_be_given_beside_the_url() {
        var bare = url.replaceFirst("\\?.*", "");

        try (var asOwner = Database.open(bare, "postgres", "any=&?")) {
            assertThat(asOwner.<String>read(tx -> user(tx))).isEqualTo("postgres");
        }
        assertThatThrownBy(() -> Database.open(bare, "stranger", ""))
                .isInstanceOf(IllegalStateException.class)
                .hasStackTraceContaining("stranger");
    }

    private static String user(Transaction tx) {
        return tx.handle().createQuery("select current_user").mapTo(String.class).one();
    }
}
