package dev.conch.studio.encode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.conch.studio.image.Rgb;
import dev.conch.studio.image.TestPictures;
import dev.conch.studio.image.Yuv420;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VideoEncoderTest {
    @TempDir Path folder;

    @Test
    void decoded_frames_look_like_the_encoded_ones() {
        Path file = folder.resolve("a.mp4");
        List<Yuv420> frames = encode(file, 640, 360, 24, 30);
        List<Yuv420> decoded = decode(file);
        assertThat(decoded).hasSameSizeAs(frames);
        for (int i = 0; i < frames.size(); i++) {
            assertThat(TestPictures.psnr(frames.get(i).data(), decoded.get(i).data()))
                    .as("PSNR of frame %d", i)
                    .isGreaterThan(40);
        }
    }

    @Test
    void the_file_is_what_browsers_and_regulators_want() {
        Path file = folder.resolve("a.mp4");
        encode(file, 320, 192, 24, 50);
        ProbedVideo probed = VideoProbe.probe(file);
        assertThat(probed.codec()).isEqualTo("h264");
        assertThat(probed.profile()).isEqualTo("High");
        assertThat(probed.pixelFormat()).isEqualTo("yuv420p");
        assertThat(probed.color())
                .isEqualTo(new ProbedVideo.ColorTags("bt709", "bt709", "bt709", "tv"));
        assertThat(probed.faststart()).isTrue();
        assertThat(probed.comment()).isEqualTo("AI-generated: Conch studio (procedural)");
    }

    @Test
    void the_same_frames_give_the_same_bytes() throws IOException {
        encode(folder.resolve("a.mp4"), 320, 192, 24, 30);
        encode(folder.resolve("b.mp4"), 320, 192, 24, 30);
        assertThat(folder.resolve("a.mp4")).hasSameBinaryContentAs(folder.resolve("b.mp4"));
    }

    @ParameterizedTest
    @CsvSource({"64,64,24,1", "1366,768,24,3", "912,512,30,7", "360,640,25,49", "128,64,120,121"})
    void every_frame_is_kept_and_lasts_its_time(int width, int height, int fps, int frames) {
        Path file = folder.resolve("a.mp4");
        encode(file, width, height, fps, frames);
        ProbedVideo probed = VideoProbe.probe(file);
        assertThat(probed.width()).isEqualTo(width);
        assertThat(probed.height()).isEqualTo(height);
        assertThat(probed.frames()).isEqualTo(frames);
        assertThat(probed.fps()).isEqualTo(fps, within(1e-9));
        assertThat(probed.durationSeconds()).isEqualTo((double) frames / fps, within(1e-9));
        assertThat(decode(file)).hasSize(frames);
    }

    @Test
    void a_video_that_was_not_finished_leaves_no_file() {
        Path file = folder.resolve("a.mp4");
        try (var encoder = new VideoEncoder(file, 64, 64, 24)) {
            encoder.add(Yuv420.fromRgb(Rgb.black(64, 64)));
        }
        assertThat(file).doesNotExist();
    }

    @Test
    void a_frame_of_another_size_is_refused() {
        try (var encoder = new VideoEncoder(folder.resolve("a.mp4"), 64, 64, 24)) {
            var frame = Yuv420.fromRgb(Rgb.black(64, 66));
            assertThatThrownBy(() -> encoder.add(frame))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("64x64");
        }
    }

    @Test
    void probing_something_else_says_that_it_is_no_video() throws IOException {
        Path file = Files.writeString(folder.resolve("a.mp4"), "#EXTM3U\nhttp://127.0.0.1/x.ts\n");
        assertThatThrownBy(() -> VideoProbe.probe(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a.mp4 is not a readable MP4 or WebM video");
    }

    @Test
    void a_file_that_was_cut_off_has_fewer_frames_or_is_refused() throws IOException {
        Path file = folder.resolve("a.mp4");
        encode(file, 320, 192, 24, 30);
        byte[] all = Files.readAllBytes(file);
        Path cut = folder.resolve("cut.mp4");
        Files.write(cut, java.util.Arrays.copyOf(all, all.length / 2));
        int frames;
        try {
            frames = VideoProbe.probe(cut).frames();
        } catch (RuntimeException refused) {
            frames = 0;
        }
        assertThat(frames).isLessThan(30);
    }

    /** A pan over a landscape. */
    private static List<Yuv420> encode(Path file, int width, int height, int fps, int count) {
        var frames = new ArrayList<Yuv420>();
        Rgb wide = TestPictures.landscape(width + count, height);
        try (var encoder = new VideoEncoder(file, width, height, fps)) {
            for (int i = 0; i < count; i++) {
                var frame = Yuv420.fromRgb(window(wide, i, width));
                frames.add(frame);
                encoder.add(frame);
            }
            EncodedVideo video = encoder.finish();
            assertThat(video.frames()).isEqualTo(count);
            assertThat(file).hasSize(video.bytes());
        }
        return frames;
    }

    private static Rgb window(Rgb wide, int left, int width) {
        Rgb out = Rgb.black(width, wide.height());
        for (int y = 0; y < wide.height(); y++) {
            System.arraycopy(
                    wide.data(),
                    (y * wide.width() + left) * 3,
                    out.data(),
                    y * width * 3,
                    width * 3);
        }
        return out;
    }

    private static List<Yuv420> decode(Path file) {
        var frames = new ArrayList<Yuv420>();
        try (var decoder = new VideoDecoder(file)) {
            for (var next = decoder.next(); next.isPresent(); next = decoder.next()) {
                frames.add(next.get());
            }
        }
        return frames;
    }
}
