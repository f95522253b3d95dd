package dev.conch.asset;

import static dev.conch.testing.FakeUpstream.chunkedWithoutEnd;
import static dev.conch.testing.FakeUpstream.cutHalfway;
import static dev.conch.testing.FakeUpstream.reply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.conch.outbound.OutboundClient;
import dev.conch.outbound.OutboundConfig;
import dev.conch.testing.FakeUpstream;
import dev.conch.testing.SettableClock;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Set;

@Timeout(30)
class ImageIntakeTest {
    private static final String FIELD = "first_frame_image_url";
    private static final String RULE =
            FIELD
                    + " must be a JPEG, PNG or WebP image of at most 20 MB with sides of 256 to 8192 px; ";

    @TempDir Path folder;
    private FileStore files;
    private ImageIntake intake;

    @BeforeEach
    void open_the_intake() {
        var ample = Duration.ofSeconds(20);
        files = FileStore.open(folder, new SettableClock());
        intake =
                new ImageIntake(
                        files,
                        new OutboundClient(
                                new OutboundConfig(true, false, Set.of(), ample, ample, 3)),
                        ImageIntake.MAX_BYTES);
    }

    @Test
    void an_image_behind_a_url_is_stored_with_its_type_and_size() throws IOException {
        byte[] jpeg = Images.jpeg(640, 480);
        try (var upstream = new FakeUpstream(reply("image/jpg", jpeg))) {
            var stored = intake.accept(FIELD, upstream.url("/a.jpg"));
            assertThat(stored.mediaType()).isEqualTo("image/jpeg");
            assertThat(stored.width()).isEqualTo(640);
            assertThat(stored.height()).isEqualTo(480);
            assertThat(stored.bytes()).isEqualTo(jpeg.length);
            assertThat(files.find(stored.sha256()).orElseThrow()).hasBinaryContent(jpeg);
        }
    }

    @Test
    void an_image_in_a_data_uri_is_stored() {
        byte[] png = Images.png(256, 8192);
        var stored = intake.accept(FIELD, "DATA:image/PNG;BASE64," + base64(png));
        assertThat(stored.mediaType()).isEqualTo("image/png");
        assertThat(files.size(stored.sha256())).isEqualTo(png.length);
    }

    @Test
    void webp_is_taken() {
        String uri = "data:image/webp;base64," + base64(Images.webpLossless(300, 300));
        assertThat(intake.accept(FIELD, uri).mediaType()).isEqualTo("image/webp");
    }

    @ParameterizedTest
    @CsvSource({"120, 80", "255, 256", "256, 255", "8193, 256", "256, 8193"})
    void sides_outside_the_range_are_refused_with_the_size_that_was_found(int width, int height) {
        assertRefused(
                "data:image/png;base64," + base64(Images.png(width, height)),
                "this one is %dx%d px".formatted(width, height));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "data:image/png,%89PNG             | a data URI must start with data:image/png;base64, or the like",
                "data:;base64,AAAA                 | a data URI must start with data:image/png;base64, or the like",
                "data:image/png;base64             | a data URI must start with data:image/png;base64, or the like",
                "data:image/png;a=b;base64,AAAA    | a data URI must start with data:image/png;base64, or the like",
                "data:image/png;base64,iVBO%2Bw==  | the base64 of this data URI is %-encoded; send it as it is",
                "data:image/png;base64,iVBORw      | the base64 of this data URI is cut off or lacks its padding",
                "data:image/png;base64,iV-_        | the base64 of this data URI holds characters that are not base64",
                "'data:image/png;base64,iV\r\nBO  ' | this one is declared as image/png, but its bytes are something else",
                "data:image/png;base64,AA==AAAA    | the base64 of this data URI holds characters that are not base64",
                "data:image/gif;base64,R0lG        | this one is image/gif",
                "data:image/svg+xml;base64,PHN2    | this one is image/svg+xml",
                "data:image/png;base64,            | this one is declared as image/png, but its bytes are something else",
                "data:image/png;base64,/9j/4AAQ    | this one is declared as image/png, but its bytes are JPEG",
                "data:image/jpeg;base64,/9j/4AAQ   | 'this one is cut off, damaged, animated or of an unusual kind'"
            })
    void a_data_uri_that_we_do_not_take_is_refused_with_the_reason(String uri, String problem) {
        assertRefused(uri, problem);
    }

    @Test
    void a_gateway_that_takes_less_says_how_much() {
        var small = new ImageIntake(files, new OutboundClient(OutboundConfig.DEFAULT), 1024);
        var uri = "data:image/png;base64," + "A".repeat(4000);

        assertThatThrownBy(() -> small.accept(FIELD, uri))
                .hasMessageEndingWith("this one is larger than the 1024 bytes that are taken here");
    }

    @Test
    void a_type_that_does_not_fit_the_bytes_is_refused() {
        try (var upstream = new FakeUpstream(reply("image/webp", Images.png(300, 300)))) {
            assertRefused(
                    upstream.url("/"), "this one is declared as image/webp, but its bytes are PNG");
        }
    }

    @Test
    void an_image_of_exactly_20_mb_is_taken_and_one_byte_more_is_not() {
        byte[] largest = Arrays.copyOf(Images.png(300, 300), ImageIntake.MAX_BYTES);
        assertThat(intake.accept(FIELD, "data:image/png;base64," + base64(largest)).bytes())
                .isEqualTo(ImageIntake.MAX_BYTES);
        for (int more = 1; more <= 4; more++) {
            byte[] larger = Arrays.copyOf(largest, largest.length + more);
            assertRefused("data:image/png;base64," + base64(larger), "this one is larger");
        }
    }

    @Test
    void a_url_that_never_ends_is_refused_as_too_large() throws IOException {
        var step = chunkedWithoutEnd("image/png", new byte[1 << 20]);
        try (var upstream = new FakeUpstream(step)) {
            assertRefused(upstream.url("/"), "this one is larger");
        }
    }

    @Test
    void a_failed_fetch_is_explained_without_the_body() {
        byte[] page = "secret".getBytes(StandardCharsets.UTF_8);
        try (var upstream =
                new FakeUpstream(
                        reply(404, Map.of("Content-Type", "text/html"), page),
                        reply("text/html", page),
                        cutHalfway("image/png", page))) {
            assertRefused(
                    upstream.url("/"),
                    "this one could not be fetched: the server answered with HTTP 404");
            assertRefused(
                    upstream.url("/"),
                    "this one could not be fetched: the server's content type is text/html");
            assertRefused(
                    upstream.url("/"),
                    "this one could not be fetched: no connection, or the reply was broken");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "cat.png", "/etc/passwd", "file:///etc/passwd"})
    void what_is_no_url_is_refused(String url) {
        assertRefused(
                url,
                "this URL is refused: the URL must have the form https://host/path, without blanks"
                        + " and user names");
    }

    @Test
    void a_blocked_address_is_refused() {
        assertRefused(
                "https://169.254.169.254/",
                "this URL is refused: the host is not on the public internet, or not allowed");
    }

    /** Also checks that a refused image leaves nothing behind. */
    private void assertRefused(String urlOrDataUri, String problem) {
        long before = storedFiles();
        var refused =
                catchThrowableOfType(ImageRefused.class, () -> intake.accept(FIELD, urlOrDataUri));
        assertThat(refused).isNotNull().hasMessage(RULE + problem);
        assertThat(refused.field()).isEqualTo(FIELD);
        assertThat(storedFiles()).isEqualTo(before);
    }

    private long storedFiles() {
        try (var all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String base64(byte[] content) {
        return Base64.getEncoder().encodeToString(content);
    }
}
