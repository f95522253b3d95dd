package dev.conch.cli;

import dev.conch.config.Config;
import dev.conch.config.ConfigException;

import picocli.CommandLine;
import picocli.CommandLine.Command;

import java.io.InputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.Map;
import java.util.function.Function;

/**
 * All commands: {@code conch serve}, {@code demo}, {@code config} and {@code catalog}; and those
 * that administer a running gateway over its HTTP API.
 */
public final class Cli {
    private final CommandLine commands;

    /**
     * The commands.
     *
     * @param gateway makes a gateway, not yet started
     * @param check looks at providers and routes without a gateway
     * @param environment where settings may also come from
     * @param in what is typed or piped into a command
     */
    public Cli(
            Function<Config, Server> gateway,
            CatalogCheck check,
            Map<String, String> environment,
            InputStream in) {
        commands =
                new CommandLine(new Root(), new Parts(environment))
                        .addSubcommand(new ServeCommand(gateway, environment))
                        .addSubcommand(new DemoCommand(gateway, environment))
                        .addSubcommand(new ConfigCommand())
                        .addSubcommand(new AccountsCommand())
                        .addSubcommand(new ProjectsCommand())
                        .addSubcommand(new KeysCommand())
                        .addSubcommand(new BudgetsCommand())
                        .addSubcommand(new WebhooksCommand())
                        .addSubcommand(new AdminKeysCommand())
                        .addSubcommand(new TaskCommand(environment))
                        .addSubcommand(new TasksCommand())
                        .addSubcommand(new ProvidersCommand(in))
                        .addSubcommand(new CatalogCommand(check, environment))
                        .addSubcommand(new ReportCommand())
                        .addSubcommand(new AuditCommand(environment))
                        .addSubcommand(new ProvenanceCommand())
                        .addSubcommand(new DoctorCommand(environment))
                        .addSubcommand(new CommandLine.HelpCommand())
                        .setCaseInsensitiveEnumValuesAllowed(true);
        commands.setExecutionExceptionHandler(Cli::explain);
    }

    /**
     * Runs one command.
     *
     * @return the process's exit code: 0 done, 1 failed, 2 wrong usage or settings
     */
    public int run(String... arguments) {
        return commands.execute(arguments);
    }

    /** Where the commands print; standard output unless told. */
    Cli printTo(PrintWriter out, PrintWriter err) {
        commands.setOut(out);
        commands.setErr(err);
        return this;
    }

    private static int explain(
            Exception thrown, CommandLine command, CommandLine.ParseResult parsed) {
        command.getErr().println(message(thrown));
        command.getErr().flush();
        return thrown instanceof ConfigException ? 2 : 1;
    }

    private static String message(Exception thrown) {
        if (thrown instanceof ConfigException
                || thrown instanceof IllegalStateException
                || thrown instanceof CommandFailed) {
            return "conch: " + thrown.getMessage();
        }
        var cause = thrown.getCause();
        if (thrown instanceof UncheckedIOException && cause != null) {
            return "conch: %s: %s".formatted(thrown.getMessage(), reason(cause));
        }
        return "conch: " + thrown + (cause == null ? "" : ": " + cause);
    }

    private static String reason(Throwable failure) {
        return switch (failure) {
            case FileAlreadyExistsException e -> e.getFile() + " is a file, not a folder";
            case AccessDeniedException e -> "no permission for " + e.getFile();
            case NoSuchFileException e -> e.getFile() + " does not exist";
            default -> String.valueOf(failure.getMessage());
        };
    }

    /** Makes what commands are put together from; a {@link Remote} knows the environment. */
    private record Parts(Map<String, String> environment) implements CommandLine.IFactory {
        @Override
        public <K> K create(Class<K> type) throws Exception {
            return type == Remote.class
                    ? type.cast(new Remote(environment))
                    : CommandLine.defaultFactory().create(type);
        }
    }

    @Command(
            name = "conch",
            description = "A gateway that gives AI agents video behind one API key.",
            mixinStandardHelpOptions = true,
            version = "conch 0.1.0",
            synopsisSubcommandLabel = "COMMAND")
    private static final class Root {}
}
