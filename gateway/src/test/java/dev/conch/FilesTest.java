package dev.conch;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.conch.testing.Complaint;
import dev.conch.testing.ScriptedProvider;
import dev.conch.testing.TestGateway;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;

/** Results by signed link: whole, in ranges, and not after their time. */
class FilesTest {
    private static final String CONTENT = new String(ScriptedProvider.VIDEO, UTF_8);

    @TempDir Path folder;
    private TestGateway gateway;
    private String url;

    @BeforeEach
    void finish_a_video() {
        gateway = TestGateway.started(folder);
        var task = gateway.awaitStatus(gateway.createMarble(), "completed");
        url = task.at("/videos/0/url").asString();
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    private HttpRequest.Builder link() {
        return HttpRequest.newBuilder(gateway.uri(url));
    }

    @Test
    @Complaint({32, 33})
    void the_link_needs_no_key_and_names_what_it_is() {
        var response = gateway.send(link().GET());

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo(CONTENT);
        assertThat(response.headers().firstValue("Content-Type")).contains("video/mp4");
        assertThat(response.headers().firstValue("Accept-Ranges")).contains("bytes");
        assertThat(response.headers().firstValue("Content-Disposition").orElseThrow())
                .matches("inline; filename=\"tsk_[0-9a-f]{32}\\.mp4\"");
        assertThat(response.headers().firstValue("ETag").orElseThrow()).matches("\"[0-9a-f]{64}\"");
    }

    @Test
    @Complaint({29, 30})
    void a_file_of_megabytes_arrives_whole_every_time() throws Exception {
        var large = new byte[5_667_738];
        new java.util.Random(1).nextBytes(large);
        gateway.provider.makes(large);
        var task = gateway.awaitStatus(gateway.createMarble(), "completed");
        var request =
                HttpRequest.newBuilder(gateway.uri(task.at("/videos/0/url").asString())).build();
        try (var client = java.net.http.HttpClient.newHttpClient()) {
            for (int i = 0; i < 20; i++) {
                var answer = client.send(request, HttpResponse.BodyHandlers.ofByteArray());

                assertThat(Arrays.equals(answer.body(), large)).as("download %d", i).isTrue();
            }
        }
    }

    @Test
    void a_range_is_206_with_just_those_bytes() {
        var first = gateway.send(link().header("Range", "bytes=0-3"));
        var last = gateway.send(link().header("Range", "bytes=-4"));
        var open = gateway.send(link().header("Range", "bytes=4-"));

        assertThat(first.statusCode()).isEqualTo(206);
        assertThat(first.body()).isEqualTo(CONTENT.substring(0, 4));
        assertThat(first.headers().firstValue("Content-Range"))
                .contains("bytes 0-3/" + CONTENT.length());
        assertThat(last.body()).isEqualTo(CONTENT.substring(CONTENT.length() - 4));
        assertThat(open.body()).isEqualTo(CONTENT.substring(4));
    }

    @Test
    void a_range_past_the_end_is_416_and_one_of_another_version_is_the_whole() {
        var past = gateway.send(link().header("Range", "bytes=9999-"));
        var changed =
                gateway.send(link().header("Range", "bytes=0-3").header("If-Range", "\"another\""));

        assertThat(past.statusCode()).isEqualTo(416);
        assertThat(past.headers().firstValue("Content-Range"))
                .contains("bytes */" + CONTENT.length());
        assertThat(changed.statusCode()).isEqualTo(200);
        assertThat(changed.body()).isEqualTo(CONTENT);
    }

    @Test
    void head_tells_the_size_and_sends_nothing() {
        var response = gateway.send(link().method("HEAD", HttpRequest.BodyPublishers.noBody()));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Length"))
                .contains(String.valueOf(CONTENT.length()));
        assertThat(response.body()).isEmpty();
    }

    @Test
    void what_the_client_has_is_not_sent_again() {
        var etag = gateway.send(link().GET()).headers().firstValue("ETag").orElseThrow();

        assertThat(gateway.send(link().header("If-None-Match", etag)).statusCode()).isEqualTo(304);
    }

    @Test
    void a_changed_link_is_403_and_a_late_one_410() {
        var forged =
                gateway.send(
                        HttpRequest.newBuilder(gateway.uri(url.replace("expires=1", "expires=2"))));
        gateway.clock.advance(Duration.ofDays(7).plusSeconds(1));
        var late = gateway.send(link().GET());

        assertThat(forged.statusCode()).isEqualTo(403);
        assertThat(late.statusCode()).isEqualTo(410);
        assertThat(TestGateway.json(late).at("/error/code").asString()).isEqualTo("gone");
    }
}
