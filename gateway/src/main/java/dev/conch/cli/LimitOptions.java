package dev.conch.cli;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;

import tools.jackson.databind.node.ObjectNode;

import java.util.List;

/** What an account, a project or a key may use at most. */
final class LimitOptions {
    @Option(
            names = "--requests-per-minute",
            paramLabel = "N",
            description = "Requests of all kinds, on average.")
    private @Nullable Integer requestsPerMinute;

    @Option(
            names = "--tasks-in-flight",
            paramLabel = "N",
            description = "Tasks that are accepted and not ended.")
    private @Nullable Integer tasksInFlight;

    @Option(
            names = "--model",
            paramLabel = "NAME",
            description = "A model that may be asked for; repeat it for more.")
    private List<String> models = List.of();

    @Option(
            names = "--callback-host",
            paramLabel = "HOST",
            description = "A host that callbacks may go to, such as *.example.com; repeatable.")
    private List<String> callbackHosts = List.of();

    @Option(
            names = "--storage-bytes",
            paramLabel = "N",
            description = "Results that are kept; of projects only.")
    private @Nullable Long storageBytes;

    @Option(
            names = "--retention-days",
            paramLabel = "N",
            description = "How long results are kept; of projects only.")
    private @Nullable Integer retentionDays;

    @Option(
            names = "--no-limit",
            paramLabel = "NAME",
            description = "Takes a limit away, such as tasks_in_flight; repeatable.")
    private List<String> without = List.of();

    /** Puts {@code limits} into a body, if any were named. */
    void into(ObjectNode body) {
        var limits = Remote.object();
        put(limits, "requests_per_minute", requestsPerMinute);
        put(limits, "tasks_in_flight", tasksInFlight);
        put(limits, "storage_bytes", storageBytes);
        put(limits, "retention_days", retentionDays);
        put(limits, "models", models);
        put(limits, "callback_hosts", callbackHosts);
        without.forEach(limits::putNull);
        if (!limits.isEmpty()) {
            body.set("limits", limits);
        }
    }

    private static void put(ObjectNode limits, String name, @Nullable Number value) {
        if (value != null) {
            limits.put(name, value.longValue());
        }
    }

    private static void put(ObjectNode limits, String name, List<String> values) {
        if (!values.isEmpty()) {
            values.forEach(limits.putArray(name)::add);
        }
    }
}
