package dev.conch.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatabaseTest {
    @TempDir Path folder;
    private Database database;

    @BeforeEach
    void open() {
        database = Database.open(folder.resolve("test.db"));
        database.write(tx -> tx.handle().execute("create table t (id integer primary key)"));
    }

    @AfterEach
    void close() {
        database.close();
    }

    private static int insert(Transaction tx, int id) {
        return tx.handle().createUpdate("insert into t values (:id)").bind("id", id).execute();
    }

    private List<Integer> ids() {
        return database.read(
                tx ->
                        tx.handle()
                                .createQuery("select id from t order by id")
                                .map((row, _) -> row.getInt(1))
                                .list());
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
            pieces.add(
                    () -> {
                        try {
                            database.write(
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
                    });
        }
        int kept = 0;
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var result : callers.invokeAll(pieces)) {
                kept += result.get() ? 1 : 0;
            }
        }

        assertThat(kept).isEqualTo(333);
        assertThat(ids()).hasSize(333).noneMatch(id -> id % 3 == 0);
    }

    @Test
    void a_broken_constraint_is_undone_and_the_writer_goes_on() {
        database.write(tx -> insert(tx, 7));
        assertThatThrownBy(() -> database.write(tx -> insert(tx, 7)))
                .hasMessageContaining("UNIQUE");

        database.write(tx -> insert(tx, 8));

        assertThat(ids()).containsExactly(7, 8);
    }

    @Test
    void a_reader_cannot_write() {
        assertThatThrownBy(() -> database.read(tx -> insert(tx, 1)))
                .hasMessageContaining("readonly");
    }

    @Test
    void what_was_written_is_there_after_opening_again() {
        database.write(tx -> insert(tx, 1));
        database.close();
        database = Database.open(folder.resolve("test.db"));

        assertThat(ids()).containsExactly(1);
    }

    @Test
    void a_closed_database_refuses_instead_of_waiting() {
        var closed = Database.open(folder.resolve("other.db"));
        closed.close();

        assertThatThrownBy(() -> closed.write(tx -> insert(tx, 1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
    }
}
