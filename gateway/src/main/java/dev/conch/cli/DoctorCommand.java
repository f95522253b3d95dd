package dev.conch.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

import tools.jackson.databind.JsonNode;

import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Callable;

/** {@code conch doctor}: whether a gateway is sound. */
@Command(
        name = "doctor",
        description = {
            "Checks the ledger, the tasks and the nodes of a running gateway.",
            "Ends with 1 when something is not sound."
        },
        mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {
    private static final double GIB = 1 << 30;

    @Mixin private final Remote remote;

    DoctorCommand(Map<String, String> environment) {
        this.remote = new Remote(environment);
    }

    @Override
    public Integer call() {
        var answer = remote.answer(client -> client.get(Remote.API + "/doctor"));
        remote.print(answer, DoctorCommand::show);
        return answer.at("/sound").asBoolean() ? 0 : 1;
    }

    private static void show(PrintWriter out, JsonNode doctor) {
        for (var invariant : doctor.at("/invariants")) {
            out.printf(
                    "%s  %-28s %s %s%n",
                    invariant.at("/count").asLong() == 0 ? "ok  " : "BAD ",
                    Wording.text(invariant, "/name"),
                    Wording.text(invariant, "/count"),
                    Wording.text(invariant, "/counts"));
        }
        out.println();
        out.printf(
                "database  %s; %.1f GiB of disk free%n",
                Wording.text(doctor, "/database"), doctor.at("/free_disk_bytes").asLong() / GIB);
        out.print("tasks    ");
        for (var count : doctor.at("/tasks").properties()) {
            out.printf(" %s %s", count.getKey(), count.getValue().asString());
        }
        out.println();
        for (var node : doctor.at("/nodes")) {
            out.printf(
                    "node      %s  %s, last heard of at %s%n",
                    Wording.text(node, "/id"),
                    node.at("/alive").asBoolean() ? "alive" : "silent",
                    Wording.time(node, "/heartbeat_at"));
        }
        if (Wording.has(doctor, "/oldest_unclear/task_id")) {
            out.printf(
                    "unclear   the oldest is %s, submitted at %s%n",
                    Wording.text(doctor, "/oldest_unclear/task_id"),
                    Wording.time(doctor, "/oldest_unclear/submitted_at"));
        }
        if (Wording.has(doctor, "/oldest_undelivered_webhook_at")) {
            out.printf(
                    "webhooks  the oldest undelivered one is of %s%n",
                    Wording.time(doctor, "/oldest_undelivered_webhook_at"));
        }
        out.println();
        doctor.at("/attention").forEach(text -> out.println("look at: " + text.asString()));
        doctor.at("/problems").forEach(text -> out.println("PROBLEM: " + text.asString()));
        out.println(doctor.at("/sound").asBoolean() ? "sound" : "NOT SOUND");
    }
}
