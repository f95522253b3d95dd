package dev.conch.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.conch.testing.TestDatabases;

import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

class PostgresRestartTest {
    @Test
    void after_a_restart_of_postgresql_all_goes_on_and_listeners_look_again() throws Exception {
        try (var server = TestDatabases.ownPostgres();
                var database = Database.open(server.url())) {
            var heard = new LinkedBlockingQueue<String>();
            database.listen("color", heard::add);
            database.write(tx -> tx.handle().execute("create table t (id integer primary key)"));
            database.write(1, tx -> insertAndSignal(tx, 1));
            assertThat(heard.poll(20, TimeUnit.SECONDS)).isEqualTo("1");

            server.stop();
            DatabaseContract.atOnce(
                    List.of(
                            () -> refused(() -> database.write(1, tx -> insertAndSignal(tx, 2))),
                            () -> refused(() -> database.write(tx -> insertAndSignal(tx, 2))),
                            () -> refused(() -> database.read(PostgresRestartTest::rows))));

            server.start();
            assertThat(heard.poll(20, TimeUnit.SECONDS)).isEmpty();
            assertThat(untilThere(() -> database.write(1, tx -> insertAndSignal(tx, 3)))).isOne();
            assertThat(heard.poll(20, TimeUnit.SECONDS)).isEqualTo("3");
            assertThat(untilThere(() -> database.read(PostgresRestartTest::rows))).isEqualTo(2);
        }
    }

    private static AbstractThrowableAssert<?, ?> refused(ThrowingCallable piece) {
        return assertThatThrownBy(piece).isInstanceOf(DatabaseUnavailable.class);
    }

    private static int insertAndSignal(Transaction tx, int id) {
        tx.signal("color", Integer.toString(id));
        return tx.handle().createUpdate("insert into t values (:id)").bind("id", id).execute();
    }

    private static int rows(Transaction tx) {
        return tx.handle().createQuery("select count(*) from t").mapTo(int.class).one();
    }

    private static int untilThere(IntSupplier piece) {
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (true) {
            try {
                return piece.getAsInt();
            } catch (DatabaseUnavailable e) {
                if (System.nanoTime() > deadline) {
                    throw e;
                }
            }
        }
    }
}
