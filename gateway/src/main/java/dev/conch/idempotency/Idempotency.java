package dev.conch.idempotency;

import dev.conch.base.ErrorCode;
import dev.conch.base.GatewayException;
import dev.conch.db.Database;
import dev.conch.db.Transaction;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** What was made under which key. Shared between threads. */
public final class Idempotency {
    private final Database database;
    private final Duration patience;
    private final Map<String, CountDownLatch> inFlight = new ConcurrentHashMap<>();

    /**
     * The keys in {@code database}.
     *
     * @param patience how long a request waits for an earlier one under the same key
     */
    public Idempotency(Database database, Duration patience) {
        this.database = database;
        this.patience = patience;
    }

    /**
     * Runs {@code request} when no other one under the same key runs in this process; waits for it
     * if one does. Other nodes are kept out by {@link #claim}.
     *
     * @throws GatewayException {@code request_conflict} when the other one takes too long
     */
    public <T> T alone(IdempotencyKey key, Supplier<T> request) {
        var mine = new CountDownLatch(1);
        var deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            var other = inFlight.putIfAbsent(key.name(), mine);
            if (other == null) {
                break;
            }
            await(other, deadline);
        }
        try {
            return request.get();
        } finally {
            inFlight.remove(key.name(), mine);
            mine.countDown();
        }
    }

    private static void await(CountDownLatch other, long deadline) {
        try {
            if (other.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                return;
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        throw new GatewayException(
                        ErrorCode.REQUEST_CONFLICT,
                        "A request with this Idempotency-Key is still under way; ask again with the"
                                + " same key")
                .retryAfter(Duration.ofSeconds(1));
    }

    /**
     * What was made under {@code key} before; empty if nothing.
     *
     * @throws GatewayException {@code request_conflict} when it was another request
     */
    public Optional<String> find(IdempotencyKey key) {
        return database.read(tx -> JdbcIdempotency.find(tx, key)).map(made -> same(key, made));
    }

    /**
     * Notes within the transaction that makes it that {@code resource} was made under {@code key}.
     *
     * @return what had been made before, instead; empty if nothing
     * @throws GatewayException {@code request_conflict} when it was another request
     */
    public Optional<String> claim(
            Transaction tx, IdempotencyKey key, String resource, Instant now) {
        if (JdbcIdempotency.insert(tx, key, resource, now)) {
            return Optional.empty();
        }
        return JdbcIdempotency.find(tx, key).map(made -> same(key, made));
    }

    /**
     * What came of {@link #once}.
     *
     * @param resource the name of what was made
     * @param replayed it had been made before
     */
    public record Made(String resource, boolean replayed) {}

    /**
     * Makes something within a transaction, unless it was made before under the same key.
     *
     * @param key null when the caller gave none
     * @param make gives the name of what it made
     * @throws GatewayException {@code request_conflict} when it was another request
     */
    public Made once(
            Transaction tx, @Nullable IdempotencyKey key, Instant now, Supplier<String> make) {
        if (key == null) {
            return new Made(make.get(), false);
        }
        var earlier = claim(tx, key, "", now);
        if (earlier.isPresent()) {
            return new Made(earlier.get(), true);
        }
        var resource = make.get();
        JdbcIdempotency.name(tx, key, resource);
        return new Made(resource, false);
    }

    private static String same(IdempotencyKey key, JdbcIdempotency.Made made) {
        if (!made.fingerprint().equals(key.fingerprint())) {
            throw new GatewayException(
                    ErrorCode.REQUEST_CONFLICT,
                    "This Idempotency-Key was used for another request; use a new key for a new"
                            + " request");
        }
        return made.resource();
    }
}
