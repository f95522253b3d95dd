package dev.conch.provider.minimax;

import static org.assertj.core.api.Assertions.assertThat;

import dev.conch.base.Secret;
import dev.conch.base.TaskId;
import dev.conch.provider.CancelOutcome;
import dev.conch.provider.ErrorClass;
import dev.conch.provider.PollOutcome;
import dev.conch.provider.SubmitOutcome;
import dev.conch.provider.VideoProvider;
import dev.conch.provider.VideoRequest;
import dev.conch.provider.Wish;
import dev.conch.provider.http.UpstreamSettings;
import dev.conch.testing.TestGateway;
import dev.conch.testing.TinyVideo;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;

/** A whole Conch that is asked in MiniMax's words, by what asks MiniMax itself. */
class MinimaxChainTest {
    @TempDir Path folder;
    private TestGateway next;
    private VideoProvider provider;

    @BeforeEach
    void open() {
        next = TestGateway.with(folder.resolve("next"), 100, Map.of());
        next.provider.charges().makes(TinyVideo.bytes());
        next.start();
        provider =
                MinimaxProvider.of(
                        new UpstreamSettings(
                                "next",
                                next.uri("/"),
                                new Secret(TestGateway.KEY),
                                4,
                                Map.of(),
                                folder.resolve("work")),
                        Clock.systemUTC());
    }

    @AfterEach
    void close() {
        provider.close();
        next.close();
    }

    private static VideoRequest request(Wish wish) {
        return new VideoRequest(TaskId.next(), 1, wish, null);
    }

    private static Wish h3() {
        return Wishes.with(
                Wishes.text("MiniMax-H3", 768, 4),
                new Wish.Options(null, null, false, "16:9", Wish.References.NONE));
    }

    private String submitted(Wish wish) {
        var outcome = provider.submit(request(wish));
        assertThat(outcome).isInstanceOf(SubmitOutcome.Accepted.class);
        return ((SubmitOutcome.Accepted) outcome).providerTaskId();
    }

    /** Asks until there is an end. */
    private PollOutcome end(String id) {
        while (true) {
            var outcome = provider.poll(id);
            if (!(outcome instanceof PollOutcome.Running)) {
                return outcome;
            }
            Thread.onSpinWait();
        }
    }

    @Test
    void a_video_of_the_first_generation_comes_byte_for_byte() throws IOException {
        var id = submitted(Wishes.text("MiniMax-Hailuo-02", 1080, 6));

        assertThat(end(id)).isInstanceOf(PollOutcome.Succeeded.class);
        assertThat(Files.readAllBytes(provider.fetch(id).video())).isEqualTo(TinyVideo.bytes());
        assertThat(next.balance().path("balance_cents").asInt()).isEqualTo(43);
    }

    @Test
    void a_video_of_the_second_generation_comes_byte_for_byte() throws IOException {
        var id = submitted(h3());

        assertThat(end(id)).isInstanceOf(PollOutcome.Succeeded.class);
        assertThat(Files.readAllBytes(provider.fetch(id).video())).isEqualTo(TinyVideo.bytes());
    }

    @Test
    void a_failure_there_is_a_failure_here_and_never_asked_for_again() {
        next.provider.fails("The glass broke");

        assertThat(end(submitted(Wishes.text("MiniMax-Hailuo-02", 1080, 6))))
                .isInstanceOf(PollOutcome.Failed.class);
        assertThat(next.balance().path("balance_cents").asInt()).isEqualTo(100);
    }

    @Test
    void an_empty_balance_there_is_our_account_and_not_the_callers() {
        next.provider.holdsBack();
        submitted(Wishes.text("MiniMax-Hailuo-02", 1080, 6));

        assertThat(provider.submit(request(Wishes.text("MiniMax-Hailuo-02", 1080, 6))))
                .isInstanceOfSatisfying(
                        SubmitOutcome.Refused.class,
                        refused ->
                                assertThat(refused.trouble().errorClass())
                                        .isEqualTo(ErrorClass.ACCOUNT));
    }

    @Test
    void what_waits_there_can_be_canceled_and_costs_nothing() {
        next.provider.works(0);
        var id = submitted(h3());

        assertThat(provider.cancel(id)).isInstanceOf(CancelOutcome.Canceled.class);
        assertThat(next.balance().path("balance_cents").asInt()).isEqualTo(100);
    }
}
