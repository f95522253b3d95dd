package dev.conch.cli;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import tools.jackson.databind.JsonNode;

import java.io.PrintWriter;
import java.util.Locale;

/** {@code conch tasks}. */
@Command(
        name = "tasks",
        description = "Tasks of all accounts.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class TasksCommand extends Group {
    private static final String PATH = Remote.API + "/tasks";

    static String path(String id) {
        return PATH + "/" + Query.encoded(id);
    }

    /** Which tasks to list. */
    static final class Filters {
        @Option(names = "--account", paramLabel = "ID")
        private @Nullable Long account;

        @Option(names = "--project", paramLabel = "ID", description = "With its --account.")
        private @Nullable Long project;

        @Option(
                names = "--state",
                description =
                        "One or more, with commas: queued, submitting, running, unclear, storing,"
                                + " completed, failed, canceled.")
        private @Nullable String state;

        @Option(names = "--model", paramLabel = "NAME")
        private @Nullable String model;

        @Option(names = "--from", paramLabel = "TIME", description = "Created then or later.")
        private @Nullable String from;

        @Option(names = "--to", paramLabel = "TIME", description = "Created before.")
        private @Nullable String to;

        Query into(Query query) {
            return query.with("account", account)
                    .with("project", project)
                    .with("state", state)
                    .with("model", model)
                    .with("created_from", from)
                    .with("created_to", to);
        }
    }

    @Command(
            name = "list",
            description = "Tasks, the newest first.",
            mixinStandardHelpOptions = true)
    int list(@Mixin Remote remote, @Mixin Filters filters, @Mixin PageOptions page) {
        return remote.run(
                client -> client.get(PATH + filters.into(page.query())), TasksCommand::print);
    }

    @Command(
            name = "show",
            description = "The whole story of a task.",
            mixinStandardHelpOptions = true)
    int show(@Mixin Remote remote, @Parameters(paramLabel = "ID") String id) {
        return remote.run(client -> client.get(path(id)), StoryText::print);
    }

    @Command(
            name = "unclear",
            description = {
                "Tasks of which nobody knows whether their provider has them; their money is held.",
                "Look at the provider, then: conch tasks resolve ID --as ..."
            },
            mixinStandardHelpOptions = true)
    int unclear(@Mixin Remote remote, @Mixin PageOptions page) {
        return remote.run(
                client -> client.get(PATH + page.query().with("state", "unclear")),
                TasksCommand::print);
    }

    /** What an operator found out. */
    enum Fate {
        COMPLETED,
        FAILED,
        RETRY
    }

    /** What an operator decided, and on what ground. */
    static final class Decision {
        @Option(
                names = "--as",
                required = true,
                description =
                        "completed: the provider has it; failed: it ends without a charge; retry: the"
                                + " provider certainly never had it.")
        private Fate fate = Fate.FAILED;

        @Option(
                names = "--provider-task-id",
                paramLabel = "ID",
                description = "The provider's id of it, for --as completed.")
        private @Nullable String providerTaskId;

        @Option(
                names = "--reason",
                paramLabel = "TEXT",
                description = "What the task's owner is told, for --as failed.")
        private @Nullable String reason;
    }

    @Command(
            name = "resolve",
            description = "Decides what becomes of an unclear task.",
            mixinStandardHelpOptions = true)
    int resolve(
            @Mixin Remote remote,
            @Mixin Repeatable repeatable,
            @Parameters(paramLabel = "ID") String id,
            @Mixin Decision decision) {
        var body = Remote.object().put("as", decision.fate.name().toLowerCase(Locale.ROOT));
        if (decision.providerTaskId != null) {
            body.put("provider_task_id", decision.providerTaskId);
        }
        if (decision.reason != null) {
            body.put("reason", decision.reason);
        }
        return remote.run(
                client -> client.postOnce(path(id) + "/resolve", body.toString(), repeatable.key()),
                StoryText::print);
    }

    @Command(
            name = "cancel",
            description = "Ends a task without a charge, if its provider can still stop.",
            mixinStandardHelpOptions = true)
    int cancel(@Mixin Remote remote, @Parameters(paramLabel = "ID") String id) {
        return remote.run(client -> client.post(path(id) + "/cancel", "{}"), StoryText::print);
    }

    private static void print(PrintWriter out, JsonNode page) {
        var table =
                new Table(
                        "TASK",
                        "STATE",
                        "ACCOUNT",
                        "PROJECT",
                        "MODEL",
                        "PROVIDER",
                        "PRICE",
                        "CREATED (UTC)",
                        "SUBMITTED");
        for (var task : page.at("/tasks")) {
            table.row(
                    Wording.text(task, "/task_id"),
                    Wording.text(task, "/state"),
                    Wording.text(task, "/account_id"),
                    Wording.text(task, "/project_id"),
                    Wording.text(task, "/model"),
                    Wording.text(task, "/provider"),
                    Wording.dollars(task, "/price_cents"),
                    Wording.time(task, "/created_at"),
                    Wording.time(task, "/started_at"));
        }
        table.print(out);
        PageOptions.printMore(out, page);
    }
}
