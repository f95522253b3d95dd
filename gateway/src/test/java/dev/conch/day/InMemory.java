package dev.conch.day;

import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDirFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A folder in memory where the system has one: these tests are about order and rates, and would
 * otherwise wait for the disk most of their time.
 */
final class InMemory implements TempDirFactory {
    private static final Path MEMORY = Path.of("/dev/shm");
    private static final long ENOUGH_BYTES = 1L << 30;

    @Override
    public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext context)
            throws IOException {
        return Files.isWritable(MEMORY)
                        && Files.getFileStore(MEMORY).getUsableSpace() > ENOUGH_BYTES
                ? Files.createTempDirectory(MEMORY, "conch-day")
                : Files.createTempDirectory("conch-day");
    }
}
