package dev.conch.asset;

import dev.conch.asset.FileStoreException.Reason;

import org.jspecify.annotations.Nullable;

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
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * Files on disk, named by the SHA-256 of their content: {@code ab/cd/abcd…}. The same content is
 * kept once. A file appears whole or not at all, and once {@code put} has returned it survives a
 * power cut: content and directories are synced, and the name is given by an atomic move.
 *
 * <p>Shared between threads and, if it was opened so, between processes on one file system.
 *
 * <p><b>Deleting.</b> Rows say which content is needed, and a row is written after its file was
 * put. So content that no row names may belong to somebody whose row is still to come. These rules
 * keep it from being deleted:
 *
 * <ul>
 *   <li>A put, also of content that is here already, sets the file's time to now and holds the
 *       content for this process. {@link #release} ends the hold, when the row is written or never
 *       will be. A row that takes longer than an hour is preceded by another {@link #touch}.
 *   <li>{@link #removeUnused} deletes nothing that was put within the last hour and is held, or,
 *       where other processes share the folder, that was put within the last hour at all: their
 *       holds cannot be seen. Holds that nobody released count for nothing after that hour.
 *   <li>Within a process, put, touch and removal of one hash exclude each other. A removal asks the
 *       database only after it has looked at time and hold: whoever put before that look has either
 *       a young file, or a row that the question sees. Whoever puts after the removal finds no file
 *       and writes one.
 *   <li>Between processes there is no lock. A removal therefore moves the file aside first and then
 *       looks at its time again. If another process has set it since, the file goes back. If that
 *       process comes too late to set it, it finds no file and writes one.
 *   <li>A process that dies between moving aside and deleting leaves the file aside; the next
 *       {@link #tidy} of any process puts it back, to be judged anew.
 * </ul>
 */
public final class FileStore {
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
    private static final String INCOMING = "incoming";
    private static final int BUFFER_BYTES = 64 * 1024;

    /** How long after a put its row may take to be written. */
    static final Duration YOUNG = Duration.ofHours(1);

    private static final long ALMOST_FULL_BYTES = 1 << 20;

    private final Holds holds = new Holds();
    private final Path root;
    private final Incoming incoming;
    private final Clock clock;
    private final boolean shared;
    private final UnaryOperator<OutputStream> disk;

    private FileStore(Path root, Clock clock, boolean shared, UnaryOperator<OutputStream> disk) {
        this.root = root.toAbsolutePath().normalize();
        this.incoming = new Incoming(this.root.resolve(INCOMING), holds, this::pathOf);
        this.clock = clock;
        this.shared = shared;
        this.disk = disk;
    }

    /** Opens the store of this process alone, creates its folder and tidies it. */
    public static FileStore open(Path root, Clock clock) {
        return open(new FileStore(root, clock, false, UnaryOperator.identity()));
    }

    /** The same for a folder that other processes use as well. */
    public static FileStore openShared(Path root, Clock clock) {
        return open(new FileStore(root, clock, true, UnaryOperator.identity()));
    }

    /** For tests: {@code disk} may fail while a file is written. */
    static FileStore open(Path root, Clock clock, UnaryOperator<OutputStream> disk) {
        return open(new FileStore(root, clock, false, disk));
    }

    private static FileStore open(FileStore store) {
        try {
            store.incoming.create();
        } catch (IOException e) {
            throw store.diskFailed("the file store cannot be created", e);
        }
        store.tidy();
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
            Incoming.discard(temporary);
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
            throw missing(sha256, e);
        } catch (IOException e) {
            throw diskFailed("the file cannot be read", e);
        }
    }

    /**
     * Says that the row of a put is written, or never will be; once for each put.
     *
     * <p>Forgetting it costs only that the content, if unused, stays for another hour.
     */
    public void release(String sha256) {
        holds.release(sha256);
    }

    /**
     * Gives the row of a file that was put another hour.
     *
     * @throws FileStoreException if the file is not here any more: put it again
     */
    public void touch(String sha256) {
        Path path = pathOf(sha256);
        try {
            if (!holds.alone(sha256, () -> setTime(path))) {
                throw missing(sha256, null);
            }
        } catch (IOException e) {
            throw diskFailed("the file cannot be touched", e);
        }
    }

    private static FileStoreException missing(String sha256, @Nullable Throwable cause) {
        return new FileStoreException(Reason.MISSING, "there is no file " + sha256, cause);
    }

    /**
     * Deletes a file that nobody needs; the rules are above.
     *
     * @param used asks the database whether any row needs the file; called at most once, and never
     *     while it could miss a row that is about to be written
     */
    public Removal removeUnused(String sha256, BooleanSupplier used) {
        Path path = pathOf(sha256);
        try {
            return holds.alone(sha256, () -> removeAlone(sha256, path, used));
        } catch (IOException e) {
            throw diskFailed("the file cannot be deleted", e);
        }
    }

    private Removal removeAlone(String sha256, Path path, BooleanSupplier used) throws IOException {
        Instant put;
        try {
            put = timeOf(path);
        } catch (NoSuchFileException _) {
            holds.forget(sha256);
            return Removal.ABSENT;
        }
        boolean young = put.isAfter(clock.instant().minus(YOUNG));
        if (young && (shared || holds.isHeld(sha256))) {
            return Removal.TOO_YOUNG;
        }
        if (used.getAsBoolean()) {
            return Removal.IN_USE;
        }
        var removal = removeThrough(incoming.aside(sha256), path, put);
        if (removal != Removal.TOO_YOUNG) {
            holds.forget(sha256);
        }
        return removal;
    }

    private static Removal removeThrough(Path aside, Path path, Instant put) throws IOException {
        try {
            Files.move(path, aside, StandardCopyOption.ATOMIC_MOVE);
            if (!timeOf(aside).equals(put)) {
                Files.move(aside, path, StandardCopyOption.ATOMIC_MOVE);
                return Removal.TOO_YOUNG;
            }
        } catch (NoSuchFileException _) {
            return Removal.ABSENT; // another process was faster, with this step or with tidying
        }
        Files.deleteIfExists(aside);
        return Removal.REMOVED;
    }

    /**
     * Shows every stored content that was put before a time, in no order; what is put or deleted
     * meanwhile may be among it or not.
     *
     * @param visitor answers false to see no more
     */
    public void visitOlder(Instant before, Predicate<String> visitor) {
        try {
            Files.walkFileTree(root, new ContentVisitor(before, SHA256, visitor));
        } catch (IOException e) {
            throw diskFailed("the file store cannot be listed", e);
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
        holds.alone(
                stored.sha256(),
                () -> {
                    if (!isWhole(path, stored.bytes()) || !setTime(path)) {
                        setTime(temporary);
                        Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE);
                    }
                    holds.hold(stored.sha256());
                    return path;
                });
        syncDirectory(folder);
        syncDirectory(folder.resolveSibling(""));
        syncDirectory(root);
    }

    private static boolean isWhole(Path path, long bytes) throws IOException {
        try {
            return Files.isRegularFile(path) && Files.size(path) == bytes;
        } catch (NoSuchFileException _) {
            return false;
        }
    }

    /** False if there is no such file. */
    private boolean setTime(Path path) throws IOException {
        try {
            Files.setLastModifiedTime(path, FileTime.from(clock.instant()));
            return true;
        } catch (NoSuchFileException _) {
            return false;
        }
    }

    private static Instant timeOf(Path path) throws IOException {
        return Files.getLastModifiedTime(path).toInstant();
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
            return incoming.newTemporary();
        } catch (IOException e) {
            throw diskFailed("the file cannot be stored", e);
        }
    }

    /**
     * Deletes temporary files that a crash has left, and puts back what was moved aside and not
     * deleted.
     */
    public void tidy() {
        try {
            incoming.tidy(clock.instant());
        } catch (IOException e) {
            throw diskFailed("temporary files cannot be swept", e);
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
