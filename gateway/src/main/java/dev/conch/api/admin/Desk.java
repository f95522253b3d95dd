package dev.conch.api.admin;

import dev.conch.account.Audit;
import dev.conch.db.Database;
import dev.conch.db.Transaction;
import dev.conch.idempotency.Idempotency;
import dev.conch.idempotency.IdempotencyKey;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.node.ObjectNode;

import java.time.Clock;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Where things are made that must not be made twice: a change and the Idempotency-Key that it came
 * under are one transaction. Shared between threads.
 */
final class Desk {
    private final Database database;
    private final Idempotency idempotency;
    private final Clock clock;

    Desk(Database database, Idempotency idempotency, Clock clock) {
        this.database = database;
        this.idempotency = idempotency;
        this.clock = clock;
    }

    /** Makes something within a transaction. */
    @FunctionalInterface
    interface Making<T> {
        T make(Transaction tx, Audit.Change change);
    }

    /**
     * What is to be made.
     *
     * @param id under which {@code T} is found again
     */
    record Order<T>(Making<T> making, Function<T, String> id) {}

    /**
     * What was made.
     *
     * @param replayed by an earlier request under the same key
     */
    record Made<T>(T value, boolean replayed) {
        /** Notes in an answer that nothing happened this time. */
        ObjectNode marked(ObjectNode body) {
            return replayed ? body.put("replayed", true) : body;
        }
    }

    /**
     * Makes something, unless the same request did so before.
     *
     * @param account whom it concerns; null for the gateway itself
     * @param again finds by its id what was made before
     * @param prepare checks the body; not asked for a repetition, since what was right once may not
     *     be so now
     */
    <T> Made<T> once(
            Visit visit,
            @Nullable Long account,
            Function<String, T> again,
            Supplier<Order<T>> prepare) {
        var key = visit.idempotencyKey().orElse(null);
        if (key == null) {
            return make(visit, account, null, again, prepare.get());
        }
        return idempotency.alone(
                key,
                () ->
                        idempotency
                                .find(key)
                                .map(id -> new Made<>(again.apply(id), true))
                                .orElseGet(() -> make(visit, account, key, again, prepare.get())));
    }

    private <T> Made<T> make(
            Visit visit,
            @Nullable Long account,
            @Nullable IdempotencyKey key,
            Function<String, T> again,
            Order<T> order) {
        var change = new Audit.Change(visit.actor(), account, clock.instant());
        var made = new AtomicReference<@Nullable T>();
        var result =
                write(
                        account,
                        tx ->
                                idempotency.once(
                                        tx,
                                        key,
                                        change.at(),
                                        () -> {
                                            var value = order.making().make(tx, change);
                                            made.set(value);
                                            return order.id().apply(value);
                                        }));
        var value = made.get();
        return result.replayed() || value == null
                ? new Made<>(again.apply(result.resource()), true)
                : new Made<>(value, false);
    }

    private <T> T write(@Nullable Long account, dev.conch.db.Work<T> work) {
        return account == null ? database.write(work) : database.write(account, work);
    }
}
