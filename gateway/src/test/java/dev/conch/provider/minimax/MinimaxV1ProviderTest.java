package dev.conch.provider.minimax;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.conch.base.Secret;
import dev.conch.provider.CancelOutcome;
import dev.conch.provider.ErrorClass;
import dev.conch.provider.PollOutcome;
import dev.conch.provider.ProviderContract;
import dev.conch.provider.ReconcileOutcome;
import dev.conch.provider.ScriptedUpstream.Step;
import dev.conch.provider.SubmitOutcome;
import dev.conch.provider.VideoProvider;
import dev.conch.provider.VideoRequest;
import dev.conch.provider.Wish;
import dev.conch.provider.Wish.Mode;
import dev.conch.provider.http.UpstreamSettings;
import dev.conch.testing.SettableClock;
import dev.conch.testing.wire.Wire;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** V1 on a real socket: the contract of all adapters, and the traps that are this API's own. */
class MinimaxV1ProviderTest extends ProviderContract<ScriptedMinimax> {
    private final SettableClock clock = new SettableClock();

    @Override
    protected ScriptedMinimax startUpstream() {
        return new ScriptedMinimax(KEY, clock);
    }

    @Override
    protected VideoProvider adapter() {
        return adapter(Map.of());
    }

    private MinimaxProvider adapter(Map<String, String> more) {
        return MinimaxProvider.of(settings(KEY, more), clock);
    }

    private UpstreamSettings settings(String key, Map<String, String> more) {
        return new UpstreamSettings(
                "minimax-test", upstream.url(), new Secret(key), 5, more, folder);
    }

    @Override
    protected Wish wish() {
        return Wishes.text("MiniMax-Hailuo-2.3", 768, 6);
    }

    private void submit(Wish wish) {
        assertThat(provider.submit(Wishes.request(wish)))
                .isInstanceOf(SubmitOutcome.Accepted.class);
    }

    @Test
    void the_call_that_started_a_video_can_be_named_to_support() {
        assertThat(provider.submit(request()))
                .isInstanceOfSatisfying(
                        SubmitOutcome.Accepted.class,
                        accepted -> assertThat(accepted.trace()).startsWith("trace-"));
    }

    @Test
    void what_was_not_asked_for_is_not_sent() {
        submit(wish());
        assertThat(upstream.sent().propertyNames())
                .containsExactlyInAnyOrder("model", "prompt", "duration", "resolution");
        assertThat(upstream.sent().path("resolution").asString()).isEqualTo("768P");
    }

    @Test
    void what_was_asked_for_is_sent() {
        var options = new Wish.Options(false, null, true, null, Wish.References.NONE);
        var asked = Wishes.with(Wishes.of("MiniMax-Hailuo-02", Mode.LAST_FRAME, 768, 10), options);

        var request = Wishes.request(asked);
        provider.submit(
                new VideoRequest(request.taskId(), 1, asked, "https://conch.example/hook/abc"));

        var sent = upstream.sent();
        assertThat(sent.path("prompt_optimizer").asBoolean(true)).isFalse();
        assertThat(sent.path("aigc_watermark").asBoolean()).isTrue();
        assertThat(sent.path("callback_url").asString())
                .isEqualTo("https://conch.example/hook/abc");
        assertThat(sent.path("first_frame_image").asString())
                .isEqualTo("https://example.com/first.png");
        assertThat(sent.path("last_frame_image").asString())
                .isEqualTo("https://example.com/last.png");
        assertThat(sent.has("fast_pretreatment")).isFalse();
    }

    @Test
    void an_image_without_a_public_address_is_sent_itself() {
        submit(
                Wishes.with(
                        Wishes.of("MiniMax-Hailuo-2.3-Fast", Mode.FIRST_FRAME, 768, 6),
                        Wishes.picture(null, 600, 600),
                        null));
        assertThat(upstream.sent().path("first_frame_image").asString())
                .isEqualTo("data:image/png;base64,AQIDBA==");
    }

    @Test
    void an_image_that_cannot_be_read_starts_nothing_and_is_not_the_callers_fault() {
        var gone = new Wish.Picture(Path.of("/nowhere/at/all.png"), "image/png", 600, 600, null);
        var wish =
                Wishes.with(
                        Wishes.of("MiniMax-Hailuo-2.3-Fast", Mode.FIRST_FRAME, 768, 6), gone, null);

        assertThat(provider.submit(Wishes.request(wish)))
                .isInstanceOfSatisfying(
                        SubmitOutcome.Refused.class,
                        refused ->
                                assertThat(refused.trouble().errorClass())
                                        .isEqualTo(ErrorClass.SERVER));
        assertThat(upstream.requests()).isEmpty();
    }

    @Test
    void the_oldest_models_are_told_neither_duration_nor_resolution() {
        submit(Wishes.text("T2V-01-Director", 720, 6));
        assertThat(upstream.sent().propertyNames()).containsExactlyInAnyOrder("model", "prompt");
    }

    @Test
    void a_subject_is_sent_as_a_character() {
        submit(Wishes.of("S2V-01", Mode.REFERENCES, 720, 6));
        assertThat(upstream.sent().path("subject_reference").toString())
                .isEqualTo(
                        "[{\"type\":\"character\",\"image\":[\"https://example.com/cat.png\"]}]");
    }

    @Test
    void an_operator_may_name_a_group_and_shorten_the_pretreatment() {
        try (var other = adapter(Map.of("group_id", "77", "fast_pretreatment", "true"))) {
            other.submit(request());
            assertThat(upstream.sent().path("fast_pretreatment").asBoolean()).isTrue();
            assertThat(upstream.requests().getLast().headers()).containsEntry("x-group-id", "77");

            other.submit(Wishes.request(Wishes.text("T2V-01", 720, 6)));
            assertThat(upstream.sent().has("fast_pretreatment")).isFalse();
        }
    }

    @Test
    void a_setting_that_is_neither_true_nor_false_stops_the_start() {
        assertThatThrownBy(() -> adapter(Map.of("fast_pretreatment", "yes")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("fast_pretreatment");
    }

    @ParameterizedTest
    @CsvSource({
        "1000,AMBIGUOUS", "1001,AMBIGUOUS", "1002,THROTTLE", "1004,ACCOUNT", "1008,ACCOUNT",
        "1013,AMBIGUOUS", "1024,AMBIGUOUS", "1033,AMBIGUOUS", "1026,CONTENT", "1027,CONTENT",
        "1028,ACCOUNT", "1030,ACCOUNT", "1039,THROTTLE", "1041,THROTTLE", "1042,USER",
        "1043,AMBIGUOUS", "1044,AMBIGUOUS", "2013,USER", "2037,USER", "2038,ACCOUNT",
        "2039,USER", "2042,ACCOUNT", "2048,USER", "20132,USER", "2045,THROTTLE",
        "2049,ACCOUNT", "2056,ACCOUNT", "2061,ACCOUNT", "987654,AMBIGUOUS"
    })
    void a_code_under_http_200_says_what_became_of_a_create(int code, ErrorClass meaning) {
        upstream.code(code);

        var outcome = provider.submit(request());

        if (meaning == ErrorClass.AMBIGUOUS) {
            assertThat(outcome).isInstanceOf(SubmitOutcome.Unclear.class);
        } else {
            assertThat(outcome)
                    .isInstanceOfSatisfying(
                            SubmitOutcome.Refused.class,
                            refused -> {
                                var trouble = refused.trouble();
                                assertThat(trouble.errorClass()).isEqualTo(meaning);
                                assertThat(trouble.upstreamCode()).isEqualTo("" + code);
                            });
        }
        assertThat(upstream.started()).isZero();
    }

    @Test
    void a_wait_is_honoured_that_comes_with_a_code_under_http_200() {
        upstream.answer(
                new Wire.Answer(
                        200,
                        Map.of("Retry-After", "17"),
                        ("{" + ScriptedMinimax.base(1002) + "}").getBytes(StandardCharsets.UTF_8)));
        assertThat(provider.submit(request()))
                .isInstanceOfSatisfying(
                        SubmitOutcome.Refused.class,
                        refused -> assertThat(refused.trouble().retryAfter()).hasSeconds(17));
    }

    @Test
    void a_code_with_a_status_of_the_server_itself_proves_nothing() {
        upstream.answer(500, "{" + ScriptedMinimax.base(1026) + "}");
        assertThat(provider.submit(request())).isInstanceOf(SubmitOutcome.Unclear.class);
        upstream.answer(529, "{}");
        assertThat(provider.submit(request())).isInstanceOf(SubmitOutcome.Unclear.class);
    }

    @Test
    void an_internal_error_that_names_a_task_has_started_it() {
        upstream.answer(200, "{\"task_id\":\"55\"," + ScriptedMinimax.base(1013) + "}");
        assertThat(provider.submit(request()))
                .isInstanceOfSatisfying(
                        SubmitOutcome.Accepted.class,
                        accepted -> assertThat(accepted.providerTaskId()).isEqualTo("v1:55"));
    }

    @Test
    void success_without_a_task_is_unclear() {
        upstream.answer(200, "{" + ScriptedMinimax.base(0) + "}");
        assertThat(provider.submit(request())).isInstanceOf(SubmitOutcome.Unclear.class);
    }

    @Test
    void an_account_in_trouble_is_not_shown_to_the_caller() {
        upstream.answer(
                200,
                "{\"base_resp\":{\"status_code\":1008,\"status_msg\":\"group 77 owes 12 USD\"}}");
        assertThat(provider.submit(request()))
                .isInstanceOfSatisfying(
                        SubmitOutcome.Refused.class,
                        refused ->
                                assertThat(refused.trouble().failure().message())
                                        .doesNotContain("77")
                                        .doesNotContain("USD"));
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                1000, 1001, 1002, 1004, 1008, 1013, 1024, 1028, 1030, 1033, 1039, 1041, 1042, 2038,
                2045, 2049, 2056, 2061, 987654
            })
    void a_code_with_an_empty_status_says_nothing_of_a_running_task(int code) {
        var id = submitted();
        upstream.code(code);
        assertThat(provider.poll(id))
                .isInstanceOfSatisfying(
                        PollOutcome.NoAnswer.class,
                        silence -> {
                            assertThat(silence.nextPoll())
                                    .isBetween(Duration.ofSeconds(20), Duration.ofSeconds(24));
                            assertThat(silence.trouble().errorClass())
                                    .isNotEqualTo(ErrorClass.AMBIGUOUS);
                        });
        assertThat(provider.poll(id)).isInstanceOf(PollOutcome.Running.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {1002, 1039, 1013, 1024})
    void a_code_of_trouble_with_an_unknown_status_says_nothing_either(int code) {
        var id = submitted();
        upstream.answer(200, "{\"status\":\"Unknown\"," + ScriptedMinimax.base(code) + "}");
        assertThat(provider.poll(id)).isInstanceOf(PollOutcome.NoAnswer.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {1026, 1027})
    void judged_content_ends_a_polled_task_whatever_its_status(int code) {
        var id = submitted();
        upstream.answer(200, "{\"status\":\"Processing\"," + ScriptedMinimax.base(code) + "}");
        assertThat(provider.poll(id))
                .isInstanceOfSatisfying(
                        PollOutcome.Failed.class,
                        failed -> assertThat(failed.failure().code()).isEqualTo("content_policy"));
    }

    @Test
    void bad_parameters_of_a_poll_mean_that_the_task_is_not_known() {
        var id = submitted();
        upstream.code(2013);
        assertThat(provider.poll(id)).isInstanceOf(PollOutcome.Lost.class);
    }

    @Test
    void a_page_that_is_not_there_is_a_wrong_address_and_no_lost_task() {
        var id = submitted();
        upstream.answer(404, "{}");
        assertThat(provider.poll(id)).isInstanceOf(PollOutcome.NoAnswer.class);
    }

    @ParameterizedTest
    @CsvSource({
        "Fail,1027,content_policy",
        "Failed,0,generation_failed",
        "Fail,1013,generation_failed"
    })
    void a_task_that_failed_has_failed(String word, int code, String slug) {
        var id = submitted();
        upstream.last().status = word;
        upstream.last().code = code;
        assertThat(provider.poll(id))
                .isInstanceOfSatisfying(
                        PollOutcome.Failed.class,
                        failed -> assertThat(failed.failure().code()).isEqualTo(slug));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Preparing", "Queueing", "Processing", "Unknown", "Verifying"})
    void words_for_not_yet_and_words_that_nobody_knows_are_running(String word) {
        var id = submitted();
        upstream.last().status = word;
        assertThat(provider.poll(id))
                .isInstanceOfSatisfying(
                        PollOutcome.Running.class,
                        running ->
                                assertThat(running.nextPoll())
                                        .isBetween(Duration.ofSeconds(10), Duration.ofSeconds(12)));
    }

    @Test
    void each_try_takes_a_fresh_link_since_links_die_after_an_hour() {
        var id = submitted();
        upstream.finish();
        provider.fetch(id);
        provider.forget(id);
        clock.advance(Duration.ofHours(5));

        assertThat(provider.fetch(id).video()).exists();
        assertThat(upstream.count(Step.LINK)).isEqualTo(2);
    }

    @Test
    void a_link_in_the_task_itself_saves_a_call() {
        upstream.tellVideoUrl();
        var id = submitted();
        upstream.finish();

        assertThat(provider.fetch(id).video()).exists();
        assertThat(upstream.count(Step.LINK)).isZero();
    }

    @Test
    void a_link_in_the_task_that_does_not_work_gives_way_to_the_file() throws Exception {
        try (var other = adapter(Map.of())) {
            upstream.tellVideoUrl();
            submitted();
            upstream.finish();
            var links = other.v1().links(upstream.last().id);

            assertThat(links.fresh().url()).contains("/file/");
            assertThat(upstream.count(Step.LINK)).isZero();
            assertThat(links.fresh().url()).contains("/file/");
            assertThat(upstream.count(Step.LINK)).isEqualTo(1);
        }
    }

    @Test
    void v1_can_neither_cancel_nor_tell_what_was_started() {
        var id = submitted();
        assertThat(provider.cancel(id)).isInstanceOf(CancelOutcome.TooLate.class);
        assertThat(provider.reconcile(request())).isInstanceOf(ReconcileOutcome.CannotTell.class);
        assertThat(upstream.requests()).hasSize(1);
    }

    @Test
    void a_subscription_is_checked_with_v1_which_it_covers() {
        try (var other = MinimaxProvider.of(settings("sk-cp-1", Map.of()), clock)) {
            upstream.code(2013);
            var checkup = other.checkup();
            assertThat(checkup.well()).isTrue();
            assertThat(checkup.finding()).contains("covers no MiniMax-H3");

            upstream.code(1004);
            assertThat(other.checkup().finding())
                    .contains("refuses the key (1004)")
                    .contains("region");

            upstream.code(2056);
            assertThat(other.checkup().finding()).contains("plan");
        }
    }
}
