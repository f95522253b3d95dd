package dev.conch.api.admin;

import dev.conch.api.Json;
import dev.conch.api.RouteTable;
import dev.conch.api.Routes;
import dev.conch.db.Database;
import dev.conch.ledger.Ledger;
import dev.conch.task.ProviderStates;
import dev.conch.task.TaskOverview;

import tools.jackson.databind.node.ObjectNode;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * {@code doctor}: whether the gateway is sound. A problem must not be and makes it unsound;
 * attention is what an operator should look after.
 */
final class DoctorRoutes implements Routes {
    private static final Duration LONG_UNCLEAR = Duration.ofHours(1);
    private static final Duration LONG_UNDELIVERED = Duration.ofHours(1);
    private static final long LITTLE_DISK = 2L << 30;

    private final Door door;
    private final Database database;
    private final Ledger ledger;
    private final TaskOverview tasks;
    private final AdminRoutes.Outside outside;
    private final ProviderStates providers;
    private final Clock clock;

    /** Something that is always true of a sound gateway, and how often it is not. */
    private record Invariant(String name, String meaning, long count) {}

    DoctorRoutes(
            Door door,
            AdminRoutes.Parts parts,
            AdminRoutes.Outside outside,
            ProviderStates providers,
            Clock clock) {
        this.door = door;
        this.database = parts.database();
        this.ledger = parts.ledger();
        this.tasks = new TaskOverview(parts.database());
        this.outside = outside;
        this.providers = providers;
        this.clock = clock;
    }

    @Override
    public void addTo(RouteTable table) {
        table.get(AdminRoutes.BASE + "/doctor", door.operators(_ -> new Examination().body()));
    }

    private List<Invariant> invariants() {
        var audit = ledger.audit();
        var check = tasks.check();
        return List.of(
                new Invariant(
                        "ledger_sums_to_zero",
                        "micro-cents that all ledger accounts add up to",
                        audit.sumOfBalances()),
                new Invariant(
                        "balances_match_transfers",
                        "ledger accounts whose balance or hold is not what their transfers say",
                        audit.accountsOffTheirTransfers()),
                new Invariant(
                        "nobody_is_overdrawn",
                        "customers who hold more than they have",
                        audit.overdrawn()),
                new Invariant(
                        "open_tasks_have_their_hold",
                        "open tasks without money held for them, and ended ones with some",
                        check.offTheirHolds()),
                new Invariant(
                        "charges_match_tasks",
                        "ended tasks that were charged something else than they say",
                        check.offTheirCharges()));
    }

    /** One look at everything. Used by one thread. */
    private final class Examination {
        private final ObjectNode body = Json.object();
        private final List<String> problems = new ArrayList<>();
        private final List<String> attention = new ArrayList<>();
        private final Instant now = clock.instant();

        ObjectNode body() {
            body.put("sound", true);
            body.putArray("problems");
            body.putArray("attention");
            body.put("checked_at", Shown.time(now));
            body.put("database", database.dialect().name().toLowerCase(Locale.ROOT));
            disk();
            check();
            tasks();
            providers();
            nodes();
            webhooks();
            attention.addAll(outside.wrongFiles().get());
            body.put("sound", problems.isEmpty());
            problems.forEach(body.withArray("problems")::add);
            attention.forEach(body.withArray("attention")::add);
            return body;
        }

        private void disk() {
            long free = outside.freeDiskBytes().getAsLong();
            body.put("free_disk_bytes", free);
            if (free < LITTLE_DISK) {
                attention.add("less than 2 GiB of disk are free: %d bytes".formatted(free));
            }
        }

        private void check() {
            var shown = body.putArray("invariants");
            for (var invariant : invariants()) {
                shown.addObject()
                        .put("name", invariant.name())
                        .put("count", invariant.count())
                        .put("counts", invariant.meaning());
                if (invariant.count() != 0) {
                    problems.add(
                            "%s: %d %s"
                                    .formatted(
                                            invariant.name(),
                                            invariant.count(),
                                            invariant.meaning()));
                }
            }
        }

        private void tasks() {
            var counts = body.putObject("tasks");
            tasks.open().forEach((state, count) -> counts.put(state.storedName(), count));
            var unclear = tasks.oldestUnclear();
            body.putNull("oldest_unclear");
            unclear.ifPresent(
                    task -> {
                        var started = task.progress().startedAt();
                        var since = started == null ? task.createdAt() : started;
                        body.putObject("oldest_unclear")
                                .put("task_id", task.id().shortForm())
                                .put("submitted_at", Shown.time(since));
                        if (!now.isBefore(since.plus(LONG_UNCLEAR))) {
                            attention.add(
                                    "task %s is unclear since its submit at %s: resolve it"
                                            .formatted(task.id().shortForm(), Shown.time(since)));
                        }
                    });
        }

        private void providers() {
            for (var provider : providers.all()) {
                var until = provider.restingUntil();
                if (until != null) {
                    attention.add(
                            "provider %s gets no new tasks until %s: %s"
                                    .formatted(
                                            provider.name(), Shown.time(until), provider.reason()));
                }
            }
            providers
                    .tasksWithoutRoute()
                    .forEach(
                            (model, count) ->
                                    attention.add(
                                            "no route serves %s, and tasks wait for it: %d"
                                                    .formatted(model, count)));
            providers
                    .tasksOfFormer()
                    .forEach(
                            (name, count) ->
                                    attention.add(
                                            "provider %s is not configured any more, and has started tasks: %d; put it back, without a route, until they have ended"
                                                    .formatted(name, count)));
        }

        private void nodes() {
            var nodes = tasks.nodes();
            var shown = body.putArray("nodes");
            boolean anyAlive = false;
            for (var node : nodes) {
                boolean alive = now.isBefore(node.heartbeatAt().plus(outside.lease()));
                anyAlive |= alive;
                shown.addObject()
                        .put("id", node.id())
                        .put("alive", alive)
                        .put("started_at", Shown.time(node.startedAt()))
                        .put("heartbeat_at", Shown.time(node.heartbeatAt()));
            }
            if (!anyAlive) {
                problems.add("no node that drives tasks is alive");
            }
        }

        private void webhooks() {
            var oldest = outside.oldestUndelivered().get();
            Shown.time(body, "oldest_undelivered_webhook_at", oldest.orElse(null));
            oldest.filter(at -> !now.isBefore(at.plus(LONG_UNDELIVERED)))
                    .ifPresent(
                            at ->
                                    attention.add(
                                            "a webhook waits to be delivered since "
                                                    + Shown.time(at)));
        }
    }
}
