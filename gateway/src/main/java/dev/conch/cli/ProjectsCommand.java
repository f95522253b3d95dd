package dev.conch.cli;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.io.PrintWriter;

/** {@code conch projects}. */
@Command(
        name = "projects",
        description = "Parts of an account with keys, budgets and limits of their own.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class ProjectsCommand extends Group {
    private static final String PART = "projects";

    @Command(name = "list", description = "All projects.", mixinStandardHelpOptions = true)
    int list(@Mixin Remote remote, @Mixin Chosen account) {
        return remote.run(
                client -> client.get(account.path(client, PART)),
                (out, answer) -> print(out, answer.at("/projects")));
    }

    @Command(name = "create", description = "Makes a project.", mixinStandardHelpOptions = true)
    int create(
            @Mixin Remote remote,
            @Mixin Chosen account,
            @Mixin Repeatable repeatable,
            @Parameters(paramLabel = "NAME") String name,
            @Mixin Settings settings) {
        var body = Remote.object().put("name", name);
        settings.into(body);
        return remote.run(
                client ->
                        client.postOnce(
                                account.path(client, PART), body.toString(), repeatable.key()),
                ProjectsCommand::printOne);
    }

    @Command(
            name = "update",
            description = "Changes a project; takes effect at once.",
            mixinStandardHelpOptions = true)
    int update(
            @Mixin Remote remote,
            @Mixin Chosen account,
            @Parameters(paramLabel = "ID") long id,
            @Option(names = "--name") @Nullable String name,
            @Mixin Settings settings) {
        var body = Remote.object();
        if (name != null) {
            body.put("name", name);
        }
        settings.into(body);
        return remote.run(
                client -> client.patch(account.path(client, PART) + "/" + id, body.toString()),
                ProjectsCommand::printOne);
    }

    /** What a project has besides its name. */
    static final class Settings {
        @Mixin private LimitOptions limits = new LimitOptions();

        @Option(
                names = "--labeling",
                paramLabel = "POLICY",
                description =
                        "passthrough, or require_watermark: every video then carries a visible"
                                + " mark.")
        private @Nullable String labeling;

        private void into(ObjectNode body) {
            limits.into(body);
            if (labeling != null) {
                body.put("labeling", labeling);
            }
        }
    }

    private static void printOne(PrintWriter out, JsonNode project) {
        print(out, Remote.object().putArray(PART).add(project));
    }

    private static void print(PrintWriter out, JsonNode projects) {
        var table = new Table("ID", "NAME", "STORED BYTES", "LIMITS", "LABELING", "CREATED");
        for (var project : projects) {
            table.row(
                    Wording.text(project, "/id"),
                    Wording.text(project, "/name"),
                    Wording.text(project, "/stored_bytes"),
                    Wording.limits(project.at("/limits")),
                    Wording.text(project, "/labeling"),
                    Wording.time(project, "/created_at"));
        }
        table.print(out);
    }
}
