package dev.conch.asset;

import dev.conch.asset.FileStoreException.Reason;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * Files on disk, named by the SHA-256 of their content: {@code ab/cd/abcd…}. The same content is
 * kept once. A file appears whole or not at all, and once {@code put} has returned it survives a
 * power cut: content and directories are synced, and the name is given by an atomic move.
 *
 * <p>Shared between threads and, on one file system, between processes. Deleting while another
 * caller puts the same content may delete theirs too; the caller who counts uses must prevent that.
 */
public final class FileStore {
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
    private static final String INCOMING = "incoming";
    private static final int BUFFER_BYTES = 64 * 1024;

    /** Younger temporary files may belong to another process that is still writing. */
    private static final Duration ABANDONED_AFTER = Duration.ofHours(1);

    private static final long ALMOST_FULL_BYTES = 1 << 20;

    private final Path root;
    private final Path incoming;
    private final UnaryOperator<OutputStream> disk;

    private FileStore(Path root, UnaryOperator<OutputStream> disk) {
        this.root = root.toAbsolutePath().normalize();
        this.incoming = this.root.resolve(INCOMING);
        this.disk = disk;
    }

    /** Opens the store, creates its folder, and sweeps temporary files that a crash has left. */
    public static FileStore open(Path root, Instant now) {
        return open(root, now, UnaryOperator.identity());
    }

    /** For tests: {@code disk} may fail while a file is written. */
    static FileStore open(Path root, Instant now, UnaryOperator<OutputStream> disk) {
        var store = new FileStore(root, disk);
        try {
            Files.createDirectories(store.incoming);
        } catch (IOException e) {
            throw store.diskFailed("the file store cannot be created", e);
        }
        store.sweep(now.minus(ABANDONED_AFTER));
        return store;
    }

    /** Copies a file into the store; the source stays where it is. */
    public StoredFile put(Path source) {
        try (var content = Files.newInputStream(source)) {
            return put(content, Long.MAX_VALUE);
        } catch (IOException e) {
            throw new FileStoreException(Reason.SOURCE_BROKEN, "the source cannot be read", e);
        }
    }

    /**
     * Copies a stream into the store and leaves it open.
     *
     * @throws FileStoreException if the stream holds more than {@code maxBytes}, breaks, or the
     *     disk fails; the store is then as before
     */
    public StoredFile put(InputStream content, long maxBytes) {
        Path temporary = newTemporary();
        try {
            var stored = write(content, maxBytes, temporary);
            keep(temporary, stored);
            return stored;
        } catch (IOException e) {
            throw diskFailed("the file cannot be stored", e);
        } finally {
            discard(temporary);
        }
    }

    /** The file with this content, if it is here. */
    public Optional<Path> find(String sha256) {
        Path path = pathOf(sha256);
        return Files.isRegularFile(path) ? Optional.of(path) : Optional.empty();
    }

    /** Length of a stored file in bytes. */
    public long size(String sha256) {
        try {
            return Files.size(pathOf(sha256));
        } catch (NoSuchFileException e) {
            throw new FileStoreException(Reason.MISSING, "there is no file " + sha256, e);
        } catch (IOException e) {
            throw diskFailed("the file cannot be read", e);
        }
    }

    /**
     * Deletes a file.
     *
     * @return false if it was not there
     */
    public boolean delete(String sha256) {
        try {
            return Files.deleteIfExists(pathOf(sha256));
        } catch (IOException e) {
            throw diskFailed("the file cannot be deleted", e);
        }
    }

    private StoredFile write(InputStream content, long maxBytes, Path temporary)
            throws IOException {
        var digest = sha256();
        var buffer = new byte[BUFFER_BYTES];
        long written = 0;
        try (var file = new FileOutputStream(temporary.toFile());
                var out = disk.apply(file)) {
            for (int n = read(content, buffer); n >= 0; n = read(content, buffer)) {
                written += n;
                if (written > maxBytes) {
                    throw new FileStoreException(
                            Reason.TOO_LARGE, "the file is longer than " + maxBytes + " bytes");
                }
                digest.update(buffer, 0, n);
                out.write(buffer, 0, n);
            }
            out.flush();
            file.getFD().sync();
        }
        return new StoredFile(HexFormat.of().formatHex(digest.digest()), written);
    }

    private static int read(InputStream content, byte[] buffer) {
        try {
            return content.read(buffer);
        } catch (IOException e) {
            throw new FileStoreException(Reason.SOURCE_BROKEN, "the source broke off", e);
        }
    }

    /** Gives the file its name. A file that is there already is as good, unless it is damaged. */
    private void keep(Path temporary, StoredFile stored) throws IOException {
        Path folder = folderOf(stored.sha256());
        Path path = folder.resolve(stored.sha256());
        Files.createDirectories(folder);
        if (!Files.isRegularFile(path) || Files.size(path) != stored.bytes()) {
            Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE);
        }
        syncDirectory(folder);
        syncDirectory(folder.resolveSibling(""));
        syncDirectory(root);
    }

    private static void syncDirectory(Path directory) throws IOException {
        try (var channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (AccessDeniedException e) {
            if (directory.getFileSystem().getSeparator().equals("/")) {
                throw e; // elsewhere a directory cannot be opened, and needs no sync
            }
        }
    }

    private Path pathOf(String sha256) {
        return folderOf(sha256).resolve(sha256);
    }

    /** The only way from a name to a path: nothing but a hash gets through. */
    private Path folderOf(String sha256) {
        if (!SHA256.matcher(sha256).matches()) {
            throw new IllegalArgumentException("not a SHA-256 in lower-case hexadecimal digits");
        }
        return root.resolve(sha256.substring(0, 2)).resolve(sha256.substring(2, 4));
    }

    private Path newTemporary() {
        try {
            return Files.createTempFile(incoming, "", ".part");
        } catch (IOException e) {
            throw diskFailed("the file cannot be stored", e);
        }
    }

    private void sweep(Instant before) {
        try (var left = Files.newDirectoryStream(incoming, "*.part")) {
            for (Path file : left) {
                if (Files.getLastModifiedTime(file).toInstant().isBefore(before)) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException e) {
            throw diskFailed("temporary files cannot be swept", e);
        }
    }

    private static void discard(Path temporary) {
        try {
            Files.deleteIfExists(temporary);
        } catch (IOException _) {
            // a later start sweeps it; what became of the file itself matters more to the caller
        }
    }

    private FileStoreException diskFailed(String what, IOException cause) {
        if (isFull(cause)) {
            return new FileStoreException(Reason.DISK_FULL, what + ": the disk is full", cause);
        }
        return new FileStoreException(Reason.DISK_FAILED, what, cause);
    }

    /** Java has no error code for this: look at the words of the system and at the space left. */
    private boolean isFull(IOException cause) {
        String words = String.valueOf(cause.getMessage());
        if (words.contains("No space left") || words.contains("quota")) {
            return true;
        }
        try {
            return Files.getFileStore(root).getUsableSpace() < ALMOST_FULL_BYTES;
        } catch (IOException _) {
            return false;
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
