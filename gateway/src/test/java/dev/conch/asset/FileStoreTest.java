package dev.conch.asset;

import static dev.conch.testing.SettableClock.NOON;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.conch.asset.FileStoreException.Reason;
import dev.conch.testing.SettableClock;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

class FileStoreTest {
    private static final String ABC_SHA =
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    @TempDir Path folder;
    private final SettableClock clock = new SettableClock();
    private Path root;
    private FileStore store;

    @BeforeEach
    void open_a_store() {
        root = folder.resolve("files");
        store = FileStore.open(root, clock);
    }

    @Test
    void a_file_is_named_by_its_hash_two_folders_deep() throws IOException {
        var stored = store.put(bytes("abc"), 3);
        assertThat(stored).isEqualTo(new StoredFile(ABC_SHA, 3));
        Path path = root.resolve("ba").resolve("78").resolve(ABC_SHA);
        assertThat(path).hasContent("abc");
        assertThat(store.find(ABC_SHA)).contains(path);
        assertThat(store.size(ABC_SHA)).isEqualTo(3);
        assertThat(filesBelowRoot()).containsExactly(path);
    }

    @Test
    void the_same_content_is_kept_once() throws IOException {
        var first = store.put(bytes("abc"), 3);
        assertThat(store.put(bytes("abc"), 3)).isEqualTo(first);
        assertThat(filesBelowRoot()).hasSize(1);
    }

    @Test
    void a_file_on_disk_is_copied_and_stays() throws IOException {
        Path source = Files.writeString(folder.resolve("source"), "abc");
        assertThat(store.put(source).sha256()).isEqualTo(ABC_SHA);
        assertThat(source).hasContent("abc");
        assertFails(Reason.SOURCE_BROKEN, () -> store.put(folder.resolve("missing")));
    }

    @Test
    void large_and_empty_content_arrive_whole() throws IOException {
        byte[] large = new byte[1_000_003];
        new Random(7).nextBytes(large);
        var stored = store.put(new ByteArrayInputStream(large), large.length);
        assertThat(store.find(stored.sha256()).orElseThrow()).hasBinaryContent(large);
        assertThat(store.put(bytes(""), 0).bytes()).isZero();
    }

    @Test
    void too_long_a_stream_is_refused_and_leaves_nothing() throws IOException {
        assertFails(Reason.TOO_LARGE, () -> store.put(bytes("abcd"), 3));
        assertFails(Reason.TOO_LARGE, () -> store.put(endless(), 200_000));
        assertThat(filesBelowRoot()).isEmpty();
    }

    @Test
    void a_stream_that_breaks_is_refused_and_leaves_nothing() throws IOException {
        var broken = new SequenceInputStream(bytes("abc"), breaking());
        assertFails(Reason.SOURCE_BROKEN, () -> store.put(broken, 100));
        assertThat(filesBelowRoot()).isEmpty();
    }

    @Test
    void a_full_disk_is_told_apart_and_leaves_nothing() throws IOException {
        var full = FileStore.open(root, clock, file -> failingAfter(70_000, file));
        assertThat(full.put(bytes("abc"), 3).sha256()).isEqualTo(ABC_SHA);
        assertFails(Reason.DISK_FULL, () -> full.put(endless(), 1_000_000));
        assertThat(filesBelowRoot()).hasSize(1);
        assertThat(store.find(ABC_SHA)).isPresent();
    }

    @Test
    void a_damaged_file_is_replaced_when_its_content_comes_again() throws IOException {
        store.put(bytes("abc"), 3);
        Path path = store.find(ABC_SHA).orElseThrow();
        Files.writeString(path, "ab");
        store.put(bytes("abc"), 3);
        assertThat(path).hasContent("abc");
    }

    @Test
    void a_deleted_file_is_gone() {
        store.put(bytes("abc"), 3);
        store.release(ABC_SHA);

        assertThat(store.removeUnused(ABC_SHA, () -> false)).isEqualTo(Removal.REMOVED);
        assertThat(store.removeUnused(ABC_SHA, () -> false)).isEqualTo(Removal.ABSENT);
        assertThat(store.find(ABC_SHA)).isEmpty();
        assertFails(Reason.MISSING, () -> store.size(ABC_SHA));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "..",
                "../../../../etc/passwd",
                "ba7816bf",
                "BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD",
                "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\n",
                "../816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
                "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f2001/ad"
            })
    void what_is_no_hash_never_becomes_a_path(String sha256) {
        assertThatThrownBy(() -> store.find(sha256)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> store.size(sha256)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> store.removeUnused(sha256, () -> false))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void opening_sweeps_what_a_crash_left_but_not_what_another_process_is_writing()
            throws IOException {
        store.put(bytes("abc"), 3);
        Path old = part("old.part", NOON.minus(Duration.ofMinutes(61)));
        Path young = part("young.part", NOON.minus(Duration.ofMinutes(59)));
        FileStore.open(root, clock);
        assertThat(old).doesNotExist();
        assertThat(young).exists();
        assertThat(store.find(ABC_SHA)).isPresent();
    }

    @Test
    void a_folder_that_cannot_be_made_stops_the_start() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        assertFails(Reason.DISK_FAILED, () -> FileStore.open(file.resolve("files"), clock));
    }

    @Test
    void many_threads_may_put_the_same_content_at_once() throws Exception {
        int threads = 8;
        var together = new CyclicBarrier(threads);
        Callable<StoredFile> put =
                () -> {
                    together.await();
                    return store.put(bytes("abc"), 3);
                };
        try (var pool = Executors.newFixedThreadPool(threads)) {
            List<Future<StoredFile>> puts = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                puts.add(pool.submit(put));
            }
            for (var done : puts) {
                assertThat(done.get()).isEqualTo(new StoredFile(ABC_SHA, 3));
            }
        }
        assertThat(filesBelowRoot()).hasSize(1);
        assertThat(store.find(ABC_SHA).orElseThrow()).hasContent("abc");
    }

    private static void assertFails(Reason reason, Callable<?> action) {
        assertThatThrownBy(action::call)
                .asInstanceOf(type(FileStoreException.class))
                .extracting(FileStoreException::reason)
                .isEqualTo(reason);
    }

    private List<Path> filesBelowRoot() throws IOException {
        try (var files = Files.walk(root)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    private Path part(String name, Instant modified) throws IOException {
        Path file = Files.writeString(root.resolve("incoming").resolve(name), "left");
        return Files.setLastModifiedTime(file, FileTime.from(modified));
    }

    private static InputStream bytes(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    private static InputStream endless() {
        return new InputStream() {
            @Override
            public int read() {
                return 0;
            }

            @Override
            public int read(byte[] buffer, int from, int count) {
                return count; // as many zeros as anybody wants
            }
        };
    }

    private static InputStream breaking() {
        return new FilterInputStream(InputStream.nullInputStream()) {
            @Override
            public int read(byte[] buffer, int from, int count) throws IOException {
                throw new IOException("connection reset");
            }
        };
    }

    /** A disk with room for so many bytes. */
    private static OutputStream failingAfter(int bytes, OutputStream file) {
        return new FilterOutputStream(file) {
            private int left = bytes;

            @Override
            public void write(byte[] buffer, int from, int count) throws IOException {
                out.write(buffer, from, Math.min(count, left));
                left -= count;
                if (left < 0) {
                    throw new IOException("No space left on device");
                }
            }
        };
    }
}
