package dev.conch.provider;

import static dev.conch.testing.Boxes.box;
import static dev.conch.testing.Boxes.c2pa;
import static dev.conch.testing.Boxes.join;
import static dev.conch.testing.Boxes.keys;
import static dev.conch.testing.Boxes.number;
import static dev.conch.testing.Boxes.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.conch.testing.TinyVideo;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;

class Mp4BoxesTest {
    /** Whatever a file says, so often and no more is it read from. */
    private static final int MOST_READS = 100_000;

    private static final byte[] TYPE = box("ftyp", text("isom"));
    private static final VideoMarks NONE = new VideoMarks(false, false, false);

    @TempDir Path folder;

    private static Optional<VideoMarks> marks(byte[]... parts) {
        var file = join(parts);
        var reads = new int[1];
        Mp4Boxes.Bytes bytes =
                (into, at) -> {
                    assertThat(++reads[0]).isLessThan(MOST_READS);
                    return read(file, into, at);
                };
        try {
            return new Mp4Boxes(bytes, file.length).marks();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static int read(byte[] file, ByteBuffer into, long at) {
        assertThat(at).isNotNegative();
        if (at >= file.length) {
            return -1;
        }
        int n = (int) Math.min(into.remaining(), file.length - at);
        into.put(file, (int) at, n);
        return n;
    }

    private static byte[] track(String handler) {
        return box("trak", box("mdia", box("hdlr", new byte[8], text(handler), new byte[13])));
    }

    private static byte[] moov(byte[]... parts) {
        return box("moov", join(parts));
    }

    @Test
    void a_real_video_without_marks_and_sound_has_none() throws IOException {
        var file = Files.write(folder.resolve("a.mp4"), TinyVideo.bytes());
        assertThat(VideoMarks.of(file)).hasValue(NONE);
    }

    @Test
    void a_manifest_of_c2pa_is_found_before_and_after_the_film() {
        assertThat(marks(TYPE, c2pa(), moov())).hasValue(new VideoMarks(true, false, false));
        assertThat(marks(TinyVideo.bytes(), c2pa())).hasValue(new VideoMarks(true, false, false));
    }

    @Test
    void another_uuid_and_a_manifest_in_a_wrong_place_are_none() {
        var other = box("uuid", new byte[16], text("manifest"));
        assertThat(marks(TYPE, other, box("uuid"), moov(c2pa()))).hasValue(NONE);
    }

    @Test
    void the_key_aigc_is_found_wherever_writers_put_it() {
        var found = new VideoMarks(false, true, false);
        var free =
                box(
                        "----",
                        box("mean", number(0), text("com.apple.iTunes")),
                        box("name", number(0), text("AIGC")));
        var comment = box("©cmt", box("data", number(1), number(0), text("{\"AIGC\":{}}")));
        var quickTime = box("meta", box("hdlr", new byte[25]), keysOnly("com.example.AIGC"));
        assertThat(marks(TYPE, moov(box("udta", keys("AIGC"))))).hasValue(found);
        assertThat(marks(TYPE, moov(keys("AIGC")))).hasValue(found);
        assertThat(marks(TYPE, moov(quickTime))).hasValue(found);
        assertThat(marks(TYPE, moov(box("udta", iTunes(free))))).hasValue(found);
        assertThat(marks(TYPE, moov(box("udta", iTunes(comment))))).hasValue(found);
        assertThat(marks(TYPE, moov(box("udta", box("AIGC", text("{}")))))).hasValue(found);
    }

    private static byte[] keysOnly(String key) {
        return box("keys", number(0), number(1), number(8 + key.length()), text("mdta"), text(key));
    }

    private static byte[] iTunes(byte[] item) {
        return box("meta", number(0), box("hdlr", new byte[25]), box("ilst", item));
    }

    @Test
    void other_keys_and_the_same_letters_elsewhere_are_not_the_key() {
        assertThat(marks(TYPE, moov(keys("AIGCX")), moov(keys("myAIGC")))).hasValue(NONE);
        assertThat(marks(TYPE, moov(), box("mdat", text("AIGC"), box("AIGC")))).hasValue(NONE);
    }

    @Test
    void a_sound_track_is_heard_of() {
        assertThat(marks(TYPE, moov(track("vide"), track("soun"))))
                .hasValue(new VideoMarks(false, false, true));
        assertThat(marks(TYPE, moov(track("vide")))).hasValue(NONE);
    }

    @Test
    void sizes_of_sixty_four_bits_and_to_the_end_of_the_file_are_read() {
        var large = join(number(1), text("mdat"), number(0), number(24), new byte[8]);
        var rest = join(number(0), text("mdat"), new byte[100]);
        assertThat(marks(TYPE, large, c2pa(), moov(), rest))
                .hasValue(new VideoMarks(true, false, false));
    }

    @Test
    void nothing_is_said_of_what_is_no_mp4_or_was_cut_off() {
        assertThat(marks()).isEmpty();
        assertThat(marks(text("<html><body>no video</body></html>"))).isEmpty();
        assertThat(marks(TYPE)).isEmpty();
        assertThat(marks(TYPE, moov(), number(1000), text("mdat"))).isEmpty();
        assertThat(marks(TYPE, moov(), number(1), text("mdat"), number(-1), number(-1))).isEmpty();
    }

    @Test
    void more_boxes_than_a_film_has_are_given_up() {
        var many = new byte[30_000][];
        Arrays.fill(many, box("free"));
        assertThat(marks(TYPE, moov(), join(many))).isEmpty();
        assertThat(marks(TYPE, moov(join(many)))).isEmpty();
    }

    @Test
    void boxes_within_boxes_end_somewhere() {
        var deep = box("udta");
        for (int i = 0; i < 5000; i++) {
            deep = box("udta", deep);
        }
        assertThat(marks(TYPE, moov(deep))).hasValue(NONE);
    }

    @Test
    void random_bytes_are_survived() {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        for (int i = 0; i < 3000; i++) {
            var bytes = new byte[random.nextInt(400)];
            random.nextBytes(bytes);
            assertThat(marks(bytes)).as("seed %d", seed).isEmpty();
        }
    }

    @Test
    void damaged_and_truncated_videos_are_survived() {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        var whole =
                join(
                        TYPE,
                        c2pa(),
                        moov(track("vide"), track("soun"), box("udta", keys("AIGC"))),
                        box("mdat", new byte[50]));
        assertThat(marks(whole)).hasValue(new VideoMarks(true, true, true));
        int film = whole.length - 58;
        for (int length = 0; length < whole.length; length++) {
            var cut = marks(Arrays.copyOf(whole, length));
            if (length != film) { // there a box ends, and what is missing is not missed
                assertThat(cut).as("of %d bytes", length).isEmpty();
            }
        }
        for (int i = 0; i < 20_000; i++) {
            var damaged = whole.clone();
            for (int hits = 1 + random.nextInt(5); hits > 0; hits--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            }
            try {
                marks(damaged);
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
    }
}
