package dev.conch.api.admin;

import dev.conch.account.Accounts;
import dev.conch.account.Audit;
import dev.conch.account.Budgets;
import dev.conch.account.Keys;
import dev.conch.api.Authenticator;
import dev.conch.api.RouteTable;
import dev.conch.api.Routes;
import dev.conch.base.Secret;
import dev.conch.base.TaskId;
import dev.conch.catalog.CurrentCatalog;
import dev.conch.db.Database;
import dev.conch.idempotency.Idempotency;
import dev.conch.ledger.Ledger;
import dev.conch.provider.Providers;
import dev.conch.task.ProvenanceLog;
import dev.conch.task.ProviderStates;
import dev.conch.task.Tasks;
import dev.conch.webhook.Webhooks;

import tools.jackson.databind.node.ArrayNode;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** All of {@code /api/admin/v1}. */
public final class AdminRoutes implements Routes {
    static final String BASE = "/api/admin/v1";

    private final List<Routes> groups;

    /** What is administered. */
    public record Parts(
            Authenticator authenticator,
            Database database,
            Idempotency idempotency,
            Accounts accounts,
            Keys keys,
            Budgets budgets,
            Ledger ledger,
            Tasks tasks,
            ProvenanceLog provenance,
            CurrentCatalog catalog) {}

    /**
     * What comes from elsewhere.
     *
     * @param deliveries what was told of a task to its owner's webhooks
     * @param webhooks who is told of tasks
     * @param oldestUndelivered since when the oldest message to a webhook waits
     * @param freeDiskBytes of the disk that results are kept on
     * @param lease a node that was silent for so long is dead
     * @param wrongFiles files of the operator's that are not in force, with what is wrong with them
     */
    public record Outside(
            Function<TaskId, ArrayNode> deliveries,
            Supplier<Optional<Instant>> oldestUndelivered,
            Webhooks webhooks,
            LongSupplier freeDiskBytes,
            Duration lease,
            Supplier<List<String>> wrongFiles) {}

    /**
     * Who makes the videos.
     *
     * @param sealer closes the key of the provider that is named, as it may stand in the operator's
     *     file
     */
    public record Upstreams(
            Providers providers,
            ProviderStates states,
            BiFunction<String, Secret, String> sealer) {}

    public AdminRoutes(Parts parts, Outside outside, Upstreams upstreams, Clock clock) {
        var door = new Door(parts.authenticator());
        var desk = new Desk(parts.database(), parts.idempotency(), clock);
        var limits = new LimitsJson(parts.catalog());
        groups =
                List.of(
                        new AccountRoutes(door, desk, parts, limits, clock),
                        new MoneyRoutes(door, desk, parts, clock),
                        new ProjectRoutes(door, desk, parts, limits),
                        new KeyRoutes(door, desk, parts, limits, clock),
                        new BudgetRoutes(door, parts, clock),
                        new OperatorKeyRoutes(door, desk, parts, clock),
                        new WebhookRoutes(door, desk, parts, outside.webhooks(), clock),
                        new DeliveryRoutes(door, parts, outside.webhooks().log(), clock),
                        new AuditRoutes(door, new Audit(parts.database())),
                        new TaskRoutes(door, parts, outside.deliveries()),
                        new ProvenanceRoutes(door, parts.provenance()),
                        new ProviderRoutes(door, parts, upstreams, clock),
                        new ReportRoutes(door, parts),
                        new DoctorRoutes(door, parts, outside, upstreams.states(), clock));
    }

    @Override
    public void addTo(RouteTable table) {
        groups.forEach(group -> group.addTo(table));
    }
}
