package dev.conch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.conch.base.Money;
import dev.conch.cli.Shell.Ran;
import dev.conch.provider.ErrorClass;
import dev.conch.provider.Failure;
import dev.conch.provider.SubmitOutcome;
import dev.conch.provider.Trouble;
import dev.conch.testing.TestGateway;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The commands about those who make the videos, as a shell runs them. */
class ProviderCommandsTest {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final SubmitOutcome NO_MONEY =
            new SubmitOutcome.Refused(
                    new Trouble(
                            ErrorClass.ACCOUNT,
                            new Failure("provider_unavailable", "The provider is not available"),
                            "1008",
                            null));

    @TempDir Path folder;
    private TestGateway gateway;

    @BeforeEach
    void open() {
        gateway = TestGateway.with(folder, 10_000, Map.of());
    }

    @AfterEach
    void close() {
        gateway.close();
    }

    private Ran done(String... arguments) {
        return Shell.at(gateway).done(arguments);
    }

    /** A task whose provider has said that it has no money left. */
    private String refusedTask() {
        gateway.provider.charges().answers(NO_MONEY);
        gateway.start();
        var id = gateway.createMarble();
        gateway.await(id, _ -> done("providers", "list").out().contains("rests"));
        return id;
    }

    @Test
    void a_resting_provider_is_listed_with_its_trouble_and_woken() {
        var id = refusedTask();
        assertThat(done("providers", "list").out())
                .contains("scripted", "default", "2026-11-22 12:10:00")
                .contains("account: The provider is not available (1008)");
        assertThat(done("doctor").out())
                .contains("look at: provider scripted gets no new tasks until 2026-11-22T12:10");
        gateway.provider.costs(Money.ofCents(28)).answers(new SubmitOutcome.Accepted("", "tr-5"));

        assertThat(done("providers", "wake", "scripted").out()).contains("well");

        gateway.awaitStatus(id, "completed");
        assertThat(done("task", id).out())
                .contains("submit 1 to scripted as hailuo-02-text-to-video-pro")
                .contains("submit 1: Refused, trouble account 1008")
                .contains(", trace tr-5, costs $0.28");
    }

    @Test
    void a_test_ends_with_1_when_the_provider_is_not_well() throws IOException {
        gateway.close();
        var file =
                Files.writeString(
                        folder.resolve("upstreams.toml"),
                        """
                        [provider.spare]
                        type = "runapi"
                        base_url = "http://127.0.0.1:1"
                        """);
        gateway = TestGateway.with(folder, 0, Map.of("upstreams.file", file.toString())).start();

        assertThat(done("providers", "test", "scripted").out())
                .isEqualToIgnoringNewLines("well: scripted runs in this process");
        var spare = Shell.at(gateway).run("providers", "test", "spare");
        assertThat(spare.exitCode()).isEqualTo(1);
        assertThat(spare.out()).startsWith("NOT WELL: No connection to http://127.0.0.1:1");
        var unknown = Shell.at(gateway).run("providers", "test", "spar");
        assertThat(unknown.exitCode()).isEqualTo(1);
        assertThat(unknown.err()).contains("There is no provider spar; there are: scripted, spare");
    }

    @Test
    void a_key_is_sealed_from_standard_input_and_never_shown() {
        gateway.start();
        var shell = Shell.at(gateway);

        var sealed = shell.typing("sk-a-secret\n").done("providers", "seal", "spare").out();

        assertThat(sealed.strip()).matches("sealed:v1\\.[0-9a-f]{8}\\.[A-Za-z0-9_-]+");
        assertThat(done("audit").out()).contains("provider.seal").doesNotContain("sk-a-secret");
        var nothing = shell.typing(" \n").run("providers", "seal", "spare");
        assertThat(nothing.exitCode()).isEqualTo(1);
        assertThat(nothing.err()).contains("standard input must be the provider's key");
        assertThat(shell.run("providers", "seal", "spare", "sk-a-secret").exitCode()).isEqualTo(2);
    }

    @Test
    void costs_are_reported_in_dollars_with_what_is_not_known() {
        gateway.provider.costs(new Money(28_500_000));
        gateway.start();
        gateway.awaitStatus(gateway.createMarble(), "completed");
        assertThat(done("report", "costs").out())
                .contains("hailuo-02-text-to-video-pro", "$0.57", "$0.285")
                .doesNotContain("total", "the margin is of");
        gateway.provider.costs(null);
        gateway.awaitStatus(gateway.createMarble(), "completed");
        gateway.provider.answers(NO_MONEY);
        gateway.await(
                gateway.createMarble(), _ -> done("report", "costs").out().contains("account"));

        var report = done("report", "costs", "--by", "provider").out();

        assertThat(report)
                .contains("PROVIDER", "scripted", "$1.14", "$0.285")
                .contains("the margin is of the tasks whose cost is known");
        assertThat(report.lines().toList().getLast()).matches("scripted +account +1");
        assertThat(
                        JSON.readTree(done("report", "costs", "--by", "account", "--json").out())
                                .at("/lines/0/account_id")
                                .asLong())
                .isEqualTo(1);
        assertThat(done("report", "costs", "--since", "2026-11-23T00:00:00Z").out())
                .isEqualToIgnoringNewLines("none");
        assertThat(Shell.at(gateway).run("report", "costs", "--by", "day").exitCode()).isEqualTo(2);
    }
}
