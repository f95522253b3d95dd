package dev.conch.bench;

import dev.conch.bench.BenchDatabase.Place;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * A {@link BenchGateway} on one folder and port, run by one process after another. Its log is in
 * {@code gateway.log} of the folder. Started and ended by one thread.
 */
final class GatewayProcess implements AutoCloseable {
    static final String KEY = "conch_bench_key_for_a_gateway_on_loopback_only";
    static final String OPERATOR_KEY = "operator_key_of_a_bench_on_loopback";

    private static final String ENDED = "";

    private final List<String> command;
    private final Path log;
    private final int port;
    private Process process;
    private BlockingQueue<Line> lines;

    /**
     * Something that the process said.
     *
     * @param at when, by {@link System#nanoTime}
     */
    record Line(String text, long at) {}

    private GatewayProcess(List<String> command, Path log, int port) {
        this.command = command;
        this.log = log;
        this.port = port;
        lines = new LinkedBlockingQueue<>();
        process = spawn();
    }

    /** Starts one whose provider works on so many tasks at once, and waits until it listens. */
    static GatewayProcess start(
            Place place, int concurrency, boolean finishes, Map<String, String> settings)
            throws InterruptedException {
        int port = freePort();
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                List.of(
                        "--enable-native-access=ALL-UNNAMED",
                        "-Xmx512m",
                        "-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir"),
                        "-cp",
                        System.getProperty("java.class.path"),
                        BenchGateway.class.getName(),
                        String.valueOf(concurrency),
                        String.valueOf(finishes),
                        "server.port=" + port,
                        "bootstrap.key=" + KEY,
                        "bootstrap.admin_key=" + OPERATOR_KEY,
                        "bootstrap.balance_cents=100000000000",
                        "outbound.allow_private_networks=true"));
        place.settings().forEach((name, value) -> command.add(name + "=" + value));
        settings.forEach((name, value) -> command.add(name + "=" + value));
        var gateway = new GatewayProcess(command, place.folder().resolve("gateway.log"), port);
        gateway.await("listening", Duration.ofSeconds(60));
        return gateway;
    }

    /**
     * A port that the system gives to no outgoing connection: somebody who knocks while the gateway
     * is away could be connected with himself.
     */
    private static int freePort() {
        var port = OptionalInt.empty();
        while (port.isEmpty()) {
            port = ifFree(ThreadLocalRandom.current().nextInt(12_000, 32_000));
        }
        return port.getAsInt();
    }

    private static OptionalInt ifFree(int port) {
        try (var probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return OptionalInt.of(probe.getLocalPort());
        } catch (IOException _) {
            return OptionalInt.empty();
        }
    }

    int port() {
        return port;
    }

    /** How long the running process has kept processors busy, its compiler's threads included. */
    Duration cpu() {
        return process.info().totalCpuDuration().orElseThrow();
    }

    /** Starts again where the last process ended; does not wait. */
    void again() {
        lines = new LinkedBlockingQueue<>();
        process = spawn();
    }

    private Process spawn() {
        try {
            var started =
                    new ProcessBuilder(command)
                            .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                            .start();
            Runtime.getRuntime()
                    .addShutdownHook(Thread.ofPlatform().unstarted(started::destroyForcibly));
            var said = lines;
            Thread.ofVirtual().start(() -> listen(started, said));
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void listen(Process process, BlockingQueue<Line> said) {
        try (var reader = process.inputReader()) {
            for (var text = reader.readLine(); text != null; text = reader.readLine()) {
                said.add(new Line(text, System.nanoTime()));
            }
        } catch (IOException _) {
            // it was killed
        } finally {
            said.add(new Line(ENDED, System.nanoTime()));
        }
    }

    /** Waits until the process says something that begins so. */
    Line await(String beginning, Duration patience) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        while (true) {
            @Nullable Line line = lines.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (line == null || line.text().equals(ENDED)) {
                throw new IllegalStateException(
                        "the gateway did not say \"%s\" within %s; its log is in %s"
                                .formatted(beginning, patience, log));
            }
            if (line.text().startsWith(beginning)) {
                return line;
            }
        }
    }

    /** As the kernel does it when memory runs out: no farewell. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
