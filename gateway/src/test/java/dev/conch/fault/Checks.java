package dev.conch.fault;

import dev.conch.fault.UpstreamBooks.Listed;
import dev.conch.fault.UpstreamBooks.Resolved;
import dev.conch.fault.UpstreamBooks.Submit;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

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
            accepted.forEach(this::ended);
            accepted.forEach(this::submits);
            accepted.forEach(this::billing);
            for (var entry : accepted.entrySet()) {
                files(entry.getKey(), entry.getValue());
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
    private void ended(Order order, String id) {
        var task = task(id);
        var status = status(id);
        var jobs = upstream.jobsOf(order.prompt());
        switch (status) {
            case "completed" ->
                    require(
                            jobs.stream().anyMatch(Checks::made),
                            id,
                            "end",
                            "completed, but never made");
            case "failed" ->
                    require(
                            jobs.stream().noneMatch(UpstreamJob::charged),
                            id,
                            "end",
                            "failed, but made and paid");
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

    private static boolean made(UpstreamJob job) {
        return job.state() == UpstreamJob.State.SUCCEEDED;
    }

    /**
     * A submit follows another, wherever it goes, only when that one was certainly refused, or when
     * the upstream's list or books have shown since that it led to nothing.
     */
    private void submits(Order order, String id) {
        var attempts = new HashSet<String>();
        boolean due = true;
        var last = "";
        for (var entry : upstream.entriesOf(order.prompt())) {
            switch (entry) {
                case Submit submit when submit.rule() == Submit.Rule.ONCE -> {
                    require(due, id, "submit once", submit + " was not due");
                    require(
                            submit.attempt().isEmpty() || attempts.add(submit.attempt()),
                            id,
                            "submit once",
                            submit + " came twice");
                    due = submit.certainlyRefused();
                    last = submit.provider();
                }
                case Submit _ -> {}
                case Listed(String by, boolean any) -> due |= !any && by.equals(last);
                case Resolved(String how) -> due |= how.equals("retry");
            }
        }
        require(
                upstream.jobsOf(order.prompt()).stream().filter(UpstreamJob::paid).count() <= 1,
                id,
                "submit once",
                "more than one job that is paid for");
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

    private void files(Order order, String id) throws InterruptedException {
        var made = upstream.jobsOf(order.prompt()).stream().filter(Checks::made).toList();
        if (!status(id).equals("completed") || made.isEmpty()) {
            return;
        }
        var video = task(id).at("/videos/0");
        var hash = video.at("/sha256").asString("");
        var job =
                made.stream()
                        .map(UpstreamJob::content)
                        .filter(content -> UpstreamJob.sha256(content.video()).equals(hash))
                        .findFirst();
        require(job.isPresent(), id, "files", "another hash: " + video);
        if (job.isPresent()) {
            same(id, video.at("/url").asString(""), job.get().video());
            same(id, video.at("/poster_url").asString(""), job.get().poster());
        }
    }

    /** Compares; of what the gateway has made itself it is enough that it is there. */
    private void same(String id, String url, byte @Nullable [] wanted) throws InterruptedException {
        try {
            var got = gateway.download(url);
            boolean right = wanted == null ? got.length > 0 : Arrays.equals(got, wanted);
            require(right, id, "files", "other bytes at " + url);
        } catch (IOException | IllegalArgumentException e) {
            require(false, id, "files", "missing: " + url + ": " + e.getMessage());
        }
    }

    /** Whatever was asked of the upstream is somebody's order, and each order is one task. */
    private void strangers() {
        var ordered = accepted.keySet().stream().map(Order::prompt).collect(Collectors.toSet());
        for (var prompt : upstream.prompts()) {
            require(ordered.contains(prompt), "", "strangers", "nobody ordered " + prompt);
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
        accepted.forEach(
                (order, task) -> {
                    if (task.equals(id)) {
                        upstream.entriesOf(order.prompt())
                                .forEach(entry -> lines.add("upstream: " + entry));
                    }
                });
        receiver.deliveries().stream()
                .filter(delivery -> delivery.task().equals(id))
                .forEach(delivery -> lines.add("receiver: " + delivery));
        return lines;
    }
}
