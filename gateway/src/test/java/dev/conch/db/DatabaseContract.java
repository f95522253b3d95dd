package dev.conch.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import org.assertj.core.util.Throwables;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/** What both kinds of database do, each for real. */
abstract class DatabaseContract {
    private static final int CALLERS = 64;

    /** Table {@code t (id, n)}, without rows. */
    protected Database database;

    /** Opens the database of this test, the same one each time. */
    abstract Database open();

    @BeforeEach
    void begin() {
        database = open();
        database.write(
                tx -> tx.handle().execute("create table t (id integer primary key, n integer)"));
    }

    @AfterEach
    void close() {
        database.close();
    }

    static int insert(Transaction tx, int id) {
        return tx.handle()
                .createUpdate("insert into t (id, n) values (:id, 0)")
                .bind("id", id)
                .execute();
    }

    static int count(Transaction tx, int id) {
        return tx.handle()
                .createUpdate("update t set n = n + 1 where id = :id")
                .bind("id", id)
                .execute();
    }

    List<Integer> ids() {
        return integers("select id from t order by id");
    }

    List<Integer> integers(String sql) {
        return database.read(
                tx -> tx.handle().createQuery(sql).map((row, _) -> row.getInt(1)).list());
    }

    /** Runs all at once and returns when all are done. */
    static <T> List<T> atOnce(List<? extends Callable<T>> pieces) throws Exception {
        var results = new ArrayList<T>();
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var result : callers.invokeAll(pieces)) {
                results.add(result.get());
            }
        }
        return results;
    }

    static String next(LinkedBlockingQueue<String> heard) throws InterruptedException {
        var payload = heard.poll(20, TimeUnit.SECONDS);
        return payload == null ? "nothing" : payload;
    }

    @Test
    void work_that_throws_leaves_nothing_and_its_exception_reaches_the_caller() {
        assertThatThrownBy(
                        () ->
                                database.write(
                                        tx -> {
                                            insert(tx, 1);
                                            throw new IllegalArgumentException("no");
                                        }))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no");

        assertThat(ids()).isEmpty();
    }

    @Test
    void of_many_at_once_each_failing_piece_is_undone_alone() throws Exception {
        var pieces = new ArrayList<Callable<Boolean>>();
        for (int i = 0; i < 500; i++) {
            int id = i;
            pieces.add(() -> insertedUnlessThird(id));
        }

        assertThat(atOnce(pieces)).filteredOn(kept -> kept).hasSize(333);
        assertThat(ids()).hasSize(333).noneMatch(id -> id % 3 == 0);
    }

    private boolean insertedUnlessThird(int id) {
        try {
            database.write(
                    id % 7,
                    tx -> {
                        insert(tx, id);
                        if (id % 3 == 0) {
                            throw new IllegalStateException("every third");
                        }
                        return id;
                    });
            return true;
        } catch (IllegalStateException _) {
            return false;
        }
    }

    @Test
    void a_broken_constraint_is_undone_and_the_writer_goes_on() {
        database.write(tx -> insert(tx, 7));
        assertThatThrownBy(() -> database.write(tx -> insert(tx, 7)))
                .hasMessageContainingAll("t", "id")
                .hasMessageMatching("(?is).*unique.*");

        database.write(tx -> insert(tx, 8));

        assertThat(ids()).containsExactly(7, 8);
    }

    @Test
    void a_failed_statement_never_shows_its_values() {
        database.write(tx -> tx.handle().execute("create table secret (word text primary key)"));
        Work<Integer> piece =
                tx ->
                        tx.handle()
                                .createUpdate("insert into secret (word) values (:word)")
                                .bind("word", "hunter2")
                                .execute();
        database.write(piece);

        var thrown = catchThrowable(() -> database.write(piece));

        assertThat(thrown).hasStackTraceContaining("insert into secret (word) values (:word)");
        assertThat(Throwables.getStackTrace(thrown)).doesNotContain("hunter2");
    }

    @Test
    void a_piece_that_hides_its_failed_statement_keeps_nothing_of_it_and_harms_nobody()
            throws Exception {
        database.write(tx -> insert(tx, 1));
        var pieces = new ArrayList<Callable<Boolean>>();
        for (int i = 10; i < 30; i++) {
            int id = i;
            pieces.add(() -> id == 20 ? hidden() : database.write(5, tx -> insert(tx, id)) == 1);
        }

        atOnce(pieces);

        assertThat(ids()).hasSize(20).contains(1).doesNotContain(20);
    }

    private boolean hidden() {
        try {
            return database.write(
                    5,
                    tx -> {
                        try {
                            return insert(tx, 1) == 1;
                        } catch (RuntimeException _) {
                            return false;
                        }
                    });
        } catch (IllegalStateException _) {
            return false;
        }
    }

    @Test
    void what_is_written_unsynced_is_seen_by_all_at_once() {
        int inserted = database.writeUnsynced(tx -> insert(tx, 4));

        assertThat(inserted).isEqualTo(1);
        assertThat(ids()).containsExactly(4);
        assertThatThrownBy(() -> database.writeUnsynced(tx -> insert(tx, 4)))
                .hasMessageMatching("(?is).*unique.*");
        database.writeUnsynced(tx -> insert(tx, 5));
        assertThat(ids()).containsExactly(4, 5);
    }

    @Test
    void a_reader_cannot_write_and_reads_on() {
        database.write(tx -> insert(tx, 1));

        for (int i = 0; i < 20; i++) { // each of the readers
            assertThatThrownBy(() -> database.read(tx -> insert(tx, 2)))
                    .hasMessageMatching("(?s).*read-?only.*");
            assertThatThrownBy(
                            () ->
                                    database.read(
                                            tx -> {
                                                tx.signal("color", "red");
                                                return 1;
                                            }))
                    .isInstanceOf(IllegalStateException.class);
        }

        assertThat(ids()).containsExactly(1);
    }

    @Test
    void what_was_written_is_there_after_opening_again() {
        database.write(tx -> insert(tx, 1));
        database.close();
        database = open();

        assertThat(ids()).containsExactly(1);
    }

    @Test
    void a_closed_database_refuses_instead_of_waiting() {
        database.close();

        assertThatThrownBy(() -> database.write(tx -> insert(tx, 1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
        assertThatThrownBy(() -> database.write(3, tx -> insert(tx, 1)))
                .hasMessageContaining("closed");
        assertThatThrownBy(() -> database.read(tx -> insert(tx, 1))).hasMessageContaining("closed");
    }

    @Test
    void who_waits_for_a_busy_writer_is_refused_when_the_database_is_closed() throws Exception {
        var busy = new CountDownLatch(1);
        var release = new CountDownLatch(1);
        var first = Thread.ofVirtual().start(() -> database.write(1, tx -> held(busy, release)));
        busy.await();
        var refusals = new LinkedBlockingQueue<String>();
        var waiting =
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    try {
                                        database.write(1, tx -> insert(tx, 1));
                                    } catch (IllegalStateException e) {
                                        refusals.add(String.valueOf(e.getMessage()));
                                    }
                                });
        awaitWaiting(waiting);
        var closer = Thread.ofVirtual().start(database::close);
        awaitWaiting(closer);

        release.countDown();

        assertThat(next(refusals)).contains("closed");
        first.join();
        closer.join();
    }

    private static int held(CountDownLatch busy, CountDownLatch release) {
        busy.countDown();
        boolean interrupted = false;
        while (true) {
            try {
                release.await();
                break;
            } catch (InterruptedException _) {
                interrupted = true; // the writer is being closed
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return 0;
    }

    static void awaitWaiting(Thread thread) {
        while (thread.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
    }

    @Test
    void a_transaction_cannot_wait_for_another_one() {
        assertThatThrownBy(
                        () -> database.write(1, tx -> database.write(2, inner -> insert(inner, 1))))
                .hasMessageContaining("cannot wait");
        assertThatThrownBy(() -> database.write(tx -> database.write(2, inner -> insert(inner, 1))))
                .hasMessageContaining("cannot wait");
    }

    @Test
    void pieces_of_one_account_run_in_the_order_in_which_they_came() throws Exception {
        database.write(tx -> insert(tx, 0));
        var busy = new CountDownLatch(1);
        var release = new CountDownLatch(1);
        var callers = new ArrayList<Thread>();
        callers.add(Thread.ofVirtual().start(() -> database.write(4, tx -> held(busy, release))));
        busy.await();
        for (int i = 1; i <= 40; i++) {
            int id = i;
            var caller = Thread.ofVirtual().start(() -> database.write(4, tx -> numbered(tx, id)));
            awaitWaiting(caller);
            callers.add(caller);
        }

        release.countDown();
        for (var caller : callers) {
            caller.join();
        }

        assertThat(integers("select n from t where id > 0 order by id"))
                .isEqualTo(IntStream.rangeClosed(1, 40).boxed().toList());
    }

    /** Row {@code id} with the number of those before it. */
    private static int numbered(Transaction tx, int id) {
        return tx.handle()
                .createUpdate("insert into t (id, n) select :id, count(*) from t")
                .bind("id", id)
                .execute();
    }

    @Test
    void many_callers_of_one_account_lose_nothing() throws Exception {
        database.write(tx -> insert(tx, 1));

        atOnce(callers(_ -> 1));

        assertThat(integers("select n from t")).containsExactly(CALLERS * 10);
    }

    @Test
    void many_callers_of_many_accounts_lose_nothing() throws Exception {
        for (int id = 0; id < CALLERS; id++) {
            int account = id;
            database.write(tx -> insert(tx, account));
        }

        atOnce(callers(caller -> caller));

        assertThat(integers("select n from t")).hasSize(CALLERS).allMatch(n -> n == 10);
    }

    private List<Callable<Integer>> callers(IntUnaryOperator accountOf) {
        var callers = new ArrayList<Callable<Integer>>();
        for (int i = 0; i < CALLERS; i++) {
            int account = accountOf.applyAsInt(i);
            callers.add(
                    () -> {
                        for (int n = 0; n < 10; n++) {
                            database.write(account, tx -> count(tx, account));
                        }
                        return account;
                    });
        }
        return callers;
    }

    @Test
    void a_signal_is_heard_after_its_commit_and_in_order() throws Exception {
        var heard = new LinkedBlockingQueue<String>();
        database.listen("color", payload -> heard.add(payload + " of " + ids().size()));

        for (int i = 1; i <= 5; i++) {
            int id = i;
            database.write(
                    id,
                    tx -> {
                        tx.signal("color", "red " + id);
                        tx.signal("sound", "loud");
                        return insert(tx, id);
                    });
            assertThat(next(heard)).isEqualTo("red " + id + " of " + id);
        }

        database.write(
                tx -> {
                    tx.signal("color", "a");
                    tx.signal("color", "b");
                    tx.signal("color", "it's \"c\"");
                    return insert(tx, 6);
                });
        assertThat(List.of(next(heard), next(heard), next(heard)))
                .containsExactly("a of 6", "b of 6", "it's \"c\" of 6");
    }

    @Test
    void a_signal_of_an_undone_piece_is_never_heard() throws Exception {
        var heard = new LinkedBlockingQueue<String>();
        database.listen("color", heard::add);

        assertThatThrownBy(
                () ->
                        database.write(
                                tx -> {
                                    tx.signal("color", "undone");
                                    throw new IllegalStateException("no");
                                }));
        database.write(
                tx -> {
                    tx.signal("color", "kept");
                    return 1;
                });

        assertThat(next(heard)).isEqualTo("kept");
    }

    @Test
    void a_slow_or_failing_listener_holds_up_neither_writers_nor_others() throws Exception {
        var release = new CountDownLatch(1);
        var slow = new LinkedBlockingQueue<String>();
        var heard = new LinkedBlockingQueue<String>();
        database.listen(
                "color",
                payload -> {
                    held(new CountDownLatch(1), release);
                    slow.add(payload);
                    if (payload.equals("1")) {
                        throw new IllegalStateException("a listener that fails, for a test");
                    }
                });
        database.listen("color", heard::add);

        for (int i = 1; i <= 3; i++) {
            var payload = Integer.toString(i);
            database.write(
                    tx -> {
                        tx.signal("color", payload);
                        return 1;
                    });
        }

        assertThat(List.of(next(heard), next(heard), next(heard))).containsExactly("1", "2", "3");
        release.countDown();
        assertThat(List.of(next(slow), next(slow), next(slow))).containsExactly("1", "2", "3");
    }

    @Test
    void a_signal_has_a_channel_and_a_short_payload() {
        for (var wrong : List.of("", "x".repeat(1001))) {
            assertThatThrownBy(() -> signal("color", wrong)).hasMessageContaining("payload");
        }
        assertThatThrownBy(() -> signal("Color!", "red")).hasMessageContaining("channel");
        assertThatThrownBy(() -> database.listen("two words", _ -> {}))
                .hasMessageContaining("channel");

        signal("color", "\u20ac".repeat(1000));
    }

    private void signal(String channel, String payload) {
        database.write(
                tx -> {
                    tx.signal(channel, payload);
                    return 1;
                });
    }

    @Test
    void a_statement_with_words_runs_in_this_dialect() {
        database.write(tx -> insert(tx, 1));
        var sql =
                Sql.of(
                        """
                        select {greatest}(id, 5) from t where id = 1
                        order by id limit 1 {skip_locked}""");

        assertThat(
                        database.<Integer>write(
                                tx ->
                                        tx.handle()
                                                .createQuery(tx.sql(sql))
                                                .mapTo(Integer.class)
                                                .one()))
                .isEqualTo(5);
    }
}
