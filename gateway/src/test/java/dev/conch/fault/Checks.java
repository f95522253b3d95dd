package dev.conch.fault;

import dev.conch.fault.UpstreamBooks.Entry;
import dev.conch.testing.wire.Fault;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Compares what the gateway says, when all is quiet, with the books of everybody around it. Each
 * rule is a promise of the gateway's. Used by one thread.
 */
final class Checks {
    private final GatewayClient gateway;
    private final UpstreamBooks upstream;
    private final ReceiverServer receiver;
    private final Map<Order, String> accepted;
    private final Set<String> canceled;
    private final List<Violation> violations = new ArrayList<>();
    private final Map<String, JsonNode> tasks = new TreeMap<>();

    Checks(
            GatewayClient gateway,
            UpstreamBooks upstream,
            ReceiverServer receiver,
            Customer customer) {
        this.gateway = gateway;
        this.upstream = upstream;
        this.receiver = receiver;
        this.accepted = customer.accepted();
        this.canceled = customer.canceled();
    }

    /** Everything that is not as it was promised. */
    List<Violation> all(long fundedCents, Operator operator) throws InterruptedException {
        try {
            for (var id : accepted.values()) {
                tasks.put(id, gateway.task(id));
            }
            accepted.values().forEach(this::ended);
            accepted.values().forEach(this::submits);
            accepted.forEach(this::billing);
            for (var id : accepted.values()) {
                files(id);
            }
            strangers();
            accepted.forEach(this::deliveries);
            signatures(operator);
            money(fundedCents);
        } catch (IOException e) {
            violations.add(Violation.of("answers", "the gateway does not answer well: " + e));
        }
        return violations;
    }

    /** Every accepted task comes to an end, and to the one that the upstream knows of. */
    private void ended(String id) {
        var task = task(id);
        var status = status(id);
        boolean made =
                upstream.jobsOf(id).stream()
                        .anyMatch(job -> job.state() == UpstreamJob.State.SUCCEEDED);
        switch (status) {
            case "completed" -> require(made, id, "end", "completed, but never made");
            case "failed" -> require(!made, id, "end", "failed, but made and paid");
            default -> require(false, id, "end", "still " + status);
        }
        var code = task.at("/error_code").asString("");
        require(
                !canceled.contains(id) || code.equals("canceled"),
                id,
                "end",
                "said to be canceled, and is " + status + " " + code);
        require(
                !code.equals("internal_error"),
                id,
                "end",
                "the gateway broke: " + task.at("/error").asString(""));
    }

    /**
     * A submit follows another only when that one was certainly refused, or when the upstream's
     * list or books have shown since that it led to nothing.
     */
    private void submits(String id) {
        var attempts = new HashSet<Integer>();
        boolean free = true;
        for (var entry : upstream.entriesOf(id)) {
            switch (entry) {
                case Entry.Submitted(int attempt, Fault fault, _) -> {
                    require(free, id, "submit once", "attempt %d was not due".formatted(attempt));
                    require(attempts.add(attempt), id, "submit once", attempt + " came twice");
                    free = fault.certainlyRefuses();
                }
                case Entry.Listed(boolean any) -> free |= !any;
                case Entry.Resolved(String how) -> free |= how.equals("retry");
            }
        }
        require(upstream.jobsOf(id).size() <= 1, id, "submit once", "more than one job");
    }

    private void billing(Order order, String id) {
        var billing = task(id).at("/billing");
        switch (status(id)) {
            case "completed" ->
                    require(
                            billing.at("/settlement/charged_amount_cents").asInt()
                                    == order.priceCents(),
                            id,
                            "billing",
                            "charged " + billing);
            case "failed" ->
                    require(
                            billing.at("/refund/refunded_at").isString(),
                            id,
                            "billing",
                            "not returned: " + billing);
            default ->
                    require(
                            billing.at("/reservation/amount_cents").asInt() == order.priceCents(),
                            id,
                            "billing",
                            "not held: " + billing);
        }
    }

    private void files(String id) throws InterruptedException {
        if (!status(id).equals("completed") || upstream.jobsOf(id).isEmpty()) {
            return;
        }
        var job = upstream.jobsOf(id).getFirst();
        var video = task(id).at("/videos/0");
        same(id, video.at("/url").asString(""), job.video());
        same(id, video.at("/poster_url").asString(""), job.poster());
        require(
                video.at("/sha256").asString("").equals(UpstreamJob.sha256(job.video())),
                id,
                "files",
                "another hash: " + video);
    }

    private void same(String id, String url, byte[] wanted) throws InterruptedException {
        try {
            var got = UpstreamJob.sha256(gateway.download(url));
            require(got.equals(UpstreamJob.sha256(wanted)), id, "files", "other bytes at " + url);
        } catch (IOException | IllegalArgumentException e) {
            require(false, id, "files", "missing: " + url + ": " + e.getMessage());
        }
    }

    /** Whatever was asked of the upstream is somebody's order, and each order is one task. */
    private void strangers() {
        for (var id : upstream.tasks()) {
            require(tasks.containsKey(id), id, "strangers", "nobody ordered it");
        }
        require(tasks.size() == accepted.size(), "", "strangers", "two orders share a task");
    }

    /** The end was told at least once, always under the same id, and no other end ever. */
    private void deliveries(Order order, String id) {
        var told = receiver.deliveries().stream().filter(d -> d.order() == order.number()).toList();
        var status = status(id);
        require(
                told.stream().anyMatch(d -> d.status().equals(status) && d.thanked()),
                id,
                "delivery",
                "the end was never told");
        var ids = told.stream().map(ReceiverServer.Delivery::webhookId).distinct().toList();
        require(ids.size() <= 1, id, "delivery", "told under several ids " + ids);
        for (var delivery : told) {
            require(delivery.task().equals(id), id, "delivery", "told of " + delivery.task());
            require(delivery.status().equals(status), id, "delivery", "told " + delivery);
        }
    }

    private void signatures(Operator operator) throws IOException, InterruptedException {
        for (var id : accepted.values().stream().limit(1).toList()) {
            var secret = operator.callbackSecret(id); // all orders are made with one key
            for (var told : receiver.deliveries()) {
                require(told.signedBy(secret), told.task(), "delivery", "not signed: " + told);
            }
        }
    }

    private void money(long fundedCents) throws IOException, InterruptedException {
        var balance = gateway.get("/api/v1/me/balance");
        long spent = sum("completed");
        long held = sum("pending") + sum("processing");
        var is =
                List.of(
                        balance.at("/balance_cents").asLong(),
                        balance.at("/held_cents").asLong(),
                        balance.at("/spent_cents_total").asLong());
        var should = List.of(fundedCents - spent - held, held, spent);
        require(is.equals(should), "", "money", "balance, held, spent: " + is + ", not " + should);
        var imbalance =
                gateway.metrics()
                        .lines()
                        .filter(line -> line.startsWith("conch_ledger_imbalance"))
                        .map(line -> line.substring(line.indexOf(' ') + 1))
                        .map(Double::parseDouble)
                        .toList();
        require(imbalance.equals(List.of(0.0)), "", "money", "the ledger is off: " + imbalance);
    }

    private long sum(String status) {
        return accepted.entrySet().stream()
                .filter(entry -> status(entry.getValue()).equals(status))
                .mapToLong(entry -> entry.getKey().priceCents())
                .sum();
    }

    /** How many tasks ended so. */
    long count(String status) {
        return accepted.values().stream().filter(id -> status(id).equals(status)).count();
    }

    private JsonNode task(String id) {
        return tasks.getOrDefault(id, tools.jackson.databind.node.MissingNode.getInstance());
    }

    private String status(String id) {
        return task(id).at("/status").asString("");
    }

    private void require(boolean kept, String task, String rule, String what) {
        if (!kept) {
            violations.add(new Violation(task, rule, what));
        }
    }

    /** All that everybody knows of a task, for whoever looks into a violation. */
    List<String> booksOf(String id) {
        var lines = new ArrayList<String>();
        lines.add("gateway: " + task(id));
        upstream.entriesOf(id).forEach(entry -> lines.add("upstream: " + entry));
        receiver.deliveries().stream()
                .filter(delivery -> delivery.task().equals(id))
                .forEach(delivery -> lines.add("receiver: " + delivery));
        return lines;
    }
}
