package dev.conch.fault;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;

/**
 * Places orders and insists: whatever the answer's fate, the same order goes out again under the
 * same key until it is acknowledged, as RunAPI's SDKs do. Keeps the customer's books. Shared
 * between threads.
 */
final class Customer {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final Duration IN_ALL = Duration.ofMinutes(4);

    /** How often a customer hangs up before the answer, or asks again for what he has. */
    private static final double HANGS_UP = 0.25;

    private static final double ASKS_AGAIN = 0.2;
    private static final double CHANGES_HIS_MIND = 0.12;

    private final GatewayClient gateway;
    private final Dice dice;
    private final Map<Order, String> accepted = new ConcurrentHashMap<>();
    private final Set<String> canceled = ConcurrentHashMap.newKeySet();
    private final List<Violation> violations = new CopyOnWriteArrayList<>();

    Customer(GatewayClient gateway, Dice dice) {
        this.gateway = gateway;
        this.dice = dice;
    }

    /** The task of every order that was acknowledged. */
    Map<Order, String> accepted() {
        return Map.copyOf(accepted);
    }

    /** The prompt of a task's order; empty if the order was not acknowledged. */
    Optional<String> promptOf(String task) {
        return accepted.entrySet().stream()
                .filter(entry -> entry.getValue().equals(task))
                .map(entry -> entry.getKey().prompt())
                .findFirst();
    }

    /** The tasks that the gateway said are canceled. */
    Set<String> canceled() {
        return Set.copyOf(canceled);
    }

    List<Violation> violations() {
        return List.copyOf(violations);
    }

    /** Returns when the order is acknowledged. */
    void place(Order order) throws InterruptedException {
        var deadline = System.nanoTime() + IN_ALL.toNanos();
        for (int tries = 1; !answered(order, tries); tries++) {
            if (System.nanoTime() > deadline) {
                violations.add(
                        Violation.of("accept", "order %d: no answer".formatted(order.number())));
                return;
            }
        }
        if (dice.happens(ASKS_AGAIN, "again", order.number())) {
            answered(order, 0);
        }
    }

    /** Sometimes cancels what was ordered. */
    void maybeCancel(Order order) throws InterruptedException {
        var id = accepted.get(order);
        if (id == null || !dice.happens(CHANGES_HIS_MIND, "cancels", order.number())) {
            return;
        }
        LockSupport.parkNanos(1_000_000L * dice.below(900, "thinks", order.number()));
        try {
            if (gateway.cancel(id)) {
                canceled.add(id);
            }
        } catch (IOException _) {
            // he does not know, and waits what comes
        }
    }

    /** False when it must be asked again. */
    private boolean answered(Order order, int tries) throws InterruptedException {
        var headers = Map.of("Idempotency-Key", order.key());
        try {
            var answer = gateway.post(Order.PATH, order.body(), headers, patience(order, tries));
            switch (answer.statusCode()) {
                case 200 -> acknowledged(order, JSON.readTree(answer.body()));
                case 429, 500, 503 -> {
                    GatewayClient.moment();
                    return false;
                }
                default -> refused(order, answer);
            }
            return true;
        } catch (IOException _) {
            GatewayClient.moment();
            return false;
        }
    }

    private void refused(Order order, HttpResponse<String> answer) {
        violations.add(
                Violation.of(
                        "accept",
                        "order %d: HTTP %d %s"
                                .formatted(order.number(), answer.statusCode(), answer.body())));
    }

    private Duration patience(Order order, int tries) {
        return dice.happens(HANGS_UP, "hangs up", order.number(), tries)
                ? Duration.ofMillis(1 + dice.below(30, "after", order.number(), tries))
                : PATIENCE;
    }

    private void acknowledged(Order order, JsonNode created) {
        var id = created.at("/id").asString();
        var before = accepted.putIfAbsent(order, id);
        if (before != null && !before.equals(id)) {
            violations.add(
                    new Violation(
                            id,
                            "idempotency",
                            "order %d had task %s".formatted(order.number(), before)));
        }
        var held = created.at("/billing/reservation/amount_cents");
        if (held.isNumber() && held.asInt() != order.priceCents()) {
            violations.add(
                    new Violation(
                            id, "price", "held %s of %d".formatted(held, order.priceCents())));
        }
    }
}
