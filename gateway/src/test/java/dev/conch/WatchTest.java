package dev.conch;

import static dev.conch.testing.TestGateway.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.conch.db.Dialect;
import dev.conch.testing.Complaint;
import dev.conch.testing.TestGateway;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Waiting for a task instead of asking again and again; its place in the queue; lists. */
@ParameterizedClass
@EnumSource(Dialect.class)
class WatchTest {
    private static final JsonMapper JSON = JsonMapper.shared();

    @Parameter Dialect dialect;
    @TempDir Path folder;
    private TestGateway gateway;

    @BeforeEach
    void open() {
        gateway = TestGateway.on(dialect, folder, 10_000);
    }

    @AfterEach
    void close() {
        gateway.close();
    }

    @Test
    @Complaint(24)
    void a_long_poll_answers_when_the_task_ends() throws Exception {
        gateway.provider.holdsBack();
        gateway.start();
        var id = gateway.createMarble();
        gateway.awaitStatus(id, "processing");
        var poll =
                CompletableFuture.supplyAsync(
                        () -> json(gateway.get("/api/v1/tasks/" + id + "?wait=50")));
        gateway.provider.finish();

        assertThat(poll.get().at("/status").asString()).isEqualTo("completed");
    }

    @Test
    void a_long_poll_of_a_task_that_goes_on_answers_after_its_time() {
        gateway.provider.works(0);
        gateway.start();
        var id = gateway.createMarble();

        assertThat(json(gateway.get("/api/v1/tasks/" + id + "?wait=1")).at("/status").asString())
                .isEqualTo("pending");
        assertThat(gateway.get("/api/v1/tasks/" + id + "?wait=soon").statusCode()).isEqualTo(400);
    }

    @Test
    void an_event_stream_tells_every_state_then_the_poster_and_ends() throws Exception {
        gateway.provider.works(0).holdsBack();
        gateway.start();
        var id = gateway.createMarble();
        try (var stream = new EventStream(gateway, id)) {
            var first = stream.next();
            gateway.provider.works(1);
            var running = stream.nextOf("state", "processing");
            gateway.provider.finish();
            var poster = stream.nextOf("poster", "");
            var last = stream.next();

            assertThat(first.type()).isEqualTo("state");
            assertThat(first.data().at("/status").asString()).isEqualTo("pending");
            assertThat(running.data().at("/id").asString()).isEqualTo(id);
            assertThat(poster.data().at("/poster_url").asString()).contains("/files/pst_");
            assertThat(last.type()).isEqualTo("state");
            assertThat(last.data().at("/videos/0/url").asString()).contains("/files/vid_");
            assertThat(stream.ended()).isTrue();
        }
    }

    @Test
    void an_event_stream_of_an_ended_task_tells_its_end_at_once() throws Exception {
        gateway.start();
        var id = gateway.createMarble();
        gateway.awaitStatus(id, "completed");
        try (var stream = new EventStream(gateway, id)) {
            assertThat(stream.nextOf("state", "completed").data().at("/progress").asDouble())
                    .isEqualTo(1);
            assertThat(stream.ended()).isTrue();
        }
    }

    @Test
    void many_streams_of_one_task_all_hear_of_its_end() throws Exception {
        gateway.provider.works(0);
        gateway.start();
        var id = gateway.createMarble();
        var streams = new ArrayList<EventStream>();
        for (int i = 0; i < 100; i++) {
            var stream = new EventStream(gateway, id);
            stream.next();
            streams.add(stream);
        }
        gateway.delete("/api/v1/tasks/" + id);

        for (var stream : streams) {
            assertThat(stream.nextOf("state", "failed").data().at("/error_code").asString())
                    .isEqualTo("canceled");
            stream.close();
        }
    }

    @Test
    @Complaint(39)
    void a_waiting_task_knows_its_place_and_after_some_experience_its_wait() {
        gateway.start();
        gateway.provider.works(1);
        gateway.awaitStatus(gateway.createMarble(), "completed");
        gateway.provider.holdsBack();
        gateway.awaitStatus(gateway.createMarble(), "processing");
        gateway.createMarble();
        var second = gateway.createMarble();

        var task = gateway.await(second, t -> t.at("/queue_position").asInt() == 2);

        assertThat(task.at("/estimated_wait_seconds").isNumber()).isTrue();
    }

    @Test
    @Complaint(20)
    void lists_are_pages_from_the_newest_with_filters() {
        gateway.provider.works(0);
        gateway.start();
        var ids = new ArrayList<String>();
        for (int i = 0; i < 5; i++) {
            ids.addFirst(gateway.createMarble());
        }
        gateway.delete("/api/v1/tasks/" + ids.get(1));

        var first = json(gateway.get("/api/v1/tasks?limit=2"));
        var second =
                json(
                        gateway.get(
                                "/api/v1/tasks?limit=3&cursor="
                                        + first.at("/next_cursor").asString()));
        var failed = json(gateway.get("/api/v1/tasks?status=failed"));

        assertThat(idsOf(first)).isEqualTo(ids.subList(0, 2));
        assertThat(first.at("/has_more").asBoolean()).isTrue();
        assertThat(idsOf(second)).isEqualTo(ids.subList(2, 5));
        assertThat(second.at("/has_more").asBoolean()).isFalse();
        assertThat(idsOf(failed)).containsExactly(ids.get(1));
        assertThat(gateway.get("/api/v1/tasks?limit=101").statusCode()).isEqualTo(400);
        assertThat(gateway.get("/api/v1/tasks?status=unheard_of").statusCode()).isEqualTo(400);
    }

    private static List<String> idsOf(JsonNode page) {
        return page.at("/tasks").valueStream().map(task -> task.at("/id").asString()).toList();
    }

    private record Heard(String type, JsonNode data) {}

    /** Server-sent events over a plain socket, as a browser would read them. */
    private static final class EventStream implements AutoCloseable {
        private final Socket socket;
        private final BufferedReader in;

        EventStream(TestGateway gateway, String id) throws IOException {
            socket = new Socket(InetAddress.getLoopbackAddress(), gateway.port());
            socket.setSoTimeout(20_000);
            var request =
                    "GET /api/v1/tasks/%s/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\n\r\n"
                            .formatted(id, TestGateway.KEY);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            in =
                    new BufferedReader(
                            new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            assertThat(in.readLine()).contains("200");
        }

        Heard next() throws IOException {
            var type = "";
            while (true) {
                var line = in.readLine();
                if (line == null) {
                    throw new IOException("the stream has ended");
                }
                if (line.startsWith("event: ")) {
                    type = line.substring("event: ".length());
                } else if (line.startsWith("data: ")) {
                    return new Heard(type, JSON.readTree(line.substring("data: ".length())));
                }
            }
        }

        Heard nextOf(String type, String status) throws IOException {
            while (true) {
                var heard = next();
                if (heard.type().equals(type)
                        && (status.isEmpty()
                                || heard.data().at("/status").asString().equals(status))) {
                    return heard;
                }
            }
        }

        /** Nothing follows but the last chunk. */
        boolean ended() throws IOException {
            for (var line = in.readLine(); line != null; line = in.readLine()) {
                if (line.equals("0")) {
                    return true;
                }
                if (line.startsWith("event:")) {
                    return false;
                }
            }
            return true;
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
