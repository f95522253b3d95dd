package dev.conch.asset;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageHeaderTest {
    @ParameterizedTest
    @CsvSource({"1, 1", "640, 480", "257, 8191", "9000, 3"})
    void real_jpeg_and_png_files_give_their_size(int width, int height) {
        assertThat(ImageHeader.read(Images.png(width, height)))
                .contains(new ImageHeader(ImageType.PNG, width, height));
        assertThat(ImageHeader.read(Images.jpeg(width, height)))
                .contains(new ImageHeader(ImageType.JPEG, width, height));
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "640, 480", "16383, 2", "2, 16383"})
    void all_three_kinds_of_webp_give_their_size(int width, int height) {
        var expected = new ImageHeader(ImageType.WEBP, width, height);
        assertThat(ImageHeader.read(Images.webpLossy(width, height))).contains(expected);
        assertThat(ImageHeader.read(Images.webpLossless(width, height))).contains(expected);
        assertThat(ImageHeader.read(Images.webpExtended(width, height, width, height)))
                .contains(expected);
    }

    @Test
    void webp_without_a_picture_of_the_declared_size_or_with_motion_is_refused() {
        assertThat(ImageHeader.read(Images.webpExtended(300, 300, 16000, 16000))).isEmpty();
        assertThat(ImageHeader.read(Images.webpAnimated(300, 300))).isEmpty();
    }

    @Test
    void the_two_scaling_bits_of_lossy_webp_are_not_part_of_its_size() {
        byte[] file = Images.webpLossy(300, 400);
        file[27] |= (byte) 0xc0;
        file[29] |= (byte) 0x40;
        assertThat(ImageHeader.read(file)).contains(new ImageHeader(ImageType.WEBP, 300, 400));
    }

    @ParameterizedTest
    @CsvSource({
        "progressive,              FFD8 FFC2 000B 08 0140 0280 01 01 11 00, 640x320",
        "fill bytes,               FFD8 FFFFFF C0 000B 08 0140 0280 01 01 11 00, 640x320",
        "comment first,            FFD8 FFFE 0004 FFC0 FFC0 000B 08 0140 0280 01 01 11 00, 640x320",
        "12 bits,                  FFD8 FFC1 000B 0C 0140 0280 01 01 11 00, none",
        "lossless,                 FFD8 FFC3 000B 08 0140 0280 01 01 11 00, none",
        "arithmetic,               FFD8 FFC9 000B 08 0140 0280 01 01 11 00, none",
        "scan before frame,        FFD8 FFDA 0004 0000 FFC0 000B 08 0140 0280 01 01 11 00, none",
        "height in a later marker, FFD8 FFC0 000B 08 0000 0280 01 01 11 00, none",
        "no width,                 FFD8 FFC0 000B 08 0140 0000 01 01 11 00, none",
        "wrong frame length,       FFD8 FFC0 000B 08 0140 0280 03 01 11 00, none",
        "segment of length 1,      FFD8 FFE0 0001 FFC0 000B 08 0140 0280 01 01 11 00, none",
        "segment beyond the end,   FFD8 FFE0 FFFF, none",
        "cut inside the frame,     FFD8 FFC0 000B 08 0140 02, none",
        "end at once,              FFD8 FFD9, none",
        "no marker,                FFD8 FFE0 0002 00 FFC0 000B 08 0140 0280 01 01 11 00, none"
    })
    void jpeg_segments_are_walked_up_to_the_frame(String what, String hex, String size) {
        var header = ImageHeader.read(HexFormat.of().parseHex(hex.replace(" ", "")));
        assertThat(header.map(found -> found.width() + "x" + found.height()).orElse("none"))
                .as(what)
                .isEqualTo(size);
    }

    @Test
    void png_whose_first_chunk_is_damaged_is_refused() {
        byte[] good = Images.png(300, 400);
        for (int i = 8; i < 33; i++) {
            byte[] bad = good.clone();
            bad[i] ^= 1;
            assertThat(ImageHeader.read(bad)).as("byte %d", i).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "R0lGODlhAQABAAAAACw=",
                "PHN2Zy8+",
                "iVBORw0KGgo=",
                "/9j/",
                "UklGRgAAAABXRUJQ",
                "UklGRv////9XRUJQVlA4IA=="
            })
    void what_is_no_image_of_these_three_kinds_is_empty(String base64) {
        assertThat(ImageHeader.read(Base64.getDecoder().decode(base64))).isEmpty();
    }

    @Test
    void files_cut_anywhere_in_their_headers_never_throw() {
        for (byte[] file : samples()) {
            for (int length = 0; length < Math.min(file.length, 700); length++) {
                var header = ImageHeader.read(Arrays.copyOf(file, length));
                assertThat(header.map(ImageHeader::width).orElse(300)).isEqualTo(300);
            }
        }
    }

    @Test
    void random_and_damaged_bytes_never_throw_and_give_positive_sizes() {
        long seed = new Random().nextLong();
        System.out.println("ImageHeaderTest seed " + seed);
        var random = new Random(seed);
        var samples = samples();
        for (int round = 0; round < 100_000; round++) {
            byte[] file = samples.get(round % samples.size()).clone();
            int damages = 1 + random.nextInt(8);
            for (int i = 0; i < damages; i++) {
                file[random.nextInt(Math.min(file.length, 64))] = (byte) random.nextInt();
            }
            int length = random.nextInt(4) == 0 ? random.nextInt(file.length) : file.length;
            ImageHeader.read(Arrays.copyOf(file, length))
                    .ifPresent(
                            header ->
                                    assertThat(header.width() > 0 && header.height() > 0)
                                            .as("seed %d", seed)
                                            .isTrue());
        }
    }

    @Test
    void a_large_file_of_tiny_segments_is_walked_once() {
        byte[] fill = new byte[4 << 20];
        Arrays.fill(fill, (byte) 0xff);
        fill[1] = (byte) 0xd8;
        assertThat(ImageHeader.read(fill)).isEmpty();
        byte[] chunks = Images.webpExtended(300, 300, 300, 300);
        byte[] webp = Arrays.copyOf(chunks, 4 << 20); // zero-length chunks up to the end
        Arrays.fill(webp, 30, webp.length, (byte) 0);
        webp[4] = (byte) 0xf8;
        webp[5] = (byte) 0xff;
        webp[6] = 0x3f;
        assertThat(ImageHeader.read(webp)).isEmpty();
    }

    private static List<byte[]> samples() {
        return List.of(
                Images.png(300, 400),
                Images.jpeg(300, 400),
                Images.webpLossy(300, 400),
                Images.webpLossless(300, 400),
                Images.webpExtended(300, 400, 300, 400));
    }
}
