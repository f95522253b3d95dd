package dev.conch.cli;

import dev.conch.config.Config;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code conch config}: an example file with every setting. */
@Command(
        name = "config",
        description = "Prints a conch.toml with every setting, its default and its meaning.",
        mixinStandardHelpOptions = true)
final class ConfigCommand implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        spec.commandLine().getOut().print(Config.exampleToml());
        spec.commandLine().getOut().flush();
        return 0;
    }
}
