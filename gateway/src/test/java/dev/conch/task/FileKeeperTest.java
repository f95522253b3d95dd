package dev.conch.task;

import static dev.conch.task.KeptFiles.KEPT;
import static dev.conch.task.KeptFiles.image;
import static dev.conch.task.KeptFiles.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.conch.account.Project;
import dev.conch.asset.FileStore;
import dev.conch.base.ErrorCode;
import dev.conch.base.GatewayException;
import dev.conch.db.Database;
import dev.conch.db.Dialect;
import dev.conch.event.Event;
import dev.conch.testing.SettableClock;
import dev.conch.testing.TestDatabases;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** Files go when their time is over, on request, or when nobody knows them; sums stay right. */
@ParameterizedClass
@EnumSource(Dialect.class)
class FileKeeperTest {
    private final Dialect dialect;
    @TempDir Path folder;
    private final SettableClock clock = new SettableClock();
    private Database database;
    private KeptFiles node;
    private Project project;

    FileKeeperTest(Dialect dialect) {
        this.dialect = dialect;
    }

    @BeforeEach
    void open() {
        database = TestDatabases.open(dialect, folder);
        node = new KeptFiles(database, FileStore.open(folder.resolve("files"), clock), clock);
        project = node.project();
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void files_are_kept_until_their_time_is_over_and_not_a_moment_longer() {
        var task = node.completed(project, video("a film"));
        clock.advance(KEPT.minusMillis(1));
        assertThat(node.keeper.expire()).isZero();

        clock.advance(Duration.ofMillis(1));
        assertThat(node.keeper.expire()).isEqualTo(1);

        var asset = node.assets(task).getFirst();
        assertThat(asset.deletion()).isEqualTo(TaskAsset.Deletion.EXPIRED);
        assertThat(asset.bytes()).isEqualTo(6);
        assertThat(node.onDisk("a film")).isFalse();
        assertThat(node.storedBytes(project)).isZero();
    }

    @Test
    void a_task_tells_once_that_its_video_has_expired() {
        var task =
                node.completed(
                        project,
                        video("a film"),
                        new KeptFiles.File(TaskAsset.Kind.POSTER, "a poster"));
        clock.advance(KEPT);
        node.keeper.expire();
        node.keeper.expire();

        assertThat(node.events).extracting(Event::type).containsExactly("video.expired");
        assertThat(node.events.getFirst().taskId()).isEqualTo(task.id());
        assertThat(node.events.getFirst().projectId()).isEqualTo(project.id());
    }

    @Test
    void images_stay_while_their_task_is_under_way_and_go_after_it() {
        var task = node.queued(project, image("a frame"));
        clock.advance(KEPT.plusDays(3));
        assertThat(node.keeper.expire()).isZero();
        assertThat(node.keeper.sweep()).isZero();
        assertThat(node.onDisk("a frame")).isTrue();

        node.failed(task);
        assertThat(node.keeper.expire()).isEqualTo(1);

        assertThat(node.onDisk("a frame")).isFalse();
        assertThat(node.storedBytes(project)).isZero();
        assertThat(node.events).as("no video, no event").isEmpty();
    }

    @Test
    void content_that_another_task_needs_stays() {
        var first = node.completed(project, video("the same film"));
        clock.advance(Duration.ofDays(1));
        node.completed(node.project(), video("the same film"));

        clock.advance(KEPT.minusDays(1));
        assertThat(node.keeper.expire()).isEqualTo(1);
        assertThat(node.assets(first).getFirst().deletion()).isNotNull();
        assertThat(node.onDisk("the same film")).isTrue();

        clock.advance(Duration.ofDays(1));
        assertThat(node.keeper.expire()).isEqualTo(1);
        assertThat(node.onDisk("the same film")).isFalse();
    }

    @Test
    void a_request_deletes_all_files_of_an_ended_task_at_once_and_only_once() {
        var task = node.completed(project, image("a frame"), video("a film"));

        node.keeper.delete(task);
        node.keeper.delete(task);

        assertThat(node.assets(task))
                .extracting(TaskAsset::deletion)
                .containsOnly(TaskAsset.Deletion.REQUESTED);
        assertThat(node.onDisk("a film")).isFalse();
        assertThat(node.onDisk("a frame")).isFalse();
        assertThat(node.storedBytes(project)).isZero();

        clock.advance(KEPT);
        assertThat(node.keeper.expire()).isZero();
        assertThat(node.events).as("deleted, not expired").isEmpty();
    }

    @Test
    void in_every_state_it_depends_on_the_end_whether_files_can_be_deleted() {
        for (var state : TaskState.values()) {
            var content = "a frame of " + state;
            var task = node.in(state, node.queued(project, image(content)));
            var before = node.storedBytes(project);

            if (state.terminal()) {
                assertThat(node.keeper.delete(task).state()).isEqualTo(state);
            } else {
                assertThatThrownBy(() -> node.keeper.delete(task))
                        .as("%s", state)
                        .isInstanceOfSatisfying(
                                GatewayException.class,
                                refusal ->
                                        assertThat(refusal.code())
                                                .isEqualTo(ErrorCode.REQUEST_CONFLICT));
            }

            assertThat(node.onDisk(content)).as("%s", state).isNotEqualTo(state.terminal());
            assertThat(node.storedBytes(project))
                    .as("%s", state)
                    .isEqualTo(state.terminal() ? before - content.length() : before);
        }
    }

    @Test
    void content_without_a_row_goes_after_a_day_and_no_sooner() {
        node.completed(project, video("a film"));
        node.files.put(new ByteArrayInputStream(new byte[] {1, 2, 3}), 3);
        var orphan = "039058c6f2c0cb492c533b0a4d14ef77cc0f78abccced5287d84a1a2011cfb81";
        clock.advance(Duration.ofHours(24));
        assertThat(node.keeper.sweep()).isZero();
        assertThat(node.files.find(orphan)).isPresent();

        clock.advance(Duration.ofMillis(1));
        assertThat(node.keeper.sweep()).isEqualTo(1);

        assertThat(node.files.find(orphan)).isEmpty();
        assertThat(node.onDisk("a film")).isTrue();
    }

    @Test
    void more_orphans_than_one_question_holds_are_all_swept() {
        for (int i = 0; i < 250; i++) {
            node.files.put(new ByteArrayInputStream(new byte[] {1, (byte) i}), 2);
        }
        clock.advance(Duration.ofHours(25));

        assertThat(node.keeper.sweep()).isEqualTo(250);
        assertThat(node.keeper.sweep()).isZero();
    }

    @Test
    void what_is_too_young_in_a_shared_folder_is_deleted_an_hour_later() {
        var shared =
                new KeptFiles(
                        database, FileStore.openShared(folder.resolve("files"), clock), clock);
        var task = shared.completed(project, video("a film"));
        shared.keeper.delete(task);
        assertThat(shared.onDisk("a film")).isTrue();

        clock.advance(Duration.ofMinutes(30));
        shared.keeper.removePending();
        assertThat(shared.onDisk("a film")).isTrue();

        clock.advance(Duration.ofMinutes(30));
        shared.keeper.removePending();
        assertThat(shared.onDisk("a film")).isFalse();
    }

    @Test
    void content_that_came_back_while_its_deletion_waited_stays() {
        var shared =
                new KeptFiles(
                        database, FileStore.openShared(folder.resolve("files"), clock), clock);
        shared.keeper.delete(shared.completed(project, video("a film")));
        shared.completed(project, video("a film"));

        clock.advance(Duration.ofHours(2));
        shared.keeper.removePending();

        assertThat(shared.onDisk("a film")).isTrue();
    }

    @Test
    void the_stored_bytes_are_those_of_the_live_files_whatever_happens() {
        long seed = 20_261_124;
        var random = new Random(seed);
        var projects = List.of(project, node.project());
        var ended = new ArrayList<Task>();
        var running = new ArrayList<Task>();
        for (int step = 0; step < 300; step++) {
            var content = "x".repeat(1 + random.nextInt(8));
            var owner = projects.get(random.nextInt(2));
            switch (random.nextInt(6)) {
                case 0, 1 -> ended.add(node.completed(owner, video(content), image("i" + content)));
                case 2 -> running.add(node.queued(owner, image(content)));
                case 3 -> {
                    if (!running.isEmpty()) {
                        ended.add(node.failed(running.remove(random.nextInt(running.size()))));
                    }
                }
                case 4 -> {
                    if (!ended.isEmpty()) {
                        node.keeper.delete(ended.get(random.nextInt(ended.size())));
                    }
                }
                default -> {
                    clock.advance(Duration.ofHours(random.nextInt(60)));
                    node.keeper.expire();
                    node.keeper.sweep();
                }
            }
            if (step % 10 == 9) {
                var tasks = Stream.concat(ended.stream(), running.stream()).toList();
                requireSound(projects, tasks, seed);
            }
        }
        assertThat(node.events).extracting(Event::taskId).doesNotHaveDuplicates();
        assertThat(node.events).as("something expired").isNotEmpty();
    }

    private void requireSound(List<Project> projects, List<Task> tasks, long seed) {
        var live =
                tasks.stream()
                        .flatMap(task -> node.assets(task).stream())
                        .filter(asset -> asset.deletion() == null)
                        .toList();
        for (var owner : projects) {
            var bytes =
                    live.stream()
                            .filter(asset -> asset.projectId() == owner.id())
                            .mapToLong(TaskAsset::bytes)
                            .sum();
            assertThat(node.storedBytes(owner)).as("seed %d", seed).isEqualTo(bytes);
        }
        var onDisk = new ArrayList<String>();
        node.files.visitOlder(clock.instant().plusSeconds(1), onDisk::add);
        assertThat(onDisk)
                .as("seed %d", seed)
                .containsExactlyInAnyOrderElementsOf(
                        live.stream().map(TaskAsset::sha256).distinct().toList());
    }
}
