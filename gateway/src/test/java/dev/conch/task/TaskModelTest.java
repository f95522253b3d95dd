package dev.conch.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.conch.account.Accounts;
import dev.conch.account.Budget;
import dev.conch.account.Budgets;
import dev.conch.account.Caller;
import dev.conch.account.Keys;
import dev.conch.account.Priority;
import dev.conch.asset.FileStore;
import dev.conch.base.GatewayException;
import dev.conch.base.Money;
import dev.conch.base.Secret;
import dev.conch.base.TaskId;
import dev.conch.db.Database;
import dev.conch.db.Dialect;
import dev.conch.event.EventLog;
import dev.conch.idempotency.Idempotency;
import dev.conch.idempotency.IdempotencyKey;
import dev.conch.ledger.Audit;
import dev.conch.ledger.Ledger;
import dev.conch.provider.ErrorClass;
import dev.conch.provider.Failure;
import dev.conch.provider.PollOutcome;
import dev.conch.provider.Providers;
import dev.conch.provider.ReconcileOutcome;
import dev.conch.provider.Router;
import dev.conch.provider.SubmitOutcome;
import dev.conch.provider.Trouble;
import dev.conch.testing.Complaint;
import dev.conch.testing.ScriptedProvider;
import dev.conch.testing.SettableClock;
import dev.conch.testing.TestDatabases;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Thousands of random steps of many tasks, with stale writes, undone transactions, crashes and
 * repeated orders among them, against a reference of a few numbers: states, money and budgets never
 * differ.
 */
class TaskModelTest {
    private static final int STEPS = 3_000;
    private static final long BALANCE = 4_000;
    private static final long DAY_BUDGET = 600;
    private static final Failure NO = new Failure("no", "No");

    @TempDir Path folder;

    /** What should be true. */
    private static final class Reference {
        private final Map<TaskId, TaskState> states = new LinkedHashMap<>();
        private final Map<TaskId, Long> prices = new LinkedHashMap<>();
        private final Map<TaskId, String> days = new LinkedHashMap<>();
        private final Map<String, Long> usedByDay = new LinkedHashMap<>();
        private final Map<String, TaskId> byKey = new LinkedHashMap<>();
        private long available = BALANCE;
        private long held;
        private long charged;

        void accept(TaskId id, long price, String day) {
            states.put(id, TaskState.QUEUED);
            prices.put(id, price);
            days.put(id, day);
            usedByDay.merge(day, price, Long::sum);
            available -= price;
            held += price;
        }

        void moved(TaskId id, TaskState next) {
            states.put(id, next);
            long price = prices.getOrDefault(id, 0L);
            switch (next) {
                case COMPLETED -> {
                    held -= price;
                    charged += price;
                }
                case FAILED, CANCELED -> {
                    held -= price;
                    available += price;
                    usedByDay.merge(days.getOrDefault(id, ""), -price, Long::sum);
                }
                case QUEUED, SUBMITTING, RUNNING, UNCLEAR, STORING -> {}
            }
        }
    }

    /** The real parts, without a worker: the test takes every step itself. */
    private static final class Rig {
        private final Random random;
        private final SettableClock clock = new SettableClock();
        private final Database database;
        private final Ledger ledger;
        private final Budgets budgets;
        private final Tasks tasks;
        private final Changes changes;
        private final Caller caller;
        private final Reference reference = new Reference();

        Rig(Database database, Path folder, Random random) {
            this.database = database;
            this.random = random;
            ledger = new Ledger(database);
            budgets = new Budgets(database, clock);
            var keys = new Keys(database, new byte[32], clock);
            var events = new EventLog(List.of());
            var accounts = new Accounts(database, ledger, keys, clock);
            var secret = new Secret("conch_key_of_the_model_test");
            accounts.bootstrap("Model", secret, Money.ofCents(BALANCE));
            caller = keys.authenticate(secret.reveal()).orElseThrow();
            budgets.set(
                    "test",
                    caller.accountId(),
                    "project:" + caller.projectId(),
                    new Budgets.Order(
                            Budget.Unit.MICROCENTS,
                            Budget.Period.DAY,
                            Money.ofCents(DAY_BUDGET).microCents(),
                            ZoneOffset.UTC));
            var providers =
                    new Providers(
                            Providers.Setup.of(List.of(new ScriptedProvider(folder.resolve("p")))));
            tasks =
                    new Tasks(
                            new Tasks.Parts(
                                    database,
                                    ledger,
                                    budgets,
                                    keys,
                                    events,
                                    new Router(providers),
                                    new Idempotency(database, Duration.ofSeconds(5)),
                                    new Retention(accounts, Duration.ofDays(7)),
                                    FileStore.open(folder.resolve("f"), clock),
                                    new DiskGuard(() -> Long.MAX_VALUE, 0, clock)),
                            clock);
            changes = new Changes(ledger, budgets, events, clock);
        }

        String day() {
            return clock.instant().atZone(ZoneOffset.UTC).toLocalDate().toString();
        }

        Task read(TaskId id) {
            return tasks.find(id).orElseThrow();
        }

        TaskId any() {
            var ids = new ArrayList<>(reference.states.keySet());
            return ids.get(random.nextInt(ids.size()));
        }
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    @Complaint({4, 7, 14, 15})
    void states_money_and_budgets_never_differ_from_the_reference(Dialect dialect) {
        long seed = new Random().nextLong();
        try (var database = TestDatabases.open(dialect, folder)) {
            var rig = new Rig(database, folder, new Random(seed));
            for (int step = 0; step < STEPS; step++) {
                var where = "seed %d step %d".formatted(seed, step);
                if (rig.reference.states.isEmpty() || rig.random.nextInt(4) == 0) {
                    accept(rig, where);
                } else {
                    act(rig, rig.any(), where);
                }
                if (rig.random.nextInt(200) == 0) {
                    rig.clock.advance(Duration.ofHours(rig.random.nextInt(30)));
                }
                compare(rig, where);
            }
            rig.reference.states.forEach(
                    (id, state) ->
                            assertThat(rig.read(id).state()).as("seed %d", seed).isEqualTo(state));
            assertThat(rig.ledger.audit()).as("seed %d", seed).isEqualTo(new Audit(0, 0, 0));
        }
    }

    private static void accept(Rig rig, String where) {
        long price = 1L + rig.random.nextInt(90);
        var key = rig.random.nextBoolean() ? "key-" + rig.random.nextInt(300) : null;
        var earlier = key == null ? null : rig.reference.byKey.get(key);
        var used = rig.reference.usedByDay.getOrDefault(rig.day(), 0L);
        boolean fits = price <= rig.reference.available && used + price <= DAY_BUDGET;
        try {
            var acceptance =
                    rig.tasks.accept(
                            rig.caller,
                            order(rig.caller, price),
                            Tasks.Inputs.NONE,
                            key == null ? null : new IdempotencyKey(1, "route", key, "same"));
            assertThat(acceptance.replayed()).as(where).isEqualTo(earlier != null);
            if (earlier != null) {
                assertThat(acceptance.task().id()).as(where).isEqualTo(earlier);
                return;
            }
            assertThat(fits).as(where).isTrue();
            rig.reference.accept(acceptance.task().id(), price, rig.day());
            if (key != null) {
                rig.reference.byKey.put(key, acceptance.task().id());
            }
        } catch (GatewayException e) {
            assertThat(fits || earlier != null).as(where + " " + e.getMessage()).isFalse();
        }
    }

    private static TaskOrder order(Caller caller, long price) {
        var marble = Orders.marble(caller.accountId(), caller.projectId(), Priority.NORMAL);
        return new TaskOrder(
                Buyer.of(caller),
                marble.service(),
                marble.action(),
                marble.model(),
                marble.request(),
                Money.ofCents(price),
                List.of(),
                null,
                "",
                null,
                null);
    }

    /** One step of one task, as a worker, its owner or an operator would take it. */
    private static void act(Rig rig, TaskId id, String where) {
        var task = rig.read(id);
        var now = rig.clock.instant();
        var progress = task.progress();
        switch (task.state()) {
            case QUEUED -> {
                if (rig.random.nextInt(4) == 0) {
                    rig.tasks.cancel(id);
                    rig.reference.moved(id, TaskState.CANCELED);
                } else {
                    write(rig, task, progress.submitting("node", "p", "m", now), where);
                }
            }
            case SUBMITTING -> write(rig, task, afterSubmit(rig, progress), where);
            case RUNNING -> write(rig, task, afterPoll(rig, progress), where);
            case STORING ->
                    write(rig, task, progress.completed(null, task.order().price(), now), where);
            case UNCLEAR -> settle(rig, task, where);
            case COMPLETED, FAILED -> cannotBeCanceled(rig, id, where);
            case CANCELED -> assertThat(rig.tasks.cancel(id).state()).isEqualTo(TaskState.CANCELED);
        }
    }

    private static TaskProgress afterSubmit(Rig rig, TaskProgress progress) {
        var now = rig.clock.instant();
        return switch (rig.random.nextInt(6)) {
            case 0 -> Steps.afterSubmit(progress, refused(Trouble.of(ErrorClass.USER, NO)), now);
            case 1 -> Steps.afterSubmit(progress, new SubmitOutcome.Unclear("reset"), now);
            case 2 -> Steps.afterSubmit(progress, refused(Trouble.throttled(Duration.ZERO)), now);
            case 3 -> Steps.afterCutSubmit(progress, rig.random.nextBoolean(), now);
            default -> Steps.afterSubmit(progress, new SubmitOutcome.Accepted("up"), now);
        };
    }

    private static SubmitOutcome refused(Trouble trouble) {
        return new SubmitOutcome.Refused(trouble);
    }

    private static TaskProgress afterPoll(Rig rig, TaskProgress progress) {
        PollOutcome outcome =
                switch (rig.random.nextInt(5)) {
                    case 0 -> new PollOutcome.Failed(NO);
                    case 1 -> new PollOutcome.Lost();
                    case 2 -> new PollOutcome.Running(rig.random.nextDouble(), Duration.ZERO);
                    default -> new PollOutcome.Succeeded();
                };
        return Steps.afterPoll(progress, outcome, rig.random.nextBoolean(), rig.clock.instant());
    }

    private static void settle(Rig rig, Task task, String where) {
        var now = rig.clock.instant();
        switch (rig.random.nextInt(4)) {
            case 0 -> {
                var resolved =
                        rig.tasks.resolve(task.id(), new Resolution.Failed("gone"), "op", null);
                rig.reference.moved(task.id(), resolved.task().state());
            }
            case 1 ->
                    write(
                            rig,
                            task,
                            Steps.afterReconcile(
                                    task, new ReconcileOutcome.NotThere(), Steps.Policy.WAIT, now),
                            where);
            default ->
                    write(
                            rig,
                            task,
                            Steps.afterReconcile(
                                    task, new ReconcileOutcome.Found("up"), Steps.Policy.WAIT, now),
                            where);
        }
    }

    private static void cannotBeCanceled(Rig rig, TaskId id, String where) {
        try {
            rig.tasks.cancel(id);
            throw new AssertionError("canceled an ended task, " + where);
        } catch (GatewayException e) {
            assertThat(e.code().httpStatus()).as(where).isEqualTo(409);
        }
    }

    /** Writes a step; sometimes twice, sometimes in a transaction that is undone. */
    private static void write(Rig rig, Task task, TaskProgress next, String where) {
        var changed = task.with(next);
        if (rig.random.nextInt(8) == 0) {
            undone(rig, task, changed);
            compare(rig, where + " undone");
        }
        var stored = rig.database.write(tx -> rig.changes.write(tx, task, changed, null));
        assertThat(stored.version()).as(where).isEqualTo(task.version() + 1);
        rig.reference.moved(task.id(), next.state());
        if (rig.random.nextInt(8) == 0) {
            var again = rig.database.write(tx -> rig.changes.write(tx, task, changed, null));
            assertThat(again.version()).as(where + " stale").isEqualTo(task.version());
        }
    }

    private static void undone(Rig rig, Task task, Task changed) {
        try {
            rig.database.write(
                    tx -> {
                        rig.changes.write(tx, task, changed, null);
                        throw new IllegalArgumentException("as a bug would");
                    });
        } catch (IllegalArgumentException e) {
            assertThat(e).hasMessage("as a bug would");
        }
    }

    private static void compare(Rig rig, String where) {
        var balance = rig.ledger.balance(rig.caller.accountId(), rig.clock.instant());
        assertThat(balance.available().cents()).as(where).isEqualTo(rig.reference.available);
        assertThat(balance.held().cents()).as(where).isEqualTo(rig.reference.held);
        assertThat(balance.spentTotal().cents()).as(where).isEqualTo(rig.reference.charged);
        assertThat(rig.budgets.list(rig.caller.accountId()).getFirst().used())
                .as(where)
                .isEqualTo(
                        Money.ofCents(rig.reference.usedByDay.getOrDefault(rig.day(), 0L))
                                .microCents());
    }
}
