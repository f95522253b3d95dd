package dev.conch.ledger;

import static dev.conch.testing.SettableClock.NOON;

import static org.assertj.core.api.Assertions.assertThat;

import dev.conch.base.GatewayException;
import dev.conch.base.Money;
import dev.conch.base.TaskId;
import dev.conch.db.Database;
import dev.conch.db.Dialect;
import dev.conch.db.Transaction;
import dev.conch.testing.Complaint;
import dev.conch.testing.TestDatabases;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;

/**
 * Thousands of random movements of money, good and bad, against a reference that is a few
 * additions: whatever happens, both say the same.
 */
class LedgerModelTest {
    private static final int STEPS = 3_000;
    private static final int CUSTOMERS = 3;

    @TempDir Path folder;

    /** What a customer should have, in micro-cents. */
    private static final class Reference {
        private long paid;
        private long bonus;
        private long spent;
        private final Map<String, long[]> holds = new HashMap<>(); // from paid, from bonus

        boolean hold(String subject, long price) {
            if (price > paid + bonus) {
                return false;
            }
            long fromBonus = Math.min(bonus, price);
            bonus -= fromBonus;
            paid -= price - fromBonus;
            holds.put(subject, new long[] {price - fromBonus, fromBonus});
            return true;
        }

        boolean post(String subject, long price) {
            var hold = holds.get(subject);
            if (hold == null || price > hold[0] + hold[1]) {
                return false;
            }
            holds.remove(subject);
            long fromBonus = Math.min(hold[1], price);
            bonus += hold[1] - fromBonus;
            paid += hold[0] - (price - fromBonus);
            spent += price;
            return true;
        }

        long held() {
            return holds.values().stream().mapToLong(hold -> hold[0] + hold[1]).sum();
        }
    }

    private record Rig(
            Database database, Ledger ledger, List<Reference> references, Random random) {
        boolean works(Consumer<Transaction> work) {
            try {
                database.write(
                        tx -> {
                            work.accept(tx);
                            return tx;
                        });
                return true;
            } catch (GatewayException | IllegalStateException _) {
                return false;
            }
        }

        long amount(int most) {
            return random.nextInt(4) == 0
                    ? random.nextInt(most) * 1_000_000L
                    : random.nextLong(most * 1_000_000L);
        }

        String subject(Reference reference) {
            var open = new ArrayList<>(reference.holds.keySet());
            return open.isEmpty() || random.nextInt(20) == 0
                    ? TaskId.next().toString()
                    : open.get(random.nextInt(open.size()));
        }
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    @Complaint({4, 5})
    void the_ledger_and_the_reference_never_differ(Dialect dialect) {
        long seed = new Random().nextLong();
        try (var database = TestDatabases.open(dialect, folder)) {
            var references = new ArrayList<Reference>();
            var rig = new Rig(database, new Ledger(database), references, new Random(seed));
            for (int i = 0; i < CUSTOMERS; i++) {
                references.add(new Reference());
                int customer = i;
                rig.works(tx -> rig.ledger().open(tx, customer));
            }
            for (int step = 0; step < STEPS; step++) {
                int customer = rig.random().nextInt(CUSTOMERS);
                step(
                        rig,
                        customer,
                        references.get(customer),
                        "seed %d step %d".formatted(seed, step));
            }
            assertThat(rig.ledger().audit()).as("seed %d", seed).isEqualTo(new Audit(0, 0, 0));
        }
    }

    private static void step(Rig rig, int customer, Reference reference, String where) {
        switch (rig.random().nextInt(8)) {
            case 0 -> topUp(rig, customer, reference);
            case 1 -> adjust(rig, customer, reference, where);
            case 2, 3, 4 -> hold(rig, customer, reference, where);
            case 5, 6 -> post(rig, customer, reference, where);
            default -> release(rig, customer, reference, where);
        }
        assertThat(rig.ledger().balance(customer, NOON.minus(Duration.ofHours(1))))
                .as(where)
                .isEqualTo(
                        new Balance(
                                new Money(reference.paid),
                                new Money(reference.bonus),
                                new Money(reference.held()),
                                new Money(reference.spent),
                                new Money(reference.spent)));
    }

    private static void topUp(Rig rig, int customer, Reference reference) {
        long amount = rig.amount(200);
        if (rig.random().nextBoolean()) {
            rig.works(tx -> rig.ledger().topUp(tx, customer, new Money(amount), "test", NOON));
            reference.paid += amount;
        } else {
            rig.works(tx -> rig.ledger().bonus(tx, customer, new Money(amount), "test", NOON));
            reference.bonus += amount;
        }
    }

    private static void adjust(Rig rig, int customer, Reference reference, String where) {
        long amount = rig.random().nextBoolean() ? rig.amount(100) : -rig.amount(100);
        boolean fits = reference.paid + amount >= 0;
        assertThat(rig.works(tx -> rig.ledger().adjust(tx, customer, new Money(amount), "x", NOON)))
                .as(where)
                .isEqualTo(fits);
        if (fits) {
            reference.paid += amount;
        }
    }

    private static void hold(Rig rig, int customer, Reference reference, String where) {
        long price = rig.amount(60);
        var subject = TaskId.next().toString();
        assertThat(
                        rig.works(
                                tx ->
                                        rig.ledger()
                                                .hold(
                                                        tx,
                                                        customer,
                                                        subject,
                                                        new Money(price),
                                                        NOON)))
                .as(where)
                .isEqualTo(reference.hold(subject, price));
    }

    private static void post(Rig rig, int customer, Reference reference, String where) {
        var subject = rig.subject(reference);
        var hold = reference.holds.get(subject);
        long held = hold == null ? 0 : hold[0] + hold[1];
        long price =
                rig.random().nextInt(10) == 0
                        ? held + 1
                        : held == 0 ? 0 : rig.random().nextLong(held + 1);
        assertThat(
                        rig.works(
                                tx ->
                                        rig.ledger()
                                                .post(
                                                        tx,
                                                        customer,
                                                        subject,
                                                        new Money(price),
                                                        NOON)))
                .as(where)
                .isEqualTo(reference.post(subject, price));
    }

    private static void release(Rig rig, int customer, Reference reference, String where) {
        var subject = rig.subject(reference);
        boolean known = reference.holds.containsKey(subject);
        assertThat(rig.works(tx -> rig.ledger().release(tx, customer, subject, NOON)))
                .as(where)
                .isEqualTo(known);
        if (known) {
            reference.post(subject, 0);
        }
    }
}
