package dev.conch.webhook;

import static dev.conch.testing.SettableClock.NOON;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;

/** What we sign, the samples in examples/ accept; Node.js and Python only where they are. */
@Timeout(60)
class SamplesTest {
    private static final Path SAMPLES =
            Path.of("").toAbsolutePath().resolveSibling("examples/webhook-receiver");
    private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");
    private static final String ID = "msg_1";
    private static final byte[] BODY = "{\"ü\":1}".getBytes(StandardCharsets.UTF_8);

    private static List<String> command(String sample) {
        return switch (sample) {
            case "Verify.java" -> List.of(JAVA.toString(), sample);
            case "verify.mjs" -> List.of("node", sample);
            case "verify.py" -> List.of("python3", sample);
            default -> throw new IllegalArgumentException(sample);
        };
    }

    private static boolean isInstalled(List<String> command) throws InterruptedException {
        try {
            var process = new ProcessBuilder(command.getFirst(), "--version").start();
            process.getInputStream().readAllBytes();
            return process.waitFor() == 0;
        } catch (IOException _) {
            return false;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Verify.java", "verify.mjs", "verify.py"})
    void a_sample_accepts_our_signature_and_refuses_another_body(String sample) throws Exception {
        var command = command(sample);
        assumeTrue(isInstalled(command), command.getFirst() + " is not installed");
        var secret = SigningSecret.generate(SecretKind.HMAC, new SecureRandom());
        var other = SigningSecret.generate(SecretKind.HMAC, new SecureRandom());
        var signature = Signatures.header(ID, NOON, BODY, List.of(other, secret));

        assertThat(verify(command, signature, secret, BODY)).isZero();
        assertThat(verify(command, signature, secret, "{}".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(1);
    }

    private static int verify(
            List<String> command, String signature, SigningSecret secret, byte[] body)
            throws IOException, InterruptedException {
        var line = new ArrayList<>(command);
        line.addAll(
                List.of(
                        "verify",
                        ID,
                        Long.toString(NOON.getEpochSecond()),
                        signature,
                        secret.shown().reveal()));
        var process =
                new ProcessBuilder(line)
                        .directory(SAMPLES.toFile())
                        .redirectErrorStream(true)
                        .start();
        try (var in = process.getOutputStream()) {
            in.write(body);
        }
        process.getInputStream().readAllBytes();
        return process.waitFor();
    }
}
