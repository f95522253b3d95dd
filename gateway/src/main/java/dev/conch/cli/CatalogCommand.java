package dev.conch.cli;

import dev.conch.cli.CatalogCheck.Combination;
import dev.conch.cli.CatalogCheck.Finding;
import dev.conch.config.CatalogConfig;
import dev.conch.config.Config;
import dev.conch.config.ConfigException;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** {@code conch catalog}. */
@Command(
        name = "catalog",
        description = "What is sold, and who can make it.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class CatalogCommand extends Group {
    private static final Path DEFAULT_FILE = Path.of("conch.toml");
    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                    .build();

    private final CatalogCheck check;
    private final Map<String, String> environment;

    @Spec private CommandSpec spec = CommandSpec.create();

    CatalogCommand(CatalogCheck check, Map<String, String> environment) {
        this.check = check;
        this.environment = environment;
    }

    /** The answer as JSON; {@code problems} keep it from being sound. */
    private record Answer(
            boolean sound,
            List<String> problems,
            List<String> notes,
            List<Combination> combinations) {}

    @Command(
            name = "check",
            description = {
                "Checks files of providers and routes and of models and prices, without a gateway and without calling anybody.",
                "Says for everything that is sold what it costs and who can make it.",
                "Ends with 1 when a file is wrong, or when something is sold that nobody makes."
            },
            mixinStandardHelpOptions = true)
    int check(
            @Parameters(
                            paramLabel = "FILE",
                            arity = "0..1",
                            description = {
                                "An upstreams.toml, or a catalog file (*.json) as if it lay in the catalog's folder, or a folder of them.",
                                "What is not named is taken from the settings."
                            })
                    @Nullable Path file,
            @Option(
                            names = "--config",
                            description = "Settings file (default: conch.toml, if there).")
                    @Nullable Path config,
            @Option(names = "--json", description = "Prints what was found as JSON.")
                    boolean json) {
        var answer = answer(chosen(file, config));
        var out = spec.commandLine().getOut();
        if (json) {
            out.println(JSON.writeValueAsString(answer));
        } else {
            print(out, answer);
        }
        out.flush();
        return answer.sound() ? 0 : 1;
    }

    /** What is to be checked together. */
    private record Chosen(@Nullable Path upstreams, List<Path> catalog) {}

    private Chosen chosen(@Nullable Path file, @Nullable Path config) {
        var usual = Files.exists(DEFAULT_FILE) ? DEFAULT_FILE : null;
        var settings = Config.load(config == null ? usual : config, environment, Map.of());
        var upstreams = settings.upstreams().file();
        if (file != null) {
            return CatalogConfig.isOne(file)
                    ? new Chosen(upstreams, withFile(settings.catalog(), file))
                    : new Chosen(file, settings.catalog().files());
        }
        var catalog = settings.catalog().files();
        if (upstreams == null && catalog.isEmpty()) {
            throw new CommandFailed(
                    "there is nothing to check: name a file, or set upstreams.file; without one"
                            + " the studio makes everything");
        }
        return new Chosen(upstreams, catalog);
    }

    /** The catalog's folder as it would be with {@code file}, or a folder instead of it. */
    private static List<Path> withFile(CatalogConfig settings, Path file) {
        if (Files.isDirectory(file)) {
            return CatalogConfig.files(file);
        }
        var all = new ArrayList<Path>();
        settings.files().stream()
                .filter(other -> !Objects.equals(other.getFileName(), file.getFileName()))
                .forEach(all::add);
        all.add(file);
        return all;
    }

    private Answer answer(Chosen chosen) {
        try {
            var finding = check.check(chosen.upstreams(), chosen.catalog());
            var problems = problems(finding);
            return new Answer(problems.isEmpty(), problems, notes(finding), finding.combinations());
        } catch (ConfigException wrong) {
            return new Answer(
                    false,
                    String.valueOf(wrong.getMessage()).lines().toList(),
                    List.of(),
                    List.of());
        }
    }

    private static List<String> problems(Finding finding) {
        return finding.combinations().stream()
                .filter(Combination::missing)
                .map(CatalogCommand::nobody)
                .toList();
    }

    private static List<String> notes(Finding finding) {
        var notes = new ArrayList<>(finding.notes());
        finding.combinations().stream()
                .filter(one -> one.providers().isEmpty() && !one.missing())
                .map(CatalogCommand::nobody)
                .forEach(notes::add);
        return notes;
    }

    private static String nobody(Combination one) {
        var why =
                one.route().isEmpty()
                        ? "no route serves it"
                        : one.objections().stream()
                                .map(objection -> objection.provider() + ": " + objection.reason())
                                .collect(Collectors.joining("; "));
        return "nobody makes %s, %d s, %s%s: %s"
                .formatted(
                        one.model(),
                        one.durationSeconds(),
                        one.outputResolution(),
                        option(one).isEmpty() ? "" : ", with " + option(one),
                        why);
    }

    /** What is given besides; empty for what is sold by itself. */
    private static String option(Combination one) {
        if (one.references()) {
            return "references";
        }
        return one.lastFrame() ? "a last frame" : "";
    }

    private static void print(PrintWriter out, Answer answer) {
        if (!answer.combinations().isEmpty()) {
            table(answer.combinations()).print(out);
            out.println();
        }
        answer.combinations().stream()
                .filter(one -> !one.providers().isEmpty())
                .flatMap(one -> one.objections().stream())
                .map(
                        objection ->
                                "not by %s: %s".formatted(objection.provider(), objection.reason()))
                .distinct()
                .forEach(out::println);
        answer.notes().forEach(note -> out.println("look at: " + note));
        answer.problems().forEach(problem -> out.println("PROBLEM: " + problem));
        out.println(answer.sound() ? "sound" : "NOT SOUND");
    }

    private static Table table(List<Combination> combinations) {
        var table =
                new Table(
                        "MODEL", "ACTION", "SECONDS", "SIZE", "WITH", "CENTS", "ROUTE", "BY",
                        "NOT BY");
        for (var one : combinations) {
            table.row(
                    one.model(),
                    one.action(),
                    String.valueOf(one.durationSeconds()),
                    one.outputResolution(),
                    option(one),
                    String.valueOf(one.cents()),
                    one.route().isEmpty() ? "none" : one.route(),
                    one.providers().isEmpty() ? "NOBODY" : String.join(", ", one.providers()),
                    one.objections().stream()
                            .map(CatalogCheck.Objection::provider)
                            .collect(Collectors.joining(", ")));
        }
        return table;
    }
}
