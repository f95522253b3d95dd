package dev.conch.studio.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.conch.studio.RenderJob;
import dev.conch.studio.RenderResult;
import dev.conch.studio.StudioException;
import dev.conch.studio.image.TestPictures;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class StudioProcessTest {
    private static final int HOURS_OF_WORK = 7200;

    @TempDir Path folder;

    @BeforeEach
    void draw() {
        TestPictures.png(folder.resolve("first.png"), TestPictures.landscape(320, 256));
    }

    @Test
    void jobs_run_one_after_another_in_the_same_warm_child() throws IOException {
        try (var studio = new StudioProcess(settings(256))) {
            assertThat(studio.pid()).isEmpty();
            var progress = new AtomicInteger();
            RenderResult result = studio.render(job(5), (done, total) -> progress.set(done));
            assertThat(progress).hasValue(5);
            assertThat(result.video().frames()).isEqualTo(5);
            assertThat(result.interpretation().ignored()).containsExactly("größer", "弹珠");
            assertThat(folder.resolve("out é.mp4")).hasSize(result.video().bytes());
            long pid = studio.pid().orElseThrow();
            studio.render(job(3), (done, total) -> {});
            assertThat(studio.pid()).hasValue(pid);
        }
    }

    @Test
    void a_refused_picture_is_the_callers_mistake_and_harms_nothing() throws IOException {
        try (var studio = new StudioProcess(settings(256))) {
            Files.writeString(folder.resolve("first.png"), "no picture");
            assertThatThrownBy(() -> studio.render(job(5), (done, total) -> {}))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("first frame: the image must be a JPEG, PNG or WebP file");
            draw();
            assertThat(studio.render(job(2), (done, total) -> {}).video().frames()).isEqualTo(2);
        }
    }

    @Test
    void an_interrupt_cancels_within_a_second_and_the_next_job_works() throws IOException {
        try (var studio = new StudioProcess(settings(256))) {
            long[] canceledAt = new long[1];
            assertThatThrownBy(
                            () ->
                                    studio.render(
                                            job(HOURS_OF_WORK),
                                            (done, total) -> {
                                                if (done == 3) {
                                                    canceledAt[0] = System.nanoTime();
                                                    Thread.currentThread().interrupt();
                                                }
                                            }))
                    .isInstanceOf(CancellationException.class);
            assertThat(Duration.ofNanos(System.nanoTime() - canceledAt[0]))
                    .isLessThan(Duration.ofMillis(1300));
            assertThat(Thread.interrupted()).isFalse();
            try (var left = Files.list(folder)) {
                assertThat(left).containsExactly(folder.resolve("first.png"));
            }
            assertThat(studio.render(job(2), (done, total) -> {}).video().frames()).isEqualTo(2);
        }
    }

    @Test
    void a_killed_child_is_an_error_and_the_next_job_gets_a_new_one() throws IOException {
        try (var studio = new StudioProcess(settings(256))) {
            assertThatThrownBy(
                            () ->
                                    studio.render(
                                            job(HOURS_OF_WORK),
                                            (done, total) -> {
                                                if (done == 3) {
                                                    kill(studio.pid().orElseThrow());
                                                }
                                            }))
                    .isInstanceOf(StudioException.class)
                    .hasMessageContaining("ended with code");
            try (var left = Files.list(folder)) {
                assertThat(left).containsExactly(folder.resolve("first.png"));
            }
            assertThat(studio.render(job(2), (done, total) -> {}).video().frames()).isEqualTo(2);
        }
    }

    @Test
    void too_little_memory_is_an_error_that_says_so() {
        try (var studio = new StudioProcess(settings(40))) {
            var job = job(5, 2560, 2048);
            assertThatThrownBy(() -> studio.render(job, (done, total) -> {}))
                    .isInstanceOf(StudioException.class)
                    .hasMessageContaining("OutOfMemoryError");
        }
    }

    @Test
    void closing_ends_the_child_and_the_render_under_way() {
        var studio = new StudioProcess(settings(256));
        long[] pid = new long[1];
        assertThatThrownBy(
                        () ->
                                studio.render(
                                        job(HOURS_OF_WORK),
                                        (done, total) -> {
                                            if (done == 3) {
                                                pid[0] = studio.pid().orElseThrow();
                                                Thread.ofPlatform().start(studio::close);
                                            }
                                        }))
                .isInstanceOf(RuntimeException.class);
        assertGone(pid[0]);
        assertThatThrownBy(() -> studio.render(job(1), (done, total) -> {}))
                .hasMessage("the studio is closed");
    }

    @Test
    void the_child_ends_when_its_parent_is_killed_in_the_middle_of_a_render() throws Exception {
        Process parent =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                Parent.class.getName(),
                                folder.toString())
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        try (var lines =
                new BufferedReader(
                        new InputStreamReader(parent.getInputStream(), StandardCharsets.UTF_8))) {
            long child = Long.parseLong(lines.readLine());
            assertThat(ProcessHandle.of(child)).isPresent();
            parent.destroyForcibly();
            assertGone(child);
        }
    }

    /** A parent that prints its child's process id in the middle of a long render. */
    static final class Parent {
        private Parent() {}

        public static void main(String[] arguments) {
            var test = new StudioProcessTest();
            test.folder = Path.of(arguments[0]);
            try (var studio = new StudioProcess(test.settings(256))) {
                studio.render(
                        test.job(HOURS_OF_WORK),
                        (done, total) -> {
                            if (done == 3) {
                                System.out.println(studio.pid().orElseThrow());
                            }
                        });
            }
        }
    }

    private ChildSettings settings(int megabytes) {
        return new ChildSettings(1, megabytes, Duration.ofSeconds(30), line -> {});
    }

    private RenderJob job(int frames) {
        return job(frames, 320, 256);
    }

    private RenderJob job(int frames, int width, int height) {
        return new RenderJob(
                "[Push in] größer, 弹珠",
                width,
                height,
                24,
                frames,
                1,
                true,
                folder.resolve("first.png"),
                null,
                folder.resolve("out é.mp4"),
                folder.resolve("out.jpg"),
                null);
    }

    private static void kill(long pid) {
        ProcessHandle.of(pid).orElseThrow().destroyForcibly();
    }

    private static void assertGone(long pid) {
        ProcessHandle.of(pid)
                .ifPresent(child -> assertThat(child.onExit()).succeedsWithin(5, TimeUnit.SECONDS));
    }
}
