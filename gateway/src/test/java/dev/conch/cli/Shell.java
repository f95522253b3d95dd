package dev.conch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.conch.UpstreamsCheck;
import dev.conch.testing.SettableClock;
import dev.conch.testing.TestGateway;

import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import java.util.regex.Pattern;

/** Runs commands as a shell would; what they print is kept for the test. */
final class Shell {
    private final Map<String, String> environment;
    private final String input;

    Shell(Map<String, String> environment) {
        this(environment, "");
    }

    private Shell(Map<String, String> environment, String input) {
        this.environment = Map.copyOf(environment);
        this.input = input;
    }

    /** The same, where commands find {@code text} on their standard input. */
    Shell typing(String text) {
        return new Shell(environment, text);
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
                                new UpstreamsCheck(environment, new SettableClock()),
                                environment,
                                new ByteArrayInputStream(input.getBytes(UTF_8)))
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
