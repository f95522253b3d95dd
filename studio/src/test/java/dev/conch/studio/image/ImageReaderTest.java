package dev.conch.studio.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.conch.studio.encode.Poster;
import dev.conch.studio.image.ImageHeader.Format;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageReaderTest {
    private static final Rgb PICTURE = TestPictures.landscape(300, 260);

    @Test
    void png_is_read_exactly() {
        byte[] file = png(image(PICTURE, BufferedImage.TYPE_INT_RGB));
        assertThat(ImageReader.inspect(file)).isEqualTo(new ImageHeader(Format.PNG, 300, 260));
        assertThat(ImageReader.read(file).data()).isEqualTo(PICTURE.data());
    }

    @Test
    void jpeg_is_read_nearly_exactly() {
        byte[] file = Poster.jpeg(PICTURE);
        assertThat(ImageReader.inspect(file)).isEqualTo(new ImageHeader(Format.JPEG, 300, 260));
        assertThat(TestPictures.psnr(ImageReader.read(file).data(), PICTURE.data()))
                .isGreaterThan(30);
    }

    @Test
    void a_jpeg_that_ends_too_early_is_refused_instead_of_painted_gray() {
        byte[] whole = Poster.jpeg(PICTURE);
        byte[] cut = java.util.Arrays.copyOf(whole, whole.length / 3);
        assertThatThrownBy(() -> ImageReader.read(cut))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("ends too early");
    }

    @Test
    void lossless_webp_is_read_exactly() {
        byte[] file = WebpFiles.lossless(PICTURE, 255);
        assertThat(ImageReader.inspect(file)).isEqualTo(new ImageHeader(Format.WEBP, 300, 260));
        assertThat(ImageReader.read(file).data()).isEqualTo(PICTURE.data());
    }

    @Test
    void lossy_webp_is_read_nearly_exactly() {
        byte[] file = WebpFiles.lossy(PICTURE);
        assertThat(ImageReader.inspect(file)).isEqualTo(new ImageHeader(Format.WEBP, 300, 260));
        assertThat(TestPictures.psnr(ImageReader.read(file).data(), PICTURE.data()))
                .isGreaterThan(25); // its matrix is BT.601 by definition, the test's is BT.709
    }

    @Test
    void an_extended_webp_is_read_by_its_canvas() {
        byte[] file = extended(WebpFiles.lossless(PICTURE, 255), 0, 300, 260);
        assertThat(ImageReader.inspect(file)).isEqualTo(new ImageHeader(Format.WEBP, 300, 260));
        assertThat(ImageReader.read(file).data()).isEqualTo(PICTURE.data());
    }

    @Test
    void a_webp_that_hides_its_size_is_refused() {
        byte[] file = extended(WebpFiles.lossless(PICTURE, 255), 0, 256, 256);
        assertThatThrownBy(() -> ImageReader.inspect(file)).hasMessageContaining("two sizes");
    }

    @Test
    void animated_webp_is_refused() {
        byte[] file = extended(WebpFiles.lossless(PICTURE, 255), 2, 300, 260);
        assertThatThrownBy(() -> ImageReader.inspect(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("animated WebP");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void transparent_parts_become_white(boolean webp) {
        Rgb black = Rgb.black(256, 256);
        byte[] file = webp ? WebpFiles.lossless(black, 64) : png(translucent(64));
        assertThat(ImageReader.read(file).data()).containsOnly((byte) (255 - 64));
    }

    @Test
    void gray_keeps_its_numbers() {
        var image = new BufferedImage(256, 256, BufferedImage.TYPE_BYTE_GRAY);
        Arrays.fill(
                ((java.awt.image.DataBufferByte) image.getRaster().getDataBuffer()).getData(),
                (byte) 100);
        assertThat(ImageReader.read(png(image)).data()).containsOnly((byte) 100);
    }

    @Test
    void sixteen_bit_gray_is_rounded_to_eight() {
        var image = new BufferedImage(256, 256, BufferedImage.TYPE_USHORT_GRAY);
        DataBuffer samples = image.getRaster().getDataBuffer();
        for (int i = 0; i < samples.getSize(); i++) {
            samples.setElem(i, 100 * 257 + 20);
        }
        assertThat(ImageReader.read(png(image)).data()).containsOnly((byte) 100);
    }

    @Test
    void palette_colors_are_looked_up() {
        var image = new BufferedImage(256, 256, BufferedImage.TYPE_BYTE_INDEXED);
        image.getGraphics().setColor(java.awt.Color.RED);
        var graphics = image.createGraphics();
        graphics.setColor(java.awt.Color.RED);
        graphics.fillRect(0, 0, 256, 256);
        graphics.dispose();
        assertThat(Arrays.copyOf(ImageReader.read(png(image)).data(), 3))
                .containsExactly((byte) 255, (byte) 0, (byte) 0);
    }

    @Test
    void a_png_color_named_transparent_becomes_white() {
        byte[] file = png(image(Rgb.black(256, 256), BufferedImage.TYPE_3BYTE_BGR));
        byte[] named = insertChunk(file, "tRNS", new byte[6]);
        assertThat(ImageReader.read(named).data()).containsOnly((byte) 255);
    }

    /** Where the stored first pixel and the end of the stored first row are seen. */
    @ParameterizedTest
    @CsvSource({
        "1, top left, top right",
        "2, top right, top left",
        "3, bottom right, bottom left",
        "4, bottom left, bottom right",
        "5, top left, bottom left",
        "6, top right, bottom right",
        "7, bottom right, top right",
        "8, bottom left, top left"
    })
    void exif_orientation_turns_the_picture_upright(int orientation, String first, String second) {
        Rgb stored = Rgb.black(400, 304);
        paint(stored, 0, 0, 0);
        paint(stored, 400 - 16, 0, 1);
        byte[] file = withExif(Poster.jpeg(stored), orientation);
        Rgb seen = ImageReader.read(file);
        assertThat(seen.width()).isEqualTo(orientation < 5 ? 400 : 304);
        assertThat(ImageReader.inspect(file).width()).isEqualTo(seen.width());
        assertThat(corner(seen, first)).isEqualTo("red");
        assertThat(corner(seen, second)).isEqualTo("green");
    }

    @Test
    void a_size_bomb_is_refused_by_its_header() {
        byte[] file = png(image(PICTURE, BufferedImage.TYPE_INT_RGB));
        ByteBuffer.wrap(file).putInt(16, 100_000).putInt(20, 100_000);
        assertThatThrownBy(() -> ImageReader.read(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the image is 100000x100000 pixels; each side must have 256 to 8192");
    }

    @Test
    void a_small_image_is_refused() {
        byte[] file = Poster.jpeg(Rgb.black(255, 300));
        assertThatThrownBy(() -> ImageReader.inspect(file))
                .hasMessage("the image is 255x300 pixels; each side must have 256 to 8192");
    }

    @Test
    void a_large_file_is_refused() {
        assertThatThrownBy(() -> ImageReader.inspect(new byte[21 * 1024 * 1024]))
                .hasMessage("the image has 21.0 MB; at most 20 MB are allowed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "GIF89a", "<svg/>", "RIFF1234WEBPVP8 "})
    void other_formats_are_refused(String content) {
        byte[] data = content.getBytes(StandardCharsets.ISO_8859_1);
        assertThatThrownBy(() -> ImageReader.inspect(data))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the image must be a JPEG, PNG or WebP file");
    }

    @Test
    void cmyk_jpeg_is_refused() {
        byte[] file = Poster.jpeg(PICTURE);
        for (int i = 0; i < file.length - 10; i++) {
            if (file[i] == (byte) 0xff && file[i + 1] == (byte) 0xc0) {
                file[i + 9] = 4;
            }
        }
        assertThatThrownBy(() -> ImageReader.inspect(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("save the image as RGB");
    }

    /** Any cut and any flipped bit ends in a picture or a refusal, never in another exception. */
    @Test
    void damaged_files_are_refused_or_read() {
        var random = new java.util.Random(7);
        byte[][] files = {
            png(image(PICTURE, BufferedImage.TYPE_INT_RGB)),
            Poster.jpeg(PICTURE),
            WebpFiles.lossless(PICTURE, 255),
            WebpFiles.lossy(PICTURE)
        };
        for (int i = 0; i < 120; i++) {
            byte[] file = files[i % files.length].clone();
            int at = i % 2 == 0 ? random.nextInt(64) : random.nextInt(file.length);
            file[at] ^= (byte) (1 << random.nextInt(8));
            byte[] cut =
                    Arrays.copyOf(file, i % 3 == 0 ? random.nextInt(file.length) : file.length);
            try {
                assertThat(ImageReader.read(cut).width()).isGreaterThanOrEqualTo(256);
            } catch (IllegalArgumentException refused) {
                assertThat(refused).hasMessageContaining("the ");
            }
        }
    }

    private static BufferedImage image(Rgb picture, int type) {
        var image = new BufferedImage(picture.width(), picture.height(), type);
        for (int y = 0; y < picture.height(); y++) {
            for (int x = 0; x < picture.width(); x++) {
                int at = (y * picture.width() + x) * 3;
                image.setRGB(
                        x,
                        y,
                        (picture.data()[at] & 255) << 16
                                | (picture.data()[at + 1] & 255) << 8
                                | (picture.data()[at + 2] & 255));
            }
        }
        return image;
    }

    private static BufferedImage translucent(int opacity) {
        var image = new BufferedImage(256, 256, BufferedImage.TYPE_INT_ARGB);
        for (int y = 0; y < 256; y++) {
            for (int x = 0; x < 256; x++) {
                image.setRGB(x, y, opacity << 24);
            }
        }
        return image;
    }

    private static byte[] png(BufferedImage image) {
        var out = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", out);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        return out.toByteArray();
    }

    private static byte[] insertChunk(byte[] png, String type, byte[] content) {
        int at = 33; // after the signature and IHDR
        var chunk = ByteBuffer.allocate(12 + content.length);
        chunk.putInt(content.length);
        chunk.put(type.getBytes(StandardCharsets.ISO_8859_1)).put(content);
        var sum = new CRC32();
        sum.update(chunk.array(), 4, 4 + content.length);
        chunk.putInt((int) sum.getValue());
        return concat(
                Arrays.copyOf(png, at), chunk.array(), Arrays.copyOfRange(png, at, png.length));
    }

    /** An APP1 segment with one TIFF directory of one entry: the orientation. */
    private static byte[] withExif(byte[] jpeg, int orientation) {
        var app1 = ByteBuffer.allocate(2 + 2 + 6 + 8 + 2 + 12 + 4);
        app1.putShort((short) 0xffe1).putShort((short) (app1.capacity() - 2));
        app1.put("Exif\0\0MM\0*".getBytes(StandardCharsets.ISO_8859_1)).putInt(8);
        app1.putShort((short) 1).putShort((short) 0x0112).putShort((short) 3).putInt(1);
        app1.putShort((short) orientation).putShort((short) 0).putInt(0);
        return concat(
                Arrays.copyOf(jpeg, 2), app1.array(), Arrays.copyOfRange(jpeg, 2, jpeg.length));
    }

    /** The same picture behind a VP8X chunk with these flags and canvas. */
    private static byte[] extended(byte[] webp, int flags, int width, int height) {
        byte[] vp8x = new byte[18];
        System.arraycopy("VP8X".getBytes(StandardCharsets.ISO_8859_1), 0, vp8x, 0, 4);
        vp8x[4] = 10;
        vp8x[8] = (byte) flags;
        for (int i = 0; i < 3; i++) {
            vp8x[12 + i] = (byte) ((width - 1) >> (8 * i));
            vp8x[15 + i] = (byte) ((height - 1) >> (8 * i));
        }
        byte[] all =
                concat(Arrays.copyOf(webp, 12), vp8x, Arrays.copyOfRange(webp, 12, webp.length));
        ByteBuffer.wrap(all).order(java.nio.ByteOrder.LITTLE_ENDIAN).putInt(4, all.length - 8);
        return all;
    }

    private static byte[] concat(byte[]... parts) {
        var out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    private static void paint(Rgb picture, int left, int top, int channel) {
        for (int y = top; y < top + 16; y++) {
            for (int x = left; x < left + 16; x++) {
                picture.data()[(y * picture.width() + x) * 3 + channel] = (byte) 255;
            }
        }
    }

    private static String corner(Rgb picture, String name) {
        int x = name.endsWith("left") ? 8 : picture.width() - 8;
        int y = name.startsWith("top") ? 8 : picture.height() - 8;
        int at = (y * picture.width() + x) * 3;
        int red = picture.data()[at] & 255;
        int green = picture.data()[at + 1] & 255;
        return red > green + 100 ? "red" : green > red + 100 ? "green" : "neither";
    }
}
