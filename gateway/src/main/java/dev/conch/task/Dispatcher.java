package dev.conch.task;

import dev.conch.db.Database;
import dev.conch.db.Transaction;
import dev.conch.provider.Providers;
import dev.conch.provider.Route;
import dev.conch.provider.Router;
import dev.conch.provider.Router.Candidate;
import dev.conch.provider.Upstream;
import dev.conch.provider.VideoProvider;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Takes waiting tasks out of the queue and gives each to a provider that has room: in turn, within
 * each provider's rate and number in flight, which hold for all nodes together. Used by the thread
 * that claims.
 */
final class Dispatcher {
    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);

    /** Not more at a time, so that others get at the database in between. */
    private static final int BATCH = 200;

    /** Where several share a route, the first in the queue may not be for those with room. */
    private static final int SPARE = 8;

    private final Database database;
    private final Providers providers;
    private final Router router;
    private final Results results;
    private final Clock clock;
    private final Set<String> unrouted = new HashSet<>();

    Dispatcher(
            Database database, Providers providers, Router router, Results results, Clock clock) {
        this.database = database;
        this.providers = providers;
        this.router = router;
        this.results = results;
        this.clock = clock;
    }

    /** A task that is this node's now, and who makes it. */
    record Started(Task task, VideoProvider provider) {}

    private record Look(List<GateState> gates, Map<String, Integer> inFlight) {}

    /**
     * What a look has come to.
     *
     * @param again when rates let more start than these
     */
    private record Given(List<Started> started, List<Instant> again) {}

    private record Wanted(Task task, List<Candidate> candidates) {}

    /**
     * Starts what can be started.
     *
     * @param driver gets each task as soon as it is this node's
     * @return when it is worth to look again, for tasks that a rate or a rest holds back
     */
    Optional<Instant> start(String node, Consumer<Started> driver) {
        var again = new ArrayList<Instant>();
        routes().forEach((route, models) -> start(route, models, node, again).forEach(driver));
        return again.stream().min(Comparator.naturalOrder());
    }

    /** The routes that somebody waits for, with the models that they wait for. */
    private Map<Route, List<String>> routes() {
        var now = clock.instant();
        var byRoute = new LinkedHashMap<Route, List<String>>();
        for (var model : database.read(tx -> JdbcQueue.waitingModels(tx, now))) {
            var route = providers.routeOf(model);
            route.ifPresentOrElse(
                    found -> byRoute.computeIfAbsent(found, _ -> new ArrayList<>()).add(model),
                    () -> warnUnrouted(model));
        }
        return byRoute;
    }

    private void warnUnrouted(String model) {
        if (unrouted.add(model)) {
            LOG.atWarn().addKeyValue("model", model).log("tasks wait, and no route serves them");
        }
    }

    private List<Started> start(
            Route route, List<String> models, String node, List<Instant> again) {
        var upstreams = upstreams(route);
        var now = clock.instant();
        int room = room(upstreams, now, again);
        if (room == 0) {
            return List.of();
        }
        int looked = Math.min(upstreams.size() == 1 ? room : 2 * room + SPARE, BATCH);
        var wanted =
                database.read(tx -> JdbcQueue.due(tx, models, now, looked)).stream()
                        .map(task -> new Wanted(task, candidates(task)))
                        .toList();
        var given = database.write(tx -> give(tx, route, upstreams, wanted, node));
        again.addAll(given.again());
        return given.started();
    }

    private Map<String, Upstream> upstreams(Route route) {
        var found = new LinkedHashMap<String, Upstream>();
        for (var target : route.targets()) {
            providers
                    .upstream(target.provider())
                    .ifPresent(upstream -> found.put(upstream.name(), upstream));
        }
        return found;
    }

    /** How many could start at most; a look without locks, which costs little and may be wrong. */
    private int room(Map<String, Upstream> upstreams, Instant now, List<Instant> again) {
        if (upstreams.isEmpty()) {
            return 0;
        }
        var look =
                database.read(
                        tx ->
                                new Look(
                                        JdbcGate.all(tx),
                                        JdbcGate.inFlight(tx, upstreams.keySet())));
        var states = new HashMap<String, GateState>();
        look.gates().forEach(state -> states.put(state.provider(), state));
        var inFlight = look.inFlight();
        int room = 0;
        for (var upstream : upstreams.values()) {
            var state = states.getOrDefault(upstream.name(), GateState.fresh(upstream.name()));
            int free =
                    upstream.provider().concurrency() - inFlight.getOrDefault(upstream.name(), 0);
            if (free <= 0) {
                continue;
            }
            if (state.resting(now)) {
                Optional.ofNullable(state.restingUntil()).ifPresent(again::add);
            } else if (state.paced(upstream.submitsPerMinute(), now)) {
                room += free;
            } else {
                again.add(state.nextStart(upstream.submitsPerMinute()));
            }
        }
        return room;
    }

    private List<Candidate> candidates(Task task) {
        return router.candidates(task.id(), results.wish(task));
    }

    private Given give(
            Transaction tx,
            Route route,
            Map<String, Upstream> upstreams,
            List<Wanted> wanted,
            String node) {
        var now = clock.instant();
        var gates = new HashMap<>(JdbcGate.lock(tx, upstreams.keySet(), now));
        var inFlight = JdbcGate.inFlight(tx, upstreams.keySet());
        var given = new ArrayList<Started>();
        for (var one : wanted) {
            var choice = choose(tx, route, one, new Room(gates, inFlight, now));
            if (choice.isEmpty()) {
                continue;
            }
            var candidate = choice.get();
            var name = candidate.upstream().name();
            var progress = one.task().progress();
            var mine =
                    one.task()
                            .with(
                                    progress.submitting(
                                            node, name, candidate.wish().upstreamModel(), now));
            if (!JdbcTasks.update(tx, mine)) {
                continue; // another node was quicker, or it was canceled
            }
            JdbcTasks.insertAttempt(tx, mine, now);
            given.add(new Started(mine.stored(), candidate.upstream().provider()));
            inFlight.merge(name, 1, Integer::sum);
            gates.computeIfPresent(
                    name, (_, gate) -> gate.started(candidate.upstream().submitsPerMinute(), now));
        }
        return new Given(given, keep(tx, gates, upstreams, given, now));
    }

    /** Writes the gates that somebody went through; when those that are shut now open again. */
    private static List<Instant> keep(
            Transaction tx,
            Map<String, GateState> gates,
            Map<String, Upstream> upstreams,
            List<Started> given,
            Instant now) {
        var again = new ArrayList<Instant>();
        for (var name : given.stream().map(start -> start.provider().name()).distinct().toList()) {
            var gate = gates.get(name);
            if (gate == null) {
                continue;
            }
            JdbcGate.update(tx, gate, now);
            Optional.ofNullable(upstreams.get(name))
                    .map(Upstream::submitsPerMinute)
                    .filter(rate -> !gate.paced(rate, now))
                    .ifPresent(rate -> again.add(gate.nextStart(rate)));
        }
        return again;
    }

    /** What there is to be had, as it changes while it is given away. */
    private record Room(Map<String, GateState> gates, Map<String, Integer> inFlight, Instant now) {
        boolean has(Upstream upstream) {
            return inFlight.getOrDefault(upstream.name(), 0) < upstream.provider().concurrency()
                    && gate(upstream).paced(upstream.submitsPerMinute(), now);
        }

        boolean rests(Upstream upstream) {
            return gate(upstream).resting(now);
        }

        private GateState gate(Upstream upstream) {
            return gates.getOrDefault(upstream.name(), GateState.fresh(upstream.name()));
        }
    }

    /** The best that is well and has room; one that refused this task before comes last. */
    private static Optional<Candidate> choose(
            Transaction tx, Route route, Wanted wanted, Room room) {
        for (var candidate : untriedFirst(tx, wanted)) {
            if (room.rests(candidate.upstream())) {
                continue;
            }
            if (room.has(candidate.upstream())) {
                return Optional.of(candidate);
            }
            if (route.whenFull() == Route.WhenFull.WAIT) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    private static List<Candidate> untriedFirst(Transaction tx, Wanted wanted) {
        if (wanted.task().progress().attempts() == 0 || wanted.candidates().size() == 1) {
            return wanted.candidates();
        }
        var tries = new HashMap<String, Integer>();
        JdbcTasks.attempts(tx, wanted.task().id())
                .forEach(attempt -> tries.merge(attempt.provider(), 1, Integer::sum));
        return wanted.candidates().stream()
                .sorted(
                        Comparator.comparingInt(
                                candidate -> tries.getOrDefault(candidate.upstream().name(), 0)))
                .toList();
    }
}
