package dev.conch.fault;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;

/**
 * How to start {@link FaultGateway}: this process's class path, with folders of classes packed into
 * jars, since the JVM's cache of loaded classes takes nothing else. With the cache a start takes
 * less than half the time, and a round is mostly starts.
 *
 * <p>Shared between threads.
 */
final class GatewayImage {
    private static final List<String> JVM =
            List.of(
                    "--enable-native-access=ALL-UNNAMED",
                    "-Xmx256m",
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "-Xlog:disable",
                    "-Xlog:all=error,cds*=off,aot*=off:stderr");

    private static final Duration TRAINING = Duration.ofMinutes(2);

    private final String classPath;
    private final Path cache;
    private boolean trained;

    private GatewayImage(String classPath, Path cache) {
        this.classPath = classPath;
        this.cache = cache;
    }

    /** Packs the classes into {@code folder} and runs a gateway once, to fill the cache. */
    static GatewayImage in(Path folder) throws IOException, InterruptedException {
        var image = packed(folder);
        try (var gateway =
                        new GatewayProcess(
                                image,
                                folder,
                                List.of("http://127.0.0.1:1", ""),
                                Map.of(),
                                new ShiftedClock(Clock.systemUTC(), 0));
                var client = new GatewayClient(gateway.url())) {
            client.awaitReady(gateway::runs);
            if (!gateway.stop(TRAINING)) {
                throw new IllegalStateException("the training run did not end");
            }
        }
        image.trained = Files.exists(image.cache);
        return image;
    }

    private static GatewayImage packed(Path folder) throws IOException {
        var entries = new ArrayList<String>();
        for (var entry : System.getProperty("java.class.path").split(":")) {
            var path = Path.of(entry);
            if (Files.isDirectory(path)) {
                entries.add(pack(path, folder.resolve("classes-" + entries.size() + ".jar")));
            } else if (Files.exists(path)) {
                entries.add(entry);
            }
        }
        return new GatewayImage(String.join(":", entries), folder.resolve("gateway.aot"));
    }

    private static String pack(Path classes, Path jar) throws IOException {
        try (var out = new JarOutputStream(Files.newOutputStream(jar));
                var found = Files.walk(classes)) {
            for (var file : found.filter(file -> !file.equals(classes)).sorted().toList()) {
                boolean isFile = Files.isRegularFile(file);
                // folders too: Flyway finds its migrations by them
                out.putNextEntry(new JarEntry(classes.relativize(file) + (isFile ? "" : "/")));
                if (isFile) {
                    Files.copy(file, out);
                }
                out.closeEntry();
            }
        }
        return jar.toString();
    }

    /** The command of a process that runs {@link FaultGateway} with these arguments. */
    List<String> command(Path folder, List<String> arguments) {
        var command = new ArrayList<String>();
        command.add(ProcessHandle.current().info().command().orElseThrow());
        command.addAll(JVM);
        command.add((trained ? "-XX:AOTCache=" : "-XX:AOTCacheOutput=") + cache);
        // a library unpacks itself there at each start, and kill -9 leaves it
        command.add("-Djava.io.tmpdir=" + folder);
        command.add("-cp");
        command.add(classPath);
        command.add(FaultGateway.class.getName());
        command.addAll(arguments);
        return command;
    }
}
