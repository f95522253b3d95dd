package dev.conch.task;

import static dev.conch.task.KeptFiles.KEPT;
import static dev.conch.task.KeptFiles.video;

import static org.assertj.core.api.Assertions.assertThat;

import dev.conch.asset.FileStore;
import dev.conch.db.Database;
import dev.conch.event.Event;
import dev.conch.testing.SettableClock;
import dev.conch.testing.TestDatabases;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** Two nodes on one PostgreSQL: each file is deleted by one of them. */
@Timeout(60)
class FileKeeperRaceTest {
    private static final int TASKS = 150;

    @TempDir Path folder;
    private final SettableClock clock = new SettableClock();

    @Test
    void nodes_that_expire_and_delete_at_the_same_time_count_every_file_once() throws Exception {
        var url = TestDatabases.freshPostgres();
        try (var first = Database.open(url);
                var second = Database.open(url)) {
            var one = new KeptFiles(first, shared(), clock);
            var two = new KeptFiles(second, shared(), clock);
            var projects = List.of(one.project(), one.project(), one.project());
            var tasks = new ArrayList<Task>();
            for (int i = 0; i < TASKS; i++) {
                tasks.add(one.completed(projects.get(i % 3), video("film " + i)));
            }
            clock.advance(KEPT);
            var work = new ArrayList<Callable<Integer>>();
            for (var node : List.of(one, one, two, two)) {
                work.add(node.keeper::expire);
            }
            work.add(() -> deleteEveryFifth(one, tasks));
            work.add(() -> deleteEveryFifth(two, tasks));
            int expired = 0;
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                for (var done : threads.invokeAll(work)) {
                    expired += done.get();
                }
            }
            one.keeper.expire();

            var assets = tasks.stream().flatMap(task -> one.assets(task).stream()).toList();
            var marked =
                    assets.stream()
                            .filter(asset -> asset.deletion() == TaskAsset.Deletion.EXPIRED)
                            .toList();
            assertThat(assets).allMatch(asset -> asset.deletion() != null);
            assertThat(marked).hasSize(expired);
            assertThat(Stream.concat(one.events.stream(), two.events.stream()))
                    .extracting(Event::taskId)
                    .containsExactlyInAnyOrderElementsOf(
                            marked.stream().map(TaskAsset::taskId).toList());
            assertThat(projects).allMatch(project -> one.storedBytes(project) == 0);
            var left = new ArrayList<String>();
            one.files.visitOlder(clock.instant().plusSeconds(1), left::add);
            assertThat(left).isEmpty();
        }
    }

    private FileStore shared() {
        return FileStore.openShared(folder, clock);
    }

    private static int deleteEveryFifth(KeptFiles node, List<Task> tasks) {
        for (int i = TASKS - 1; i >= 0; i -= 5) {
            node.keeper.delete(tasks.get(i));
        }
        return 0;
    }

    @Test
    void a_node_with_a_folder_of_its_own_hears_of_files_that_another_node_deleted() {
        var url = TestDatabases.freshPostgres();
        try (var first = Database.open(url);
                var second = Database.open(url)) {
            var one = new KeptFiles(first, FileStore.open(folder.resolve("1"), clock), clock);
            var two = new KeptFiles(second, FileStore.open(folder.resolve("2"), clock), clock);
            var task = one.completed(one.project(), video("a film"));

            two.keeper.delete(task);

            var deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
            while (one.onDisk("a film") && System.nanoTime() < deadline) {
                LockSupport.parkNanos(5_000_000);
                one.keeper.removePending();
            }
            assertThat(one.onDisk("a film")).isFalse();
        }
    }
}
