package dev.conch.studio;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/**
 * A job's files under temporary names until all of them are complete.
 *
 * <p>The temporary names depend on the final ones only, so a job that was cut by a crash overwrites
 * its own leftovers when it is run again.
 */
public final class OutputFiles implements AutoCloseable {
    private final List<Path> targets = new ArrayList<>();
    private boolean published;

    /** Where to write what will become {@code target}. */
    Path partOf(Path target) {
        targets.add(target);
        return part(target);
    }

    /** Gives the files their names, in the order in which they were begun, each atomically. */
    void publish() {
        var done = new ArrayList<Path>();
        try {
            for (Path target : targets) {
                Files.move(
                        part(target),
                        target,
                        StandardCopyOption.ATOMIC_MOVE,
                        StandardCopyOption.REPLACE_EXISTING);
                done.add(target);
            }
            published = true;
        } catch (IOException failed) {
            done.forEach(OutputFiles::delete);
            throw new UncheckedIOException("cannot name the finished files", failed);
        }
    }

    /** Deletes what was not published. */
    @Override
    public void close() {
        if (!published) {
            targets.forEach(target -> delete(part(target)));
        }
    }

    /** Deletes the leftovers of a job whose process was killed. */
    public static void deleteLeftovers(RenderJob job) {
        delete(part(job.video()));
        delete(part(job.poster()));
        Path scene = job.scene();
        if (scene != null) {
            delete(part(scene));
        }
    }

    private static Path part(Path target) {
        return target.resolveSibling("." + target.getFileName() + ".part");
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException failed) {
            throw new UncheckedIOException("cannot delete " + file, failed);
        }
    }
}
