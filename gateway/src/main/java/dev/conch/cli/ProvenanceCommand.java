package dev.conch.cli;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code conch provenance}. */
@Command(
        name = "provenance",
        description = "Where results came from.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class ProvenanceCommand extends Group {
    @Command(
            name = "export",
            description = "Prints one JSON object a line for each result, the oldest first.",
            mixinStandardHelpOptions = true)
    int export(
            @Mixin Remote remote,
            @Option(
                            names = "--since",
                            paramLabel = "TIME",
                            description = "Not before this, such as 2026-11-24T00:00:00Z.")
                    @Nullable String since,
            @Option(names = "--until", paramLabel = "TIME", description = "Before this.")
                    @Nullable String until,
            @Option(names = "--account", paramLabel = "ID", description = "Of this account only.")
                    @Nullable Long account) {
        var query = new Query().with("since", since).with("until", until).with("account", account);
        return remote.printLines(Remote.API + "/provenance" + query);
    }
}
