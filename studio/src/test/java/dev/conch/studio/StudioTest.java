package dev.conch.studio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.conch.studio.encode.VideoDecoder;
import dev.conch.studio.image.ImageReader;
import dev.conch.studio.image.Rgb;
import dev.conch.studio.image.TestPictures;
import dev.conch.studio.image.Yuv420;
import dev.conch.studio.scene.Interpretation;
import dev.conch.studio.scene.SceneJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StudioTest {
    @TempDir Path folder;

    @Test
    void a_picture_becomes_a_video_that_starts_with_it() throws IOException {
        Rgb picture = TestPictures.landscape(320, 256);
        RenderJob job = job("push in", 24, picture(picture, "first"), null);
        RenderResult result = Studio.render(job, 2, (done, total) -> {});
        assertThat(result.video().frames()).isEqualTo(24);
        assertThat(result.video().durationSeconds()).isEqualTo(1);
        assertThat(result.interpretation().understood()).containsExactly("push in");
        try (var decoder = new VideoDecoder(job.video())) {
            Yuv420 first = decoder.next().orElseThrow();
            assertThat(TestPictures.psnr(first.data(), Yuv420.fromRgb(picture).data()))
                    .isGreaterThan(38);
        }
        assertThat(ImageReader.read(Files.readAllBytes(job.poster())).width()).isEqualTo(320);
        assertThat(folder).isDirectoryNotContaining("glob:**part");
    }

    @Test
    void a_prompt_becomes_a_video_with_its_scene() throws IOException {
        RenderJob job = job("a glass marble rolls across a wooden desk", 3, null, null);
        RenderResult result = Studio.render(job, 2, (done, total) -> {});
        assertThat(result.video().frames()).isEqualTo(3);
        assertThat(result.interpretation().understood()).contains("glass marble");
        Path scene = folder.resolve("out.json");
        assertThat(SceneJson.read(Files.readString(scene)).clip()).isEqualTo(job.clip());
        assertThat(job.poster()).isNotEmptyFile();
    }

    @Test
    void the_same_job_gives_the_same_bytes_with_any_number_of_threads() throws IOException {
        Path picture = picture(TestPictures.landscape(320, 256), "first");
        Studio.render(job("pan left", 20, picture, null), 1, (done, total) -> {});
        byte[] once = Files.readAllBytes(folder.resolve("out.mp4"));
        Studio.render(job("pan left", 20, picture, null), 3, (done, total) -> {});
        assertThat(Files.readAllBytes(folder.resolve("out.mp4"))).isEqualTo(once);
    }

    @Test
    void two_pictures_are_both_shown_and_the_way_between_is_told() {
        Path first = picture(TestPictures.landscape(320, 256), "first");
        Path last = picture(TestPictures.landscape(320, 256, 0.52, 0.6), "last");
        RenderResult result =
                Studio.render(job("pan left", 12, first, last), 2, (done, total) -> {});
        assertThat(result.interpretation().approximated())
                .extracting(Interpretation.Approximation::word)
                .contains("(first to last frame)");
    }

    @Test
    void a_picture_that_cannot_be_used_is_refused_with_the_reason() throws IOException {
        Path tiny = picture(Rgb.black(100, 100), "tiny");
        assertThatThrownBy(() -> Studio.render(job("x", 3, tiny, null), 1, (done, total) -> {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("first frame: the image is 100x100 pixels");
        assertThat(folder.resolve("out.mp4")).doesNotExist();
    }

    @Test
    void a_shot_is_rendered_in_order_with_progress_and_its_scene_is_kept() {
        var told = new ArrayList<Integer>();
        RenderJob job = job("a pattern", 10, null, null);
        RenderResult result =
                Studio.render(job, 2, (done, total) -> told.add(done), (j, t) -> new Pattern(job));
        assertThat(told).isEqualTo(List.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10));
        assertThat(result.video().frames()).isEqualTo(10);
        assertThat(job.scene()).hasContent("{\"v\":1}");
    }

    @Test
    void a_shot_that_fails_leaves_no_file_and_is_closed() throws IOException {
        RenderJob job = job("a pattern", 10, null, null);
        var shot =
                new Pattern(job) {
                    @Override
                    public Yuv420 frame(int index) {
                        if (index == 5) {
                            throw new IllegalStateException("no light");
                        }
                        return super.frame(index);
                    }
                };
        assertThatThrownBy(() -> Studio.render(job, 2, (done, total) -> {}, (j, t) -> shot))
                .hasMessageContaining("no light");
        assertThat(shot.closed.getCount()).isZero();
        try (var left = Files.list(folder)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void an_interrupt_ends_the_render_within_a_second_and_leaves_no_file() throws Exception {
        RenderJob job = job("a pattern", 100, null, null);
        var stuck = new CountDownLatch(1);
        var shot =
                new Pattern(job) {
                    @Override
                    public Yuv420 frame(int index) {
                        if (index == 5) { // a frame that takes long and does not look up
                            stuck.countDown();
                            long end = System.nanoTime() + 1_500_000_000L;
                            while (System.nanoTime() < end) {
                                Thread.onSpinWait();
                            }
                        }
                        return super.frame(index);
                    }
                };
        Thread renderer = Thread.currentThread();
        Thread.ofPlatform()
                .start(
                        () -> {
                            try {
                                stuck.await();
                            } catch (InterruptedException unexpected) {
                                throw new AssertionError(unexpected);
                            }
                            renderer.interrupt();
                        });
        long[] interrupted = new long[1];
        assertThatThrownBy(
                        () ->
                                Studio.render(
                                        job,
                                        2,
                                        (done, total) -> interrupted[0] = System.nanoTime(),
                                        (j, t) -> shot))
                .isInstanceOf(CancellationException.class);
        assertThat(System.nanoTime() - interrupted[0]).isLessThan(1_200_000_000L);
        assertThat(Thread.interrupted()).isFalse();
        try (var left = Files.list(folder)) {
            assertThat(left).isEmpty();
        }
        shot.closed.await(); // when the stuck frame is done
    }

    @Test
    void an_interrupt_is_seen_although_frames_are_always_ready() {
        RenderJob job = job("a pattern", 1000, null, null);
        var frames = new AtomicInteger();
        assertThatThrownBy(
                        () ->
                                Studio.render(
                                        job,
                                        2,
                                        (done, total) -> {
                                            frames.set(done);
                                            if (done == 3) {
                                                Thread.currentThread().interrupt();
                                            }
                                        },
                                        (j, t) -> new Pattern(job)))
                .isInstanceOf(CancellationException.class);
        assertThat(frames).hasValue(3);
    }

    private RenderJob job(
            String prompt, int frames, @Nullable Path firstFrame, @Nullable Path lastFrame) {
        return new RenderJob(
                prompt,
                320,
                256,
                24,
                frames,
                1,
                true,
                firstFrame,
                lastFrame,
                folder.resolve("out.mp4"),
                folder.resolve("out.jpg"),
                firstFrame == null ? folder.resolve("out.json") : null);
    }

    private Path picture(Rgb picture, String name) {
        return TestPictures.png(folder.resolve(name + ".png"), picture);
    }

    /** A gradient that moves. */
    private static class Pattern implements Shot {
        final CountDownLatch closed = new CountDownLatch(1);
        private final RenderJob job;

        Pattern(RenderJob job) {
            this.job = job;
        }

        @Override
        public Yuv420 frame(int index) {
            Rgb picture = Rgb.black(job.width(), job.height());
            for (int i = 0; i < picture.data().length; i++) {
                picture.data()[i] = (byte) (i / 3 % job.width() / 2 + index);
            }
            return Yuv420.fromRgb(picture);
        }

        @Override
        public Interpretation interpretation() {
            return new Interpretation(Interpretation.ENGINE, List.of(), List.of(), List.of());
        }

        @Override
        public int posterFrame() {
            return 2;
        }

        @Override
        public boolean parallel() {
            return false;
        }

        @Override
        public Optional<String> scene() {
            return Optional.of("{\"v\":1}");
        }

        @Override
        public void close() {
            closed.countDown();
        }
    }
}
