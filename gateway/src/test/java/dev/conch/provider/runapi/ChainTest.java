package dev.conch.provider.runapi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.conch.base.Money;
import dev.conch.base.Secret;
import dev.conch.base.TaskId;
import dev.conch.provider.CancelOutcome;
import dev.conch.provider.ErrorClass;
import dev.conch.provider.PollOutcome;
import dev.conch.provider.ReconcileOutcome;
import dev.conch.provider.SubmitOutcome;
import dev.conch.provider.VideoProvider;
import dev.conch.provider.VideoRequest;
import dev.conch.provider.Wishes;
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

/** A whole Conch, asked by another one. */
class ChainTest {
    private static final String MODEL = "hailuo-02-text-to-video-pro";

    @TempDir Path folder;
    private TestGateway next;
    private VideoProvider provider;

    @BeforeEach
    void open() {
        next = TestGateway.with(folder.resolve("next"), 100, Map.of());
        next.provider.charges().makes(TinyVideo.bytes());
        next.start();
        provider = adapter(TestGateway.KEY);
    }

    private VideoProvider adapter(String key) {
        return RunApiProvider.of(
                new UpstreamSettings(
                        "next",
                        next.uri("/"),
                        new Secret(key),
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

    private static VideoRequest request() {
        return new VideoRequest(TaskId.next(), 1, Wishes.text(MODEL, 6, 1080), null);
    }

    private static String id(SubmitOutcome outcome) {
        assertThat(outcome).isInstanceOf(SubmitOutcome.Accepted.class);
        return ((SubmitOutcome.Accepted) outcome).providerTaskId();
    }

    @Test
    void a_video_comes_through_two_gateways_byte_for_byte_with_its_cost() throws IOException {
        var id = id(provider.submit(request()));
        next.awaitStatus(TaskRef.parse(id).id(), "completed");

        assertThat(provider.poll(id)).isInstanceOf(PollOutcome.Succeeded.class);
        var fetched = provider.fetch(id);

        assertThat(Files.readAllBytes(fetched.video())).isEqualTo(TinyVideo.bytes());
        assertThat(fetched.cost()).isEqualTo(Money.ofCents(57));
        assertThat(next.balance().path("balance_cents").asInt()).isEqualTo(43);
    }

    @Test
    void a_repeated_create_is_one_task_and_one_charge() {
        next.provider.holdsBack();
        var request = request();
        var id = id(provider.submit(request));

        assertThat(provider.reconcile(request)).isEqualTo(new ReconcileOutcome.Found(id));
        next.provider.finish();
        next.awaitStatus(TaskRef.parse(id).id(), "completed");
        assertThat(next.balance().path("balance_cents").asInt()).isEqualTo(43);
    }

    @Test
    void an_empty_balance_there_is_our_account_and_not_the_callers() {
        next.provider.holdsBack();
        id(provider.submit(request()));
        assertThat(provider.submit(request()))
                .isInstanceOfSatisfying(
                        SubmitOutcome.Refused.class,
                        refused ->
                                assertThat(refused.trouble().errorClass())
                                        .isEqualTo(ErrorClass.ACCOUNT));
    }

    @Test
    void a_cancel_goes_through_to_the_end_of_the_chain() {
        next.provider.holdsBack().cancels();
        var id = id(provider.submit(request()));

        assertThat(provider.cancel(id)).isInstanceOf(CancelOutcome.Canceled.class);
        assertThat(next.balance().path("balance_cents").asInt()).isEqualTo(100);
    }

    @Test
    void a_failure_there_is_a_failure_here_with_its_reason() {
        next.provider.fails("The glass broke");
        var id = id(provider.submit(request()));
        next.awaitStatus(TaskRef.parse(id).id(), "failed");

        assertThat(provider.poll(id))
                .isInstanceOfSatisfying(
                        PollOutcome.Failed.class,
                        failed -> {
                            assertThat(failed.failure().code()).isEqualTo("render_failed");
                            assertThat(failed.failure().message()).contains("The glass broke");
                        });
    }

    @Test
    void a_task_that_is_not_there_is_lost() {
        assertThat(provider.poll("hailuo/text_to_video/" + TaskId.next()))
                .isInstanceOf(PollOutcome.Lost.class);
    }

    @Test
    void a_checkup_reads_the_balance_and_explains_a_wrong_key() {
        assertThat(provider.checkup().well()).isTrue();
        provider.close();
        provider = adapter("conch_wrong");
        assertThat(provider.checkup())
                .satisfies(
                        checkup -> {
                            assertThat(checkup.well()).isFalse();
                            assertThat(checkup.finding()).contains("key");
                        });
    }
}
