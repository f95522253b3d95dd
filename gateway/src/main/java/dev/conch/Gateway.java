package dev.conch;

import dev.conch.account.Accounts;
import dev.conch.account.AuthFailures;
import dev.conch.account.Budgets;
import dev.conch.account.Keys;
import dev.conch.account.RateLimits;
import dev.conch.api.ApiServer;
import dev.conch.api.AssetLinks;
import dev.conch.api.Authenticator;
import dev.conch.api.FileRoutes;
import dev.conch.api.HealthRoutes;
import dev.conch.api.HookRoutes;
import dev.conch.api.Origin;
import dev.conch.api.RemoteNetwork;
import dev.conch.api.VideoOrders;
import dev.conch.api.admin.AdminRoutes;
import dev.conch.api.admin.Deliveries;
import dev.conch.api.minimax.MinimaxCreates;
import dev.conch.api.minimax.MinimaxJson;
import dev.conch.api.minimax.MinimaxV1Routes;
import dev.conch.api.minimax.MinimaxV2Routes;
import dev.conch.api.runapi.AccountRoutes;
import dev.conch.api.runapi.ListenRoutes;
import dev.conch.api.runapi.LoginRoutes;
import dev.conch.api.runapi.PriceRoutes;
import dev.conch.api.runapi.StorageRoutes;
import dev.conch.api.runapi.TaskJson;
import dev.conch.api.runapi.TaskListRoutes;
import dev.conch.api.runapi.TaskRoutes;
import dev.conch.api.runapi.VideoRoutes;
import dev.conch.asset.FileLinks;
import dev.conch.asset.FileStore;
import dev.conch.asset.FileStoreException;
import dev.conch.asset.ImageIntake;
import dev.conch.asset.LinkLife;
import dev.conch.asset.MediaLinks;
import dev.conch.base.Bell;
import dev.conch.base.Money;
import dev.conch.base.Pause;
import dev.conch.base.Secret;
import dev.conch.base.SecretBox;
import dev.conch.base.TaskId;
import dev.conch.catalog.CurrentCatalog;
import dev.conch.cli.Server;
import dev.conch.config.BootstrapConfig;
import dev.conch.config.Config;
import dev.conch.config.ConfigException;
import dev.conch.config.DbConfig;
import dev.conch.db.Database;
import dev.conch.event.EventLog;
import dev.conch.idempotency.Idempotency;
import dev.conch.ledger.Ledger;
import dev.conch.listener.Listeners;
import dev.conch.listener.Logins;
import dev.conch.outbound.OutboundClient;
import dev.conch.outbound.OutboundConfig;
import dev.conch.provider.Providers;
import dev.conch.provider.Router;
import dev.conch.provider.VideoProvider;
import dev.conch.provider.http.Inspector;
import dev.conch.task.Chores;
import dev.conch.task.Chores.Chore;
import dev.conch.task.DiskGuard;
import dev.conch.task.FileKeeper;
import dev.conch.task.HookLinks;
import dev.conch.task.ProvenanceLog;
import dev.conch.task.ProviderStates;
import dev.conch.task.QueueView;
import dev.conch.task.Retention;
import dev.conch.task.TaskWatch;
import dev.conch.task.Tasks;
import dev.conch.task.Worker;
import dev.conch.webhook.CallbackChallenge;
import dev.conch.webhook.Deliverer;
import dev.conch.webhook.Webhooks;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/**
 * The whole gateway, wired by hand in dependency order. Read this one class to see which part uses
 * which.
 *
 * <p>{@link #close} closes the door first.
 */
public final class Gateway implements Server {
    /**
     * Times are stored as whole milliseconds; what is answered before and after a restart is the
     * same.
     */
    private static final Duration STORED_PRECISION = Duration.ofMillis(1);

    /** How long a request waits for an earlier one with the same Idempotency-Key. */
    private static final Duration IDEMPOTENT_WAIT = Duration.ofSeconds(30);

    private final DataFolder folder;
    private final PrometheusMeterRegistry metrics =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final CatalogFolder catalogFolder;
    private final CurrentCatalog catalog;
    private final Database database;
    private final Ledger ledger;
    private final Keys keys;
    private final Accounts accounts;
    private final Budgets budgets;
    private final Idempotency idempotency;
    private final FileStore files;
    private final FileLinks links;
    private final SecretBox upstreamKeys;
    private final UpstreamsFile upstreams;
    private final Providers providers;
    private final ProviderStates states;
    private final Router router;
    private final HookLinks hooks;
    private final QueueView queue;
    private final Tasks tasks;
    private final OutboundClient outbound;
    private final Webhooks webhooks;
    private final Listeners listeners;
    private final Logins logins;
    private final MinimaxJson minimax;
    private final TaskJson json;
    private final Retention retention;
    private final FileKeeper keeper;
    private final ProvenanceLog provenance;
    private final Chores chores;
    private final Worker worker;
    private final Deliverer deliverer;
    private final ApiServer api;
    private final BootstrapConfig bootstrap;
    private @Nullable Secret firstKey;

    /**
     * Time, and how to let it pass.
     *
     * @param pause how whoever works on something waits to go on with it
     * @param look how the worker waits for the next moment at which a task may be started
     */
    public record Time(Clock clock, Pause pause, Pause look) {
        /** For a clock that goes by itself. */
        public Time(Clock clock, Pause pause) {
            this(clock, pause, Bell::await);
        }
    }

    /**
     * What a test may put in the place of this machine.
     *
     * @param usable how many bytes may still be written to the file system of a folder
     * @param inspectors looks at the videos of one provider
     */
    public record Machine(ToLongFunction<Path> usable, Supplier<Inspector> inspectors) {}

    /**
     * Opens the data folder and makes every part; nothing runs yet.
     *
     * @param makers makes the providers, given a folder for their unfinished work
     */
    public Gateway(Config config, Time time, Function<Path, List<VideoProvider>> makers) {
        this(config, time, makers, new Machine(FileFolder::usable, Inspector::inProcesses));
    }

    /** For tests. */
    public Gateway(
            Config config, Time time, Function<Path, List<VideoProvider>> makers, Machine machine) {
        var clock = Clock.tick(time.clock(), STORED_PRECISION);
        catalogFolder = new CatalogFolder(config.catalog());
        catalog = new CurrentCatalog(catalogFolder.read());
        folder = DataFolder.open(config.data().dir());
        bootstrap = config.bootstrap();
        database = open(config.db());
        var key = folder.key(config.server().secret());
        requireSameKey(key);
        ledger = new Ledger(database);
        keys = new Keys(database, key.derive("api-keys"), clock);
        accounts = new Accounts(database, ledger, keys, clock);
        budgets = new Budgets(database, clock);
        idempotency = new Idempotency(database, IDEMPOTENT_WAIT);
        files = openFiles(config, clock);
        links = new FileLinks(key.derive("file-links"));
        upstreamKeys = new SecretBox(key.derive("upstream-keys"));
        upstreams = upstreams(config, makers.apply(folder.work()), machine, clock);
        providers = new Providers(configured(upstreams));
        states = new ProviderStates(database, providers, clock);
        router = new Router(providers);
        queue = new QueueView(database, providers, router);
        outbound = new OutboundClient(limits(config));
        var box = new SecretBox(key.derive("webhook-secrets"));
        webhooks = new Webhooks(database, box, outbound, clock);
        listeners = new Listeners(database, webhooks, this::taskJson, clock);
        logins = new Logins(database, accounts, keys, budgets, clock);
        var events = new EventLog(List.of(webhooks, listeners));
        var assetLinks = new AssetLinks(links, new LinkLife(config.files().linkLife(), clock));
        json = new TaskJson(assetLinks, queue);
        retention = new Retention(accounts, config.files().retention());
        hooks = new HookLinks(config.server().publicUrl(), key.derive("upstream-hooks"));
        keeper = new FileKeeper(database, events, files, clock);
        provenance = new ProvenanceLog(database, config.files().provenance(), clock);
        chores = new Chores(allChores(config), clock, time.pause());
        tasks =
                new Tasks(
                        new Tasks.Parts(
                                database,
                                ledger,
                                budgets,
                                keys,
                                events,
                                router,
                                idempotency,
                                retention,
                                files,
                                diskGuard(config, machine.usable(), clock)),
                        clock);
        minimax = new MinimaxJson(tasks, assetLinks);
        worker =
                new Worker(
                        new Worker.Parts(
                                database, ledger, budgets, events, files, retention, providers,
                                router, hooks),
                        timing(config),
                        new Worker.Time(clock, time.pause(), time.look()),
                        metrics);
        deliverer =
                new Deliverer(
                        new Deliverer.Parts(
                                database, outbound, box, this::taskJson, new SecureRandom()),
                        Deliverer.Settings.DEFAULT,
                        worker.node(),
                        clock,
                        time.pause(),
                        metrics);
        watch();
        api = server(config, clock);
    }

    /**
     * The data folder's lock keeps every other gateway out, so a node that is known at the start is
     * dead.
     */
    private static Worker.Timing timing(Config config) {
        var worker = config.worker();
        return new Worker.Timing(
                worker.poll(),
                worker.heartbeat(),
                worker.lease(),
                config.db().url().isEmpty(),
                worker.taskDeadline(),
                worker.unclear());
    }

    private Database open(DbConfig db) {
        return db.url().isEmpty()
                ? Database.open(folder.database())
                : Database.open(db.url(), db.user(), db.password());
    }

    /** With another key, every API key and link of the database would be wrong, without a word. */
    private void requireSameKey(ServerKey key) {
        if (!database.keep("server_key", key.fingerprint()).equals(key.fingerprint())) {
            database.close();
            folder.close();
            throw new IllegalStateException(
                    "this database belongs to gateways with another server key: give this one the"
                            + " same server.secret, or the server.key of the first one's data folder");
        }
    }

    private UpstreamsFile upstreams(
            Config config, List<VideoProvider> builtIn, Machine machine, Clock clock) {
        var adapters =
                new Adapters(
                        Config.environment(),
                        upstreamKeys,
                        folder.work(),
                        clock,
                        machine.inspectors());
        return new UpstreamsFile(config.upstreams().file(), builtIn, adapters::make);
    }

    private Providers.Setup configured(UpstreamsFile upstreams) {
        try {
            return upstreams.read();
        } catch (ConfigException e) {
            database.close();
            folder.close();
            throw e;
        }
    }

    private FileStore openFiles(Config config, Clock clock) {
        try {
            return FileFolder.of(config, folder).open(database, clock);
        } catch (IllegalStateException | FileStoreException e) {
            database.close();
            folder.close();
            throw e;
        }
    }

    /** The database must not run out of room either. */
    private DiskGuard diskGuard(Config config, ToLongFunction<Path> usable, Clock clock) {
        var root = FileFolder.of(config, folder).root();
        var guard =
                new DiskGuard(
                        () -> Math.min(usable.applyAsLong(root), usable.applyAsLong(folder.root())),
                        config.files().minFreeBytes(),
                        clock);
        Gauge.builder("conch.files.free.bytes", guard, DiskGuard::usable)
                .description("Room on the disk of the files; see files.min_free_mb")
                .register(metrics);
        return guard;
    }

    private List<Chore> allChores(Config config) {
        var all = new ArrayList<>(keeper.chores());
        all.add(provenance.chore());
        all.add(new Chore("last used", Duration.ofSeconds(30), keys::flushLastUsed));
        all.add(
                new Chore(
                        "upstreams file",
                        Duration.ofSeconds(2),
                        () -> upstreams.readIfChanged().ifPresent(this::replaceProviders)));
        all.add(
                new Chore(
                        "catalog files",
                        Duration.ofSeconds(2),
                        () -> catalogFolder.readIfChanged().ifPresent(catalog::replace)));
        all.add(new Chore("logins", Duration.ofMinutes(10), logins::forget));
        all.add(new Chore("listeners", Duration.ofMinutes(10), listeners::forget));
        var kept = config.webhooks().retention();
        all.add(new Chore("webhook log", Duration.ofMinutes(1), () -> webhooks.log().forget(kept)));
        return all;
    }

    private ApiServer server(Config config, Clock clock) {
        var authenticator =
                new Authenticator(
                        keys,
                        new RateLimits(database, clock),
                        new AuthFailures(clock),
                        new RemoteNetwork(config.server().trustForwardedFor()));
        var origin = new Origin(config.server().publicUrl());
        var orders =
                new VideoOrders(
                        new VideoOrders.Parts(
                                catalog,
                                tasks,
                                new ImageIntake(files, outbound, config.outbound().maxImageBytes()),
                                new MediaLinks(outbound),
                                idempotency,
                                webhooks),
                        clock);
        var video =
                new VideoRoutes(
                        new VideoRoutes.Parts(authenticator, catalog, orders, json),
                        new VideoRoutes.Limits(
                                config.server().maxImageBodyBytes(),
                                config.server().maxBodyBytes()),
                        origin);
        var fileRoutes = new FileRoutes(tasks, files, links, clock);
        var minimaxCreates =
                new MinimaxCreates(
                        authenticator,
                        catalog,
                        orders,
                        new CallbackChallenge(outbound),
                        origin,
                        config.server().maxImageBodyBytes());
        var watch = new TaskWatch(database);
        return new ApiServer(
                config.server().host(),
                config.server().port(),
                grace(config),
                List.of(
                        video,
                        new TaskRoutes(
                                new TaskRoutes.Parts(authenticator, catalog, tasks, watch, json),
                                origin),
                        new TaskListRoutes(authenticator, tasks, json, origin),
                        new PriceRoutes(catalog, clock),
                        new AccountRoutes(authenticator, ledger, clock),
                        new StorageRoutes(
                                new StorageRoutes.Parts(
                                        authenticator,
                                        catalog,
                                        tasks,
                                        keeper,
                                        accounts,
                                        retention,
                                        json),
                                origin),
                        admin(config, authenticator, clock),
                        new LoginRoutes(authenticator, logins),
                        new ListenRoutes(authenticator, keys, listeners, webhooks, clock),
                        new HookRoutes(hooks, tasks, providers),
                        fileRoutes,
                        new MinimaxV1Routes(minimaxCreates, minimax, tasks, fileRoutes),
                        new MinimaxV2Routes(minimaxCreates, minimax, tasks, keeper),
                        new HealthRoutes(this::answers, metrics::scrape)),
                metrics);
    }

    private AdminRoutes admin(Config config, Authenticator authenticator, Clock clock) {
        return new AdminRoutes(
                new AdminRoutes.Parts(
                        authenticator,
                        database,
                        idempotency,
                        accounts,
                        keys,
                        budgets,
                        ledger,
                        tasks,
                        provenance,
                        catalog),
                new AdminRoutes.Outside(
                        new Deliveries(tasks, webhooks.log()),
                        webhooks::oldestUndelivered,
                        webhooks,
                        folder::freeBytes,
                        config.worker().lease(),
                        this::wrongFiles),
                new AdminRoutes.Upstreams(
                        providers,
                        states,
                        (provider, secret) -> Adapters.seal(upstreamKeys, provider, secret)),
                clock);
    }

    /** Files of the operator's that are not in force, with what is wrong with them. */
    private List<String> wrongFiles() {
        return Stream.of(upstreams.problem(), catalogFolder.problem())
                .flatMap(Optional::stream)
                .toList();
    }

    private void replaceProviders(Providers.Setup setup) {
        providers.replace(setup);
        states.watch(metrics);
        worker.wake();
    }

    /** Half of the time that a stop may take: the other half is for letting go of renders. */
    private static Duration grace(Config config) {
        return config.server().shutdown().dividedBy(2);
    }

    private static OutboundConfig limits(Config config) {
        var outbound = config.outbound();
        return new OutboundConfig(
                outbound.allowPrivateNetworks(),
                outbound.allowPrivateNetworks(),
                OutboundConfig.DEFAULT.extraPorts(),
                outbound.connectTimeout(),
                outbound.totalTimeout(),
                OutboundConfig.DEFAULT.maxRedirects());
    }

    private void watch() {
        new JvmMemoryMetrics().bindTo(metrics);
        new ProcessorMetrics().bindTo(metrics);
        Gauge.builder("conch.tasks.waiting", tasks, Tasks::waiting)
                .description("Tasks that are accepted and not started")
                .register(metrics);
        Gauge.builder("conch.ledger.imbalance.microcents", ledger, Ledger::imbalance)
                .description("What all ledger accounts add up to; anything but 0 is a fault")
                .register(metrics);
        webhooks.watch(metrics);
        states.watch(metrics);
    }

    private boolean answers() {
        return tasks.waiting() >= 0;
    }

    /**
     * Opens the door, makes the first account where there is none, and takes up what an earlier run
     * left.
     *
     * <p>The door comes first: a start that cannot listen must not have made an account whose key
     * nobody saw.
     */
    @Override
    public void start() {
        api.start();
        firstKey =
                accounts.bootstrap(
                                bootstrap.accountName(),
                                bootstrap.key().isEmpty() ? null : new Secret(bootstrap.key()),
                                Money.ofCents(bootstrap.balanceCents()))
                        .orElse(null);
        FirstOperator.ensure(keys, folder, bootstrap.adminKey());
        worker.start();
        deliverer.start();
        chores.start();
    }

    /** What a webhook tells of a task: what a poll would answer now. */
    private String taskJson(TaskId id) {
        var task = tasks.find(id).orElseThrow();
        return minimax.callback(task)
                .orElseGet(
                        () -> json.whole(task, tasks.assets(id), task.order().origin()).toString());
    }

    @Override
    public int port() {
        return api.port();
    }

    @Override
    public Optional<Secret> firstKey() {
        return Optional.ofNullable(firstKey);
    }

    @Override
    public void close() {
        api.close();
        chores.close();
        deliverer.close();
        worker.close();
        for (var provider : providers.all()) {
            provider.close();
        }
        database.close();
        folder.close();
    }
}
