package dev.conch.studio.worker;

import java.time.Duration;
import java.util.function.Consumer;

/**
 * How the studio's process is run.
 *
 * @param threads to render with
 * @param maxHeapMegabytes of its JVM; one 1080p render needs about 600
 * @param stall a child that says nothing for so long is taken for dead
 * @param stderr told each line that the child complains
 */
public record ChildSettings(
        int threads, int maxHeapMegabytes, Duration stall, Consumer<String> stderr) {
    public ChildSettings {
        if (threads < 1 || maxHeapMegabytes < 32) {
            throw new IllegalArgumentException(
                    "threads must be at least 1 and the heap 32 MB, were %d and %d"
                            .formatted(threads, maxHeapMegabytes));
        }
    }

    /** All cores, 1200 MB, five minutes. */
    public static ChildSettings defaults(Consumer<String> stderr) {
        return new ChildSettings(
                Runtime.getRuntime().availableProcessors(), 1200, Duration.ofMinutes(5), stderr);
    }
}
