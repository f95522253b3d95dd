package dev.conch.provider.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.conch.base.Secret;
import dev.conch.base.TaskId;
import dev.conch.provider.PollOutcome;
import dev.conch.provider.SubmitOutcome;
import dev.conch.provider.VideoProvider;
import dev.conch.provider.VideoRequest;
import dev.conch.provider.Wishes;
import dev.conch.provider.http.UpstreamSettings;
import dev.conch.testing.SettableClock;
import dev.conch.testing.TinyVideo;
import dev.conch.testing.wire.Fault;
import dev.conch.testing.wire.LoopbackServer;
import dev.conch.testing.wire.Wire;
import dev.conch.testing.wire.WireRequest;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** LocalAI answers a create with the finished video, so it has a test of its own. */
class LocalAiTest {
    private static final String FILE = "/generated-videos/one.mp4";

    @TempDir Path folder;
    private final LoopbackServer server = new LoopbackServer(this::serve);
    private final AtomicInteger made = new AtomicInteger();
    private volatile Fault fault = Fault.NONE;
    private volatile String link = "http://localai.internal:8080" + FILE;
    private volatile boolean kept = true;
    private VideoProvider provider;

    @BeforeEach
    void open() {
        provider =
                OpenAiProvider.of(
                        new UpstreamSettings(
                                "local",
                                URI.create(server.url()),
                                new Secret(""),
                                1,
                                Map.of("dialect", "localai"),
                                folder.resolve("work")),
                        new SettableClock());
    }

    @AfterEach
    void close() {
        provider.close();
        server.close();
    }

    private void serve(WireRequest request, Wire wire) throws IOException {
        if (request.path().equals("/video")) {
            if (!fault.certainlyRefuses()) {
                made.incrementAndGet();
            }
            wire.play(fault, Wire.Answer.json(200, "{\"data\":[{\"url\":\"" + link + "\"}]}"));
        } else if (request.path().equals(FILE) && kept) {
            boolean head = request.method().equals("HEAD");
            wire.play(
                    Fault.NONE,
                    new Wire.Answer(
                            200,
                            Map.of("Content-Type", "video/mp4"),
                            head ? new byte[0] : TinyVideo.bytes()));
        } else {
            wire.play(Fault.NONE, Wire.Answer.json(404, "{}"));
        }
    }

    private SubmitOutcome submit() {
        return provider.submit(
                new VideoRequest(TaskId.next(), 1, Wishes.text("wan", 6, 512), null));
    }

    private String submitted() {
        return ((SubmitOutcome.Accepted) submit()).providerTaskId();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://localai.internal:8080" + FILE, FILE})
    void the_video_is_fetched_from_the_server_by_whatever_name_it_calls_itself(String address)
            throws IOException {
        link = address;
        var id = submitted();

        assertThat(provider.poll(id)).isInstanceOf(PollOutcome.Succeeded.class);
        assertThat(Files.readAllBytes(provider.fetch(id).video())).isEqualTo(TinyVideo.bytes());
    }

    @Test
    void a_file_that_is_gone_is_lost_and_may_be_made_again() {
        var id = submitted();
        kept = false;
        assertThat(provider.poll(id)).isInstanceOf(PollOutcome.Lost.class);
        assertThat(provider.submitsAreFree()).isTrue();
    }

    @Test
    void a_server_that_is_away_has_lost_nothing() {
        var id = submitted();
        server.shut();
        assertThat(provider.poll(id)).isInstanceOf(PollOutcome.NoAnswer.class);
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void a_broken_submit_is_never_called_refused_when_it_was_made(Fault coming) {
        fault = coming;
        switch (submit()) {
            case SubmitOutcome.Accepted _ -> assertThat(made).hasValue(1);
            case SubmitOutcome.Refused _ -> assertThat(made).hasValue(0);
            case SubmitOutcome.Unclear _ -> assertThat(fault.certainlyRefuses()).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no path", "ftp:"})
    void an_address_that_is_none_is_unclear(String address) {
        link = address;
        assertThat(submit()).isInstanceOf(SubmitOutcome.Unclear.class);
    }
}
