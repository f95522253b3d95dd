package dev.conch.ledger;

import static dev.conch.testing.SettableClock.NOON;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.conch.base.ErrorCode;
import dev.conch.base.GatewayException;
import dev.conch.base.Money;
import dev.conch.base.TaskId;
import dev.conch.db.Database;
import dev.conch.db.Dialect;
import dev.conch.testing.Complaint;
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
import java.util.ArrayList;
import java.util.Random;

@ParameterizedClass
@EnumSource(Dialect.class)
class LedgerTest {
    @Parameter Dialect dialect;
    private static final long CUSTOMER = 1;

    @TempDir Path folder;
    private Database database;
    private Ledger ledger;

    @BeforeEach
    void open() {
        database = TestDatabases.open(dialect, folder);
        ledger = new Ledger(database);
        run(tx -> ledger.open(tx, CUSTOMER));
        run(tx -> ledger.topUp(tx, CUSTOMER, Money.ofCents(100), "test", NOON));
    }

    @AfterEach
    void close() {
        assertThat(ledger.audit().sound()).as("the ledger after the test").isTrue();
        database.close();
    }

    private void run(java.util.function.Consumer<dev.conch.db.Transaction> work) {
        database.write(
                tx -> {
                    work.accept(tx);
                    return tx;
                });
    }

    private TaskId hold(long cents) {
        var task = TaskId.next();
        run(tx -> ledger.hold(tx, CUSTOMER, task.toString(), Money.ofCents(cents), NOON));
        return task;
    }

    private Balance balance() {
        return ledger.balance(CUSTOMER, NOON.minus(Duration.ofHours(12)));
    }

    @Test
    void a_hold_takes_from_what_is_available_and_moves_nothing() {
        hold(30);

        assertThat(balance())
                .isEqualTo(
                        new Balance(
                                Money.ofCents(70),
                                Money.ZERO,
                                Money.ofCents(30),
                                Money.ZERO,
                                Money.ZERO));
    }

    @Test
    void posting_less_than_was_held_returns_the_rest() {
        var task = hold(30);
        run(tx -> ledger.post(tx, CUSTOMER, task.toString(), Money.ofCents(20), NOON));

        assertThat(balance())
                .isEqualTo(
                        new Balance(
                                Money.ofCents(80),
                                Money.ZERO,
                                Money.ZERO,
                                Money.ofCents(20),
                                Money.ofCents(20)));
    }

    @Test
    void a_release_returns_all() {
        var task = hold(30);
        run(tx -> ledger.release(tx, CUSTOMER, task.toString(), NOON));

        assertThat(balance().available()).isEqualTo(Money.ofCents(100));
    }

    @Test
    @Complaint(7)
    void a_hold_ends_once_whichever_way() {
        var task = hold(30);
        run(tx -> ledger.post(tx, CUSTOMER, task.toString(), Money.ofCents(30), NOON));

        assertThatThrownBy(
                        () ->
                                run(
                                        tx ->
                                                ledger.post(
                                                        tx,
                                                        CUSTOMER,
                                                        task.toString(),
                                                        Money.ofCents(30),
                                                        NOON)))
                .hasMessageContaining("already ended");
        assertThatThrownBy(() -> run(tx -> ledger.release(tx, CUSTOMER, task.toString(), NOON)))
                .hasMessageContaining("already ended");
        assertThat(balance().available()).isEqualTo(Money.ofCents(70));
    }

    @Test
    @Complaint(5)
    void more_than_was_held_cannot_be_posted() {
        var task = hold(30);

        assertThatThrownBy(
                        () ->
                                run(
                                        tx ->
                                                ledger.post(
                                                        tx,
                                                        CUSTOMER,
                                                        task.toString(),
                                                        Money.ofCents(31),
                                                        NOON)))
                .isInstanceOf(IllegalStateException.class);
        assertThat(balance().held()).isEqualTo(Money.ofCents(30));
    }

    @Test
    void more_than_is_available_cannot_be_held_though_the_balance_is_higher() {
        hold(60);

        assertThatThrownBy(() -> hold(41))
                .isInstanceOfSatisfying(
                        GatewayException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.INSUFFICIENT_CREDITS));
        assertThat(balance().available()).isEqualTo(Money.ofCents(40));
    }

    @Test
    @Complaint(10)
    void spending_is_counted_from_midnight_and_in_all() {
        var yesterday = hold(10);
        run(
                tx ->
                        ledger.post(
                                tx,
                                CUSTOMER,
                                yesterday.toString(),
                                Money.ofCents(10),
                                NOON.minus(Duration.ofDays(1))));
        var today = hold(5);
        run(tx -> ledger.post(tx, CUSTOMER, today.toString(), Money.ofCents(5), NOON));

        assertThat(balance().spentToday()).isEqualTo(Money.ofCents(5));
        assertThat(balance().spentTotal()).isEqualTo(Money.ofCents(15));
    }

    @Test
    void any_mix_of_holds_posts_and_releases_keeps_the_ledger_sound() {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        var open = new ArrayList<TaskId>();
        for (int i = 0; i < 300; i++) {
            if (open.isEmpty() || random.nextInt(3) == 0) {
                try {
                    open.add(hold(random.nextInt(40)));
                } catch (GatewayException _) {
                    assertThat(balance().available().cents()).as("seed %d", seed).isLessThan(40);
                }
                continue;
            }
            var task = open.remove(random.nextInt(open.size()));
            if (random.nextBoolean()) {
                run(tx -> ledger.post(tx, CUSTOMER, task.toString(), Money.ZERO, NOON));
            } else {
                run(tx -> ledger.release(tx, CUSTOMER, task.toString(), NOON));
            }
            assertThat(balance().available().plus(balance().held()))
                    .as("seed %d", seed)
                    .isEqualTo(Money.ofCents(100));
        }
        assertThat(ledger.audit()).as("seed %d", seed).isEqualTo(new Audit(0, 0, 0));
    }
}
