package dev.conch.asset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;

/**
 * The folder beside the content for what is on its way in or out: {@code *.part} is being written,
 * {@code *.gone} is about to be deleted. Shared between threads and processes.
 */
final class Incoming {
    /** Younger temporary files may belong to another process that is still writing. */
    private static final Duration ABANDONED_AFTER = Duration.ofHours(1);

    private static final String PART = ".part";
    private static final String ASIDE = ".gone";

    private final Path folder;
    private final Holds holds;
    private final Function<String, Path> pathOf;

    /**
     * The folder; not made yet.
     *
     * @param pathOf where content with a hash belongs
     */
    Incoming(Path folder, Holds holds, Function<String, Path> pathOf) {
        this.folder = folder;
        this.holds = holds;
        this.pathOf = pathOf;
    }

    void create() throws IOException {
        Files.createDirectories(folder);
    }

    Path newTemporary() throws IOException {
        return Files.createTempFile(folder, "", PART);
    }

    /** Where content lies between being taken away and being deleted. */
    Path aside(String sha256) {
        return folder.resolve(sha256 + ASIDE);
    }

    static void discard(Path temporary) {
        try {
            Files.deleteIfExists(temporary);
        } catch (IOException _) {
            // it is tidied up later; what became of the file itself matters more to the caller
        }
    }

    /** Deletes what crashed writers left, and puts back what crashed removers left. */
    void tidy(Instant now) throws IOException {
        try (var left = Files.newDirectoryStream(folder)) {
            for (Path file : left) {
                var name = file.getFileName().toString();
                if (name.endsWith(PART)) {
                    deleteAbandoned(file, now);
                } else if (name.endsWith(ASIDE)) {
                    var sha256 = name.substring(0, name.length() - ASIDE.length());
                    holds.alone(sha256, () -> putBack(file, pathOf.apply(sha256), now));
                }
            }
        }
    }

    private static void deleteAbandoned(Path file, Instant now) throws IOException {
        try {
            var written = Files.getLastModifiedTime(file).toInstant();
            if (written.isBefore(now.minus(ABANDONED_AFTER))) {
                Files.deleteIfExists(file);
            }
        } catch (NoSuchFileException _) {
            // it was finished meanwhile
        }
    }

    /** As young as a put: another process may be putting the same content now. */
    private static Path putBack(Path aside, Path path, Instant now) throws IOException {
        try {
            Files.setLastModifiedTime(aside, FileTime.from(now));
            Files.move(aside, path, StandardCopyOption.ATOMIC_MOVE);
        } catch (NoSuchFileException _) {
            // another process was faster
        }
        return path;
    }
}
