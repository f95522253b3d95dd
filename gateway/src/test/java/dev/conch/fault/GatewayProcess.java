package dev.conch.fault;

import dev.conch.testing.wire.LoopbackServer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The gateway of one round: always the same folder and port, run by one process after another.
 * Started and ended by one thread.
 */
final class GatewayProcess implements AutoCloseable {
    static final String KEY = "conch_faults_key_that_is_long_enough_to_be_masked";

    static final String OPERATOR_KEY = "operator_key_of_the_fault_harness";

    private final GatewayImage image;
    private final List<String> settings = new ArrayList<>();
    private final List<String> arguments;
    private final Path folder;
    private final int port = LoopbackServer.freePort();
    private final ShiftedClock clock;
    private Process process;

    /**
     * Starts the first process; it does not listen yet.
     *
     * @param arguments the upstream and how careless the provider is, see {@link FaultGateway}
     * @param settings what differs from a gateway's defaults
     * @param clock goes as the gateway's does
     */
    GatewayProcess(
            GatewayImage image,
            Path folder,
            List<String> arguments,
            Map<String, String> settings,
            ShiftedClock clock) {
        this.image = image;
        this.clock = clock;
        this.arguments = List.copyOf(arguments);
        this.folder = folder;
        this.settings.addAll(
                List.of(
                        "server.port=" + port,
                        "server.public_url=" + url(),
                        "server.shutdown_seconds=2",
                        "data.dir=" + folder.resolve("data"),
                        "bootstrap.key=" + KEY,
                        "studio.enabled=false",
                        "outbound.allow_private_networks=true",
                        "bootstrap.admin_key=" + OPERATOR_KEY,
                        "worker.task_deadline_hours=0",
                        "worker.poll_millis=50",
                        "worker.heartbeat_seconds=1",
                        "worker.lease_seconds=2"));
        settings.forEach((name, value) -> this.settings.add(name + "=" + value));
        this.process = spawn();
    }

    String url() {
        return "http://127.0.0.1:" + port;
    }

    /** Starts again where the last process ended. */
    void start() {
        process = spawn();
    }

    private Process spawn() {
        var all = new ArrayList<>(arguments);
        all.add(String.valueOf(clock.ahead()));
        all.addAll(settings);
        try {
            var log = ProcessBuilder.Redirect.appendTo(folder.resolve("gateway.log").toFile());
            // a pipe that nobody reads would fill, and whoever logs would stand still
            return new ProcessBuilder(image.command(folder, all))
                    .redirectOutput(log)
                    .redirectError(log)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Lets the gateway's time pass, in this process and those to come. */
    void advance(Duration duration) {
        clock.ahead(clock.ahead() + duration.toMillis());
        try {
            var told = process.outputWriter(StandardCharsets.US_ASCII);
            told.write(clock.ahead() + "\n");
            told.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean runs() {
        return process.isAlive();
    }

    /** As the kernel does it when memory runs out: no farewell. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** As an operator does it; false if it took longer than it may. */
    boolean stop(Duration patience) throws InterruptedException {
        process.destroy();
        if (process.waitFor(patience)) {
            return true;
        }
        process.destroyForcibly().waitFor();
        return false;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
