package dev.conch;

import dev.conch.asset.FileStore;
import dev.conch.config.Config;
import dev.conch.db.Database;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.UUID;

/**
 * Where the files are, and whose they are: files that the database does not know are deleted, so a
 * folder that belongs to another database must be left alone.
 *
 * @param shared whether other gateways on the same database may use it too
 */
record FileFolder(Path root, boolean shared) {
    private static final String OWNER = "database-id";

    static FileFolder of(Config config, DataFolder data) {
        var dir = config.files().dir();
        return dir.isEmpty()
                ? new FileFolder(data.files(), false)
                : new FileFolder(Path.of(dir), !config.db().url().isEmpty());
    }

    /**
     * Opens the folder for the gateways on {@code database}; one without an owner becomes theirs.
     *
     * @throws IllegalStateException if it belongs to another database
     */
    FileStore open(Database database, Clock clock) {
        var ours = database.keep("files_owner", UUID.randomUUID().toString());
        var owner = owner(ours);
        if (!owner.equals(ours)) {
            throw new IllegalStateException(
                    "the files in %s belong to another database: choose another folder as files.dir, or, if that database is gone for good, delete %s to give them to this one"
                            .formatted(root, root.resolve(OWNER)));
        }
        return shared ? FileStore.openShared(root, clock) : FileStore.open(root, clock);
    }

    private String owner(String ours) {
        try {
            Files.createDirectories(root);
            var mark = root.resolve(OWNER);
            try {
                Files.writeString(
                        mark, ours, StandardOpenOption.CREATE_NEW, StandardOpenOption.SYNC);
            } catch (FileAlreadyExistsException _) {
                var owner = Files.readString(mark).strip();
                if (!owner.isEmpty()) {
                    return owner;
                }
                Files.writeString(mark, ours, StandardOpenOption.SYNC); // a crash came between
            }
            return ours;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot use the folder of the files " + root, e);
        }
    }

    /** Bytes that may still be written to the file system of a folder. */
    static long usable(Path folder) {
        try {
            return Files.getFileStore(folder).getUsableSpace();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
