package dev.conch;

import dev.conch.base.Secret;
import dev.conch.config.Config;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/** The folder of all that is kept, locked against a second gateway for as long as this one runs. */
final class DataFolder implements AutoCloseable {
    private final Path root;
    private final FileChannel lock;

    private DataFolder(Path root, FileChannel lock) {
        this.root = root;
        this.lock = lock;
    }

    /**
     * Makes and locks {@code root}.
     *
     * @throws IllegalStateException if another gateway has it
     */
    static DataFolder open(Path root) {
        try {
            Files.createDirectories(root);
            keepToOwner(root);
            var channel =
                    FileChannel.open(
                            root.resolve("conch.lock"),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE);
            if (!locked(channel)) {
                channel.close();
                throw new IllegalStateException(
                        "another conch is running on %s; stop it, or choose another folder with --data"
                                .formatted(root));
            }
            return new DataFolder(root, channel);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot use the data folder " + root, e);
        }
    }

    /** Prompts and pictures are their owner's business. */
    private static void keepToOwner(Path root) throws IOException {
        if (Files.getFileStore(root).supportsFileAttributeView("posix")) {
            Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwx------"));
        }
    }

    private static boolean locked(FileChannel channel) throws IOException {
        try {
            @Nullable Object held = channel.tryLock();
            return held != null;
        } catch (OverlappingFileLockException _) {
            return false; // another gateway in this very process
        }
    }

    Path root() {
        return root;
    }

    Path database() {
        return root.resolve("conch.db");
    }

    Path files() {
        return root.resolve("files");
    }

    Path work() {
        return root.resolve("work");
    }

    /** The server's key: the configured one, else the folder's own. */
    ServerKey key(String configured) {
        return configured.isEmpty() ? ServerKey.in(root) : ServerKey.of(configured);
    }

    /** Keeps a generated operator's key, readable by the folder's owner only. */
    void writeAdminKey(Secret key) {
        var file = root.resolve(Config.ADMIN_KEY_FILE);
        try {
            var temporary = Files.createTempFile(root, Config.ADMIN_KEY_FILE, ".new");
            if (Files.getFileStore(root).supportsFileAttributeView("posix")) {
                Files.setPosixFilePermissions(
                        temporary, PosixFilePermissions.fromString("rw-------"));
            }
            Files.writeString(
                    temporary,
                    key.reveal() + "\n",
                    StandardOpenOption.WRITE,
                    StandardOpenOption.SYNC);
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    /** How much room the disk of the folder has. */
    long freeBytes() {
        try {
            return Files.getFileStore(root).getUsableSpace();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot ask for the free space of " + root, e);
        }
    }

    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot unlock " + root, e);
        }
    }
}
