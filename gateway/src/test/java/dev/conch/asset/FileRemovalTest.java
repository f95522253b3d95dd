package dev.conch.asset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.conch.testing.SettableClock;
import dev.conch.testing.Sha256;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** Content is deleted when nobody needs it, and never from under somebody who is putting it. */
@Timeout(60)
class FileRemovalTest {
    @TempDir Path folder;
    private final SettableClock clock = new SettableClock();
    private FileStore store;
    private String sha256;

    @BeforeEach
    void put_a_file() {
        store = FileStore.open(folder, clock);
        sha256 = put(store, "content");
    }

    private static String put(FileStore store, String content) {
        return store.put(new ByteArrayInputStream(content.getBytes(UTF_8)), 100).sha256();
    }

    @Test
    void what_was_put_stays_until_its_row_is_written_or_given_up() {
        assertThat(store.removeUnused(sha256, () -> false)).isEqualTo(Removal.TOO_YOUNG);
        assertThat(store.find(sha256)).isPresent();

        store.release(sha256);

        assertThat(store.removeUnused(sha256, () -> false)).isEqualTo(Removal.REMOVED);
        assertThat(store.find(sha256)).isEmpty();
    }

    @Test
    void every_put_of_the_same_content_must_be_released() {
        put(store, "content");
        store.release(sha256);

        assertThat(store.removeUnused(sha256, () -> false)).isEqualTo(Removal.TOO_YOUNG);

        store.release(sha256);
        assertThat(store.removeUnused(sha256, () -> false)).isEqualTo(Removal.REMOVED);
    }

    @Test
    void a_put_that_nobody_releases_protects_for_an_hour() {
        clock.advance(Duration.ofMinutes(59));
        assertThat(store.removeUnused(sha256, () -> false)).isEqualTo(Removal.TOO_YOUNG);

        clock.advance(Duration.ofMinutes(1));
        assertThat(store.removeUnused(sha256, () -> false)).isEqualTo(Removal.REMOVED);

        put(store, "content");
        store.release(sha256);
        assertThat(store.removeUnused(sha256, () -> false))
                .as("the hold of before is forgotten")
                .isEqualTo(Removal.REMOVED);
    }

    @Test
    void a_touch_and_another_put_give_another_hour() {
        clock.advance(Duration.ofHours(2));
        store.touch(sha256);
        clock.advance(Duration.ofMinutes(59));
        assertThat(store.removeUnused(sha256, () -> false)).isEqualTo(Removal.TOO_YOUNG);

        clock.advance(Duration.ofHours(2));
        put(store, "content");
        clock.advance(Duration.ofMinutes(59));
        assertThat(store.removeUnused(sha256, () -> false)).isEqualTo(Removal.TOO_YOUNG);
    }

    @Test
    void a_touch_of_what_is_gone_says_so() {
        store.release(sha256);
        store.removeUnused(sha256, () -> false);

        assertThatThrownBy(() -> store.touch(sha256)).isInstanceOf(FileStoreException.class);
    }

    @Test
    void what_a_row_needs_stays_however_old_it_is() {
        store.release(sha256);
        clock.advance(Duration.ofDays(1000));

        assertThat(store.removeUnused(sha256, () -> true)).isEqualTo(Removal.IN_USE);
        assertThat(store.find(sha256)).isPresent();
    }

    @Test
    void in_a_shared_folder_every_young_file_stays_since_holds_of_others_cannot_be_seen() {
        var shared = FileStore.openShared(folder, clock);
        store.release(sha256);

        assertThat(shared.removeUnused(sha256, () -> false)).isEqualTo(Removal.TOO_YOUNG);

        clock.advance(Duration.ofHours(1));
        assertThat(shared.removeUnused(sha256, () -> false)).isEqualTo(Removal.REMOVED);
    }

    @Test
    void a_put_of_another_process_while_the_database_is_asked_wins() {
        clock.advance(Duration.ofHours(2));
        var mine = FileStore.openShared(folder, clock);
        var theirs = FileStore.openShared(folder, clock);

        var removal =
                mine.removeUnused(
                        sha256,
                        () -> {
                            put(theirs, "content");
                            return false;
                        });

        assertThat(removal).isEqualTo(Removal.TOO_YOUNG);
        assertThat(store.find(sha256).orElseThrow()).hasContent("content");
    }

    @Test
    void what_a_crash_left_aside_is_put_back_and_judged_anew() throws Exception {
        var path = store.find(sha256).orElseThrow();
        Files.move(path, folder.resolve("incoming").resolve(sha256 + ".gone"));

        var reopened = FileStore.open(folder, clock);

        assertThat(reopened.find(sha256).orElseThrow()).hasContent("content");
        assertThat(folder.resolve("incoming")).isEmptyDirectory();
        assertThat(reopened.removeUnused(sha256, () -> false)).isEqualTo(Removal.REMOVED);
    }

    @Test
    void old_content_is_shown_and_young_content_and_strange_files_are_not() throws Exception {
        clock.advance(Duration.ofHours(2));
        put(store, "young");
        Files.writeString(folder.resolve("database-id"), "x");
        var seen = new ArrayList<String>();

        store.visitOlder(clock.instant().minus(Duration.ofHours(1)), seen::add);

        assertThat(seen).containsExactly(sha256);
    }

    @Test
    void a_visitor_may_stop() {
        put(store, "another");
        put(store, "one more");
        var seen = new ArrayList<String>();

        store.visitOlder(
                clock.instant().plusSeconds(1),
                it -> {
                    seen.add(it);
                    return seen.size() < 2;
                });

        assertThat(seen).hasSize(2);
    }

    /** Rows in memory, counted per content: what a database would say. */
    private static final class Rows {
        private final Map<String, Integer> byContent = new ConcurrentHashMap<>();

        void write(String sha256) {
            byContent.merge(sha256, 1, Integer::sum);
        }

        void delete(String sha256) {
            byContent.computeIfPresent(sha256, (_, n) -> n > 1 ? n - 1 : null);
        }

        boolean need(String sha256) {
            return byContent.containsKey(sha256);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void threads_that_put_and_delete_the_same_content_never_lose_what_a_row_names(long seed)
            throws Exception {
        race(List.of(store), seed, false);
    }

    /** Two stores on one folder know nothing of each other, like two processes. */
    @ParameterizedTest
    @ValueSource(longs = {3, 4})
    void processes_on_one_folder_never_lose_what_a_row_names(long seed) throws Exception {
        race(
                List.of(FileStore.openShared(folder, clock), FileStore.openShared(folder, clock)),
                seed,
                true);
    }

    private void race(List<FileStore> stores, long seed, boolean timePasses) throws Exception {
        var rows = new Rows();
        var removed = new AtomicInteger();
        var lost = new AtomicInteger();
        var hour = new ReentrantReadWriteLock(); // nobody takes an hour from put to row
        var putting = new CountDownLatch(3);
        var tasks = new ArrayList<Callable<Void>>();
        for (int thread = 0; thread < 6; thread++) {
            var files = stores.get(thread % stores.size());
            var random = new Random(seed * 100 + thread);
            boolean puts = thread < 3;
            tasks.add(
                    () -> {
                        for (int i = 0; puts && i < 100; i++) {
                            putAndUse(files, "content " + random.nextInt(2), rows, lost, hour);
                        }
                        if (puts) {
                            putting.countDown();
                        }
                        while (putting.getCount() > 0 && !puts) {
                            remove(files, "content " + random.nextInt(2), rows, removed);
                            if (timePasses && random.nextInt(10) == 0) {
                                passTwoHours(hour);
                            }
                        }
                        return null;
                    });
        }
        try (var pool = Executors.newFixedThreadPool(6)) {
            for (var done : pool.invokeAll(tasks)) {
                done.get();
            }
        }
        assertThat(lost).as("seed %d", seed).hasValue(0);
        assertThat(removed.get()).as("the race happened, seed %d", seed).isPositive();
    }

    private static void putAndUse(
            FileStore files,
            String content,
            Rows rows,
            AtomicInteger lost,
            ReentrantReadWriteLock hour) {
        String name;
        hour.readLock().lock();
        try {
            name = put(files, content);
            rows.write(name);
            files.release(name);
        } finally {
            hour.readLock().unlock();
        }
        // another process may have moved it aside for a moment, to see the row and put it back
        boolean there = false;
        for (int look = 0; look < 1000 && !there; look++) {
            there = files.find(name).isPresent();
            Thread.onSpinWait();
        }
        if (!there) {
            lost.incrementAndGet();
        }
        rows.delete(name);
    }

    private static void remove(FileStore files, String content, Rows rows, AtomicInteger removed) {
        var name = Sha256.of(content);
        if (files.removeUnused(name, () -> rows.need(name)) == Removal.REMOVED) {
            removed.incrementAndGet();
        }
    }

    private void passTwoHours(ReentrantReadWriteLock hour) {
        hour.writeLock().lock();
        try {
            clock.advance(Duration.ofHours(2));
        } finally {
            hour.writeLock().unlock();
        }
    }
}
