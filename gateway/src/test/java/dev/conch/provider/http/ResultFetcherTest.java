package dev.conch.provider.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.conch.base.Money;
import dev.conch.base.Secret;
import dev.conch.outbound.Downloader;
import dev.conch.provider.FetchedVideo;
import dev.conch.provider.http.ResultFetcher.Link;
import dev.conch.testing.TinyVideo;
import dev.conch.testing.wire.Fault;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import javax.imageio.ImageIO;

class ResultFetcherTest {
    private static final byte[] VIDEO = TinyVideo.bytes();

    @TempDir Path folder;
    private final FileServer server = new FileServer(VIDEO);

    @AfterEach
    void close() {
        server.close();
    }

    private ResultFetcher fetcher() {
        return new ResultFetcher(settings());
    }

    private ResultFetcher fetcher(long maxBytes) {
        var limits =
                new Downloader.Limits(maxBytes, 3, Duration.ofSeconds(5), Duration.ofSeconds(20));
        return new ResultFetcher(settings(), limits);
    }

    private UpstreamSettings settings() {
        var base = URI.create(server.url("/v1"));
        return new UpstreamSettings("test", base, new Secret("k"), 1, Map.of(), folder);
    }

    private FetchedVideo fetch(ResultFetcher fetcher, String path) {
        return fetcher.fetch("id/1", () -> link(path), Money.ofCents(3));
    }

    private Link link(String path) {
        return new Link(server.url(path), Map.of("Authorization", "Bearer k"));
    }

    private List<Path> left() throws IOException {
        try (var files = Files.list(folder)) {
            return files.toList();
        }
    }

    @Test
    void a_video_is_copied_byte_for_byte_measured_and_forgotten_whole() throws IOException {
        var fetcher = fetcher();

        var video = fetch(fetcher, "/a.mp4");

        assertThat(video.video()).hasBinaryContent(VIDEO);
        assertThat(video.cost()).isEqualTo(Money.ofCents(3));
        var facts = video.facts();
        assertThat(facts.width()).isEqualTo(64);
        assertThat(facts.height()).isEqualTo(64);
        assertThat(facts.fps()).isEqualTo(24);
        assertThat(facts.frames()).isEqualTo(144);
        assertThat(facts.durationSeconds()).isEqualTo(6, within(1e-9));
        assertThat(facts.codec()).isEqualTo("h264 High");
        assertThat(facts.audio()).isFalse();
        assertThat(ImageIO.read(poster(video).toFile()).getWidth()).isEqualTo(64);
        assertThat(left()).hasSize(2);
        fetcher.forget("id/1");
        assertThat(left()).isEmpty();
    }

    private static Path poster(FetchedVideo video) {
        var poster = video.poster();
        assertThat(poster).isNotNull();
        return java.util.Objects.requireNonNull(poster);
    }

    @Test
    void a_broken_copy_is_gone_on_with_and_each_try_takes_a_fresh_link() {
        server.next(Fault.CUT, Fault.CUT);
        var links = new java.util.ArrayList<String>();

        var video =
                fetcher()
                        .fetch(
                                "id",
                                () -> {
                                    links.add("/a.mp4?signed=" + links.size());
                                    return link(links.getLast());
                                },
                                null);

        assertThat(video.video()).hasBinaryContent(VIDEO);
        assertThat(server.requests())
                .extracting(it -> it.query().get("signed"))
                .containsExactly("0", "1", "2");
        int half = VIDEO.length / 2;
        int threeQuarters = half + (VIDEO.length - half) / 2;
        assertThat(server.requests())
                .extracting(it -> it.headers().getOrDefault("range", ""))
                .containsExactly("", "bytes=" + half + "-", "bytes=" + threeQuarters + "-");
    }

    @Test
    void a_copy_that_was_given_up_is_gone_on_with_by_the_next_call() {
        var fetcher = fetcher();
        server.next(Fault.CUT, Fault.ERROR_503);
        assertThatThrownBy(() -> fetch(fetcher, "/a.mp4")).isInstanceOf(UncheckedIOException.class);

        assertThat(fetch(fetcher, "/a.mp4").video()).hasBinaryContent(VIDEO);

        assertThat(server.requests().getLast().headers())
                .containsEntry("range", "bytes=" + VIDEO.length / 2 + "-");
    }

    @Test
    void a_file_that_changed_meanwhile_is_copied_anew() {
        var fetcher = fetcher();
        server.next(Fault.CUT, Fault.ERROR_503);
        assertThatThrownBy(() -> fetch(fetcher, "/a.mp4")).isInstanceOf(UncheckedIOException.class);
        var other = TinyVideo.of(30, _ -> TinyVideo.gray(90));
        server.replace(other, "\"two\"");

        assertThat(fetch(fetcher, "/a.mp4").video()).hasBinaryContent(other);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "W/\"weak\""})
    void without_a_strong_tag_a_broken_copy_begins_anew(String tag) {
        server.replace(VIDEO, tag);
        server.next(Fault.CUT);

        assertThat(fetch(fetcher(), "/a.mp4").video()).hasBinaryContent(VIDEO);

        assertThat(server.requests().getLast().headers()).doesNotContainKey("range");
    }

    @Test
    void a_server_that_always_breaks_off_is_asked_four_times_and_no_more() {
        server.next(Fault.RESET, Fault.RESET, Fault.RESET, Fault.RESET, Fault.RESET);
        assertThatThrownBy(() -> fetch(fetcher(), "/a.mp4"))
                .isInstanceOf(UncheckedIOException.class);
        assertThat(server.requests()).hasSize(4);
    }

    @ParameterizedTest
    @EnumSource(names = {"SILENCE", "DRIP"})
    void a_server_that_says_nothing_or_next_to_nothing_is_not_waited_for(Fault fault) {
        server.next(fault, fault, fault, fault);
        var limits =
                new Downloader.Limits(1 << 20, 3, Duration.ofMillis(60), Duration.ofSeconds(20));
        var impatient = new ResultFetcher(settings(), limits);
        assertThatThrownBy(() -> fetch(impatient, "/a.mp4"))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("too long");
    }

    @Test
    void a_file_beyond_the_limit_is_not_copied() throws IOException {
        var fetcher = fetcher(VIDEO.length - 1);
        assertThatThrownBy(() -> fetch(fetcher, "/a.mp4"))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("longer than");
        assertThat(left()).isEmpty();
        assertThat(fetch(fetcher(VIDEO.length), "/a.mp4").video()).hasBinaryContent(VIDEO);
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/html; charset=utf-8", "application/json", "text/plain"})
    void a_page_or_message_is_no_result(String type) {
        server.type(type);
        assertThatThrownBy(() -> fetch(fetcher(), "/a.mp4"))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("content type");
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void up_to_three_redirects_are_followed() {
        server.redirect("/1", "/2");
        server.redirect("/2", "/3");
        server.redirect("/3", "/a.mp4");
        server.redirect("/0", "/1");

        assertThat(fetch(fetcher(), "/1").video()).hasBinaryContent(VIDEO);

        assertThat(server.requests().getLast().headers()).containsKey("authorization");
        assertThatThrownBy(() -> fetch(fetcher(), "/0"))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("redirects");
    }

    @Test
    void no_other_server_of_the_private_network_is_reached() {
        try (var other = new FileServer(VIDEO)) {
            server.redirect("/away", other.url("/a.mp4"));
            server.redirect("/metadata", "http://169.254.169.254/latest/meta-data");

            for (var url :
                    List.of(
                            other.url("/a.mp4"),
                            server.url("/away"),
                            server.url("/metadata"),
                            "http://169.254.169.254/latest/meta-data",
                            "https://127.0.0.1/a.mp4",
                            "file:///etc/passwd",
                            "http://example.com/a.mp4")) {
                assertThatThrownBy(() -> fetcher().fetch("id", () -> new Link(url, Map.of()), null))
                        .as(url)
                        .isInstanceOf(UncheckedIOException.class)
                        .hasMessageMatching(".*(URL|public internet).*");
            }

            assertThat(other.requests()).isEmpty();
        }
    }

    @Test
    void something_else_under_the_name_of_a_video_is_refused() {
        server.replace("<html>no video</html>".repeat(500).getBytes(StandardCharsets.UTF_8), "");
        assertThatThrownBy(() -> fetch(fetcher(), "/a.mp4"))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("no video");
    }

    @Test
    void a_video_that_the_provider_itself_cut_off_is_refused() {
        server.replace(Arrays.copyOf(VIDEO, VIDEO.length * 2 / 3), "");
        assertThatThrownBy(() -> fetch(fetcher(), "/a.mp4"))
                .isInstanceOf(UncheckedIOException.class);
    }

    @Test
    void a_video_must_be_nearly_as_long_as_asked_and_may_be_longer() {
        var fetcher = fetcher();
        assertThat(lasting(fetcher, 6).video()).exists();
        assertThat(lasting(fetcher, 7).video()).exists();
        assertThat(lasting(fetcher, 1).video()).exists();
        assertThatThrownBy(() -> lasting(fetcher, 8))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("lasts 6.0 s");
    }

    private FetchedVideo lasting(ResultFetcher fetcher, int seconds) {
        return fetcher.fetch("id", () -> link("/a.mp4"), null, Duration.ofSeconds(seconds));
    }

    @Test
    void the_poster_is_an_early_frame_that_is_not_black() throws IOException {
        server.replace(TinyVideo.of(48, i -> TinyVideo.gray(i < 20 ? 0 : 180)), "\"fade\"");

        BufferedImage poster = ImageIO.read(poster(fetch(fetcher(), "/a.mp4")).toFile());

        assertThat(poster.getRGB(32, 32) & 255).isGreaterThan(120);
    }

    @Test
    void a_night_has_a_poster_too() {
        server.replace(TinyVideo.of(48, _ -> TinyVideo.gray(3)), "\"night\"");
        assertThat(poster(fetch(fetcher(), "/a.mp4"))).exists();
    }
}
