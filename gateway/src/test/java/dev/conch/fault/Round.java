package dev.conch.fault;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/**
 * One round: customers order, the upstream and the receiver misbehave, the gateway is ended and
 * started again; then the faults stop, all comes to its end, and the books are compared.
 */
final class Round implements AutoCloseable {
    private static final long FUNDED_CENTS = 1_000_000;
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    /** After so long nothing that was sent before can take effect any more. */
    private static final Duration QUIET = Duration.ofMillis(1_500);

    /** How much of the gateway's time passes at a time, when all is calm. */
    private static final Duration LEAP = Duration.ofSeconds(40);

    /** Without any request for so long, what is to come must have been put off. */
    private static final Duration SILENCE = Duration.ofMillis(600);

    private static final Duration STANDSTILL = Duration.ofSeconds(6);
    private static final double KILLED_IN_START = 0.25;
    private static final Duration STOP = Duration.ofSeconds(10);
    private static final int CUSTOMERS = 4;
    private static final int MOST_STARTS = 20;

    private final Dice dice;
    private final FaultPlan plan;
    private final Supply supply;
    private final ReceiverServer receiver;
    private final RoundDatabase database;
    private final GatewayProcess process;
    private final GatewayClient gateway;
    private final int mostOrders;
    private final Customer customer;
    private final Operator operator;
    private final List<Violation> violations = new ArrayList<>();
    private final List<Thread> disturbances = new ArrayList<>();
    private int ends;
    private int starts;

    /**
     * What is common to all rounds, and what is not.
     *
     * @param folder the round's own
     * @param cast who makes the videos
     */
    record Setting(
            GatewayImage image,
            long seed,
            Path folder,
            Cast cast,
            Function<Path, RoundDatabase> databases) {}

    private Round(Setting setting) {
        dice = new Dice(setting.seed());
        plan = new FaultPlan(dice);
        var clock = new ShiftedClock(Clock.systemUTC(), 0);
        supply = setting.cast().supply(plan, dice, clock, setting.folder());
        mostOrders = setting.cast().mostOrders();
        receiver = new ReceiverServer(plan);
        database = setting.databases().apply(setting.folder());
        var settings = new HashMap<>(database.settings());
        settings.putAll(supply.settings());
        settings.put("bootstrap.balance_cents", String.valueOf(FUNDED_CENTS));
        process =
                new GatewayProcess(
                        setting.image(),
                        setting.folder(),
                        List.of(supply.url(), setting.cast().carelessness()),
                        settings,
                        clock);
        gateway = new GatewayClient(process.url());
        customer = new Customer(gateway, dice);
        operator = new Operator(gateway, supply.books(), customer::promptOf, dice);
    }

    /** Plays a round. */
    static RoundReport play(Setting setting) throws InterruptedException {
        var began = System.nanoTime();
        try (var round = new Round(setting)) {
            round.storm();
            round.settle();
            return round.report(setting.seed(), began);
        }
    }

    private void storm() throws InterruptedException {
        gateway.awaitReady(this::runs);
        int orders = dice.about("orders").nextInt(10, mostOrders + 1);
        var customers = customers(orders);
        for (var blow : Blow.drawn(dice, orders)) {
            awaitEvents(blow.after());
            strike(blow);
        }
        awaitEvents(orders * Blow.EVENTS_FOR_AN_ORDER);
        plan.calm();
        supply.open();
        receiver.server().open();
        join(disturbances);
        gateway.awaitReady(this::runs);
        join(customers);
    }

    /** How much has happened so far. */
    private int events() {
        return supply.requests() + receiver.deliveries().size() + customer.accepted().size();
    }

    /** While nothing happens, the gateway's time flies: much of what it does, it has put off. */
    private void awaitEvents(int enough) throws InterruptedException {
        long lastEvent = System.nanoTime();
        int before = events();
        while (events() < enough && within(STANDSTILL, lastEvent)) {
            GatewayClient.moment();
            if (events() > before) {
                before = events();
                lastEvent = System.nanoTime();
            } else if (!within(SILENCE, lastEvent)) {
                process.advance(LEAP);
            }
        }
    }

    private List<Thread> customers(int orders) {
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < CUSTOMERS; i++) {
            int first = i;
            threads.add(Thread.ofVirtual().name("customer").start(() -> shop(first, orders)));
        }
        return threads;
    }

    private void shop(int first, int orders) {
        try {
            for (int number = first; number < orders; number += CUSTOMERS) {
                var order = Order.numbered(number, dice, receiver.url(number));
                customer.place(order);
                customer.maybeCancel(order);
                LockSupport.parkNanos(1_000_000L * dice.below(250, "browses", number));
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static void join(List<Thread> threads) throws InterruptedException {
        for (var thread : threads) {
            thread.join();
        }
    }

    private void strike(Blow blow) throws InterruptedException {
        switch (blow.kind()) {
            case KILL -> {
                process.kill();
                startAgain();
            }
            case STOP -> {
                if (!process.stop(STOP)) {
                    violations.add(Violation.of("stop", "SIGTERM took longer than " + STOP));
                }
                startAgain();
            }
            case UPSTREAM_SHUT -> away(supply::shut, supply::open, blow);
            case UPSTREAM_RESETS -> away(supply::resetAll, supply::open, blow);
            case RECEIVER_SHUT -> away(receiver.server()::shut, receiver.server()::open, blow);
            case RECEIVER_RESETS ->
                    away(receiver.server()::resetAll, receiver.server()::open, blow);
            case DATABASE -> disturbances.add(Thread.ofVirtual().start(database::disturb));
        }
    }

    private void startAgain() throws InterruptedException {
        ends++;
        LockSupport.parkNanos(1_000_000L * dice.below(150, "pause", ends));
        process.start();
        if (dice.happens(KILLED_IN_START, "stillborn", ends)) {
            LockSupport.parkNanos(1_000_000L * dice.below(1_500, "lives", ends));
            ends++;
            process.kill();
            process.start();
        }
        gateway.awaitReady(this::runs);
    }

    /** A gateway that finds no database ends; as any supervisor would, we start it again. */
    private boolean runs() {
        if (!process.runs() && database.refusesStarts() && starts++ < MOST_STARTS) {
            process.start();
        }
        return process.runs();
    }

    /** Goes on meanwhile: blows must not wait for one another. */
    private void away(Runnable leave, Runnable comeBack, Blow blow) {
        int millis = dice.below(400, "away", blow.after());
        leave.run();
        Thread.ofVirtual()
                .start(
                        () -> {
                            LockSupport.parkNanos(1_000_000L * millis);
                            comeBack.run();
                        });
    }

    /** Waits until every accepted task has ended and was told of; the gateway's time flies. */
    private void settle() throws InterruptedException {
        var began = System.nanoTime();
        var open = new ArrayList<>(customer.accepted().entrySet());
        while (!open.isEmpty() && within(PATIENCE, began)) {
            if (!within(QUIET, began)) {
                operator.settleUnclear();
            }
            process.advance(LEAP);
            GatewayClient.moment();
            for (var tasks = open.iterator(); tasks.hasNext(); ) {
                var task = tasks.next();
                if (ended(task.getValue()) && told(task.getKey())) {
                    tasks.remove();
                }
            }
        }
    }

    private boolean told(Order order) {
        return receiver.deliveries().stream()
                .anyMatch(d -> d.order() == order.number() && d.thanked());
    }

    private static boolean within(Duration duration, long began) {
        return System.nanoTime() - began < duration.toNanos();
    }

    private boolean ended(String id) throws InterruptedException {
        try {
            var status = gateway.task(id).at("/status").asString();
            return status.equals("completed") || status.equals("failed");
        } catch (IOException _) {
            return false;
        }
    }

    private RoundReport report(long seed, long began) throws InterruptedException {
        var checks = new Checks(gateway, supply.books(), receiver, customer);
        violations.addAll(customer.violations());
        violations.addAll(checks.all(FUNDED_CENTS, operator));
        var books =
                violations.stream()
                        .map(Violation::task)
                        .filter(task -> !task.isEmpty())
                        .distinct()
                        .flatMap(task -> checks.booksOf(task).stream())
                        .toList();
        var counts =
                new RoundReport.Counts(
                        customer.accepted().size(),
                        checks.count("completed"),
                        checks.count("failed"),
                        checks.count("processing") + checks.count("pending"),
                        supply.books().submits(),
                        ends,
                        plan.played(),
                        receiver.deliveries().size());
        return new RoundReport(
                seed,
                counts,
                supply.books().begun(),
                Duration.ofNanos(System.nanoTime() - began),
                List.copyOf(violations),
                books);
    }

    @Override
    public void close() {
        gateway.close();
        process.close();
        supply.close();
        receiver.close();
        database.close();
    }
}
