package dev.conch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.conch.testing.TestGateway;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import java.util.regex.Pattern;

/** Runs commands as a shell would; what they print is kept for the test. */
final class Shell {
    private final Map<String, String> environment;

    Shell(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    /** Where an operator of {@code gateway}, which has started, types. */
    static Shell at(TestGateway gateway) {
        return new Shell(
                Map.of(
                        "CONCH_URL",
                        "http://127.0.0.1:" + gateway.port(),
                        "CONCH_ADMIN_KEY",
                        TestGateway.ADMIN_KEY));
    }

    /** What a command printed and how it ended. */
    record Ran(int exitCode, String out, String err) {
        String firstMatch(String pattern) {
            var matcher = Pattern.compile(pattern).matcher(out);
            assertThat(matcher.find()).as(out).isTrue();
            return matcher.group();
        }
    }

    Ran run(String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        var cli =
                new Cli(
                                _ -> {
                                    throw new AssertionError("no command here starts a gateway");
                                },
                                environment)
                        .printTo(new PrintWriter(out), new PrintWriter(err));
        return new Ran(cli.run(arguments), out.toString(), err.toString());
    }

    /** A command that must succeed. */
    Ran done(String... arguments) {
        var ran = run(arguments);
        assertThat(ran.exitCode()).as(ran.err()).isZero();
        assertThat(ran.err()).isEmpty();
        return ran;
    }
}
