package dev.conch.task;

import dev.conch.account.Audit;
import dev.conch.db.Database;
import dev.conch.db.Transaction;
import dev.conch.provider.ErrorClass;
import dev.conch.provider.Providers;
import dev.conch.provider.Route;
import dev.conch.provider.Upstream;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;

import org.jspecify.annotations.Nullable;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.ToIntFunction;

/**
 * How the providers are, on all nodes together, for operators and metrics. Shared between threads.
 */
public final class ProviderStates {
    private static final Duration FRESH = Duration.ofSeconds(1);

    private final Database database;
    private final Providers providers;
    private final Clock clock;
    private final ReentrantLock refreshing = new ReentrantLock();
    private final Map<String, MultiGauge> gauges = new ConcurrentHashMap<>();
    private volatile Snapshot snapshot = new Snapshot(Map.of(), Map.of(), Instant.MIN);

    private record Snapshot(
            Map<String, GateState> gates, Map<String, Integer> inFlight, Instant takenAt) {
        /** Also when somebody has set the clock back. */
        boolean stale(Instant now) {
            return takenAt.equals(Instant.MIN)
                    || now.isBefore(takenAt)
                    || !now.isBefore(takenAt.plus(FRESH));
        }
    }

    /**
     * How a provider is.
     *
     * @param tasksInFlight submitted or being submitted, or perhaps so
     * @param mostInFlight how many of them there may be
     * @param submitsPerMinute 0 for as many as come
     * @param routes those that name it, in their order
     * @param restingUntil it gets nothing new before; null if it is not resting
     * @param trouble why it rests, or what it answered last; null if it is well
     * @param reason the same for the operator
     * @param failures in a row
     */
    public record State(
            String name,
            int tasksInFlight,
            int mostInFlight,
            int submitsPerMinute,
            List<String> routes,
            @Nullable Instant restingUntil,
            @Nullable ErrorClass trouble,
            @Nullable String reason,
            int failures) {
        public State {
            routes = List.copyOf(routes);
        }
    }

    public ProviderStates(Database database, Providers providers, Clock clock) {
        this.database = database;
        this.providers = providers;
        this.clock = clock;
    }

    /** All that are configured, in the order of the operator's file. */
    public List<State> all() {
        var now = clock.instant();
        var look = database.read(tx -> look(tx, now));
        return providers.setup().upstreams().stream().map(one -> state(one, look, now)).toList();
    }

    public Optional<State> find(String name) {
        return all().stream().filter(state -> state.name().equals(name)).findFirst();
    }

    private State state(Upstream upstream, Snapshot look, Instant now) {
        var name = upstream.name();
        var gate = look.gates().getOrDefault(name, GateState.fresh(name));
        return new State(
                name,
                look.inFlight().getOrDefault(name, 0),
                upstream.provider().concurrency(),
                upstream.submitsPerMinute(),
                providers.setup().routes().stream()
                        .filter(
                                route ->
                                        route.targets().stream()
                                                .anyMatch(to -> to.provider().equals(name)))
                        .map(Route::name)
                        .toList(),
                gate.resting(now) ? gate.restingUntil() : null,
                gate.trouble(),
                gate.reason(),
                gate.failures());
    }

    /**
     * Ends the rest of a provider: new work goes there again, from every node. Whether it is well
     * is not asked; if it is not, it rests again after the next refusal.
     */
    public void wake(Audit.Change change, String name) {
        database.write(
                tx -> {
                    var gate =
                            Objects.requireNonNull(
                                    JdbcGate.lock(tx, List.of(name), change.at()).get(name));
                    JdbcGate.update(tx, gate.well(), change.at());
                    Audit.record(tx, change, "provider.wake", name, before(gate));
                    tx.signal(Tasks.QUEUED, "wake");
                    return name;
                });
    }

    private static Map<String, Object> before(GateState gate) {
        var before = new TreeMap<String, Object>();
        before.put("failures", gate.failures());
        if (gate.restingUntil() != null) {
            before.put("resting_until", gate.restingUntil().toString());
        }
        if (gate.reason() != null) {
            before.put("reason", gate.reason());
        }
        return before;
    }

    /** Started tasks by providers that are not configured any more. */
    public Map<String, Long> tasksOfFormer() {
        var counts = new TreeMap<>(database.read(JdbcGate::started));
        counts.keySet().removeIf(name -> providers.upstream(name).isPresent());
        return counts;
    }

    /** Waiting tasks by models that no route serves. */
    public Map<String, Long> tasksWithoutRoute() {
        var counts = new TreeMap<>(database.read(JdbcQueue::waitingByModel));
        counts.keySet().removeIf(model -> providers.routeOf(model).isPresent());
        return counts;
    }

    /**
     * Shows how each provider is. Called again after every change of what is configured; one that
     * is not configured any more is still shown, as long as this process runs.
     */
    public void watch(MeterRegistry metrics) {
        gauge(
                metrics,
                "conch.provider.resting",
                "1 while a provider gets nothing new because of what it answered",
                name -> resting(name) ? 1 : 0);
        gauge(
                metrics,
                "conch.provider.in.flight",
                "Tasks that a provider has, or may have, on all nodes together",
                this::inFlight);
    }

    /** A row for each provider that there is now; those of providers that went are taken away. */
    private void gauge(
            MeterRegistry metrics, String gauge, String description, ToIntFunction<String> value) {
        var rows =
                providers.setup().upstreams().stream()
                        .map(Upstream::name)
                        .<MultiGauge.Row<?>>map(
                                name ->
                                        MultiGauge.Row.of(
                                                Tags.of("provider", name),
                                                () -> value.applyAsInt(name)))
                        .toList();
        gauges.computeIfAbsent(
                        gauge,
                        it -> MultiGauge.builder(it).description(description).register(metrics))
                .register(rows, true);
    }

    private boolean resting(String name) {
        var gate = recent().gates().get(name);
        return gate != null && gate.resting(clock.instant());
    }

    private int inFlight(String name) {
        return recent().inFlight().getOrDefault(name, 0);
    }

    /** At most a second old: one look serves all gauges of a scrape. */
    private Snapshot recent() {
        if (snapshot.stale(clock.instant())) {
            refreshing.lock();
            try {
                var now = clock.instant();
                if (snapshot.stale(now)) {
                    snapshot = database.read(tx -> look(tx, now));
                }
            } finally {
                refreshing.unlock();
            }
        }
        return snapshot;
    }

    private static Snapshot look(Transaction tx, Instant now) {
        var gates = new HashMap<String, GateState>();
        JdbcGate.all(tx).forEach(gate -> gates.put(gate.provider(), gate));
        return new Snapshot(gates, JdbcGate.inFlight(tx), now);
    }
}
