package dev.conch.cli;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.util.Map;
import java.util.concurrent.Callable;

/** {@code conch audit}: who changed what. */
@Command(
        name = "audit",
        description = "Who changed what, the newest first.",
        mixinStandardHelpOptions = true)
final class AuditCommand implements Callable<Integer> {
    @Mixin private final Remote remote;
    @Mixin private PageOptions page = new PageOptions();

    @Option(
            names = "--account",
            paramLabel = "ID",
            description = "Only what concerns this account.")
    private @Nullable Long account;

    AuditCommand(Map<String, String> environment) {
        this.remote = new Remote(environment);
    }

    @Override
    public Integer call() {
        return remote.run(
                client -> client.get(Remote.API + "/audit" + page.query().with("account", account)),
                (out, answer) -> {
                    var table =
                            new Table("AT (UTC)", "ACTION", "TARGET", "ACCOUNT", "BY", "DETAILS");
                    for (var entry : answer.at("/entries")) {
                        table.row(
                                Wording.time(entry, "/at"),
                                Wording.text(entry, "/action"),
                                Wording.text(entry, "/target"),
                                Wording.text(entry, "/account_id"),
                                Wording.text(entry, "/actor"),
                                entry.at("/details").toString());
                    }
                    table.print(out);
                    PageOptions.printMore(out, answer);
                });
    }
}
