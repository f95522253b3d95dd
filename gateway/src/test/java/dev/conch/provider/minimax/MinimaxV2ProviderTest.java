package dev.conch.provider.minimax;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.conch.base.Money;
import dev.conch.base.Secret;
import dev.conch.provider.CancelOutcome;
import dev.conch.provider.ErrorClass;
import dev.conch.provider.PollOutcome;
import dev.conch.provider.ProviderContract;
import dev.conch.provider.ScriptedUpstream.Step;
import dev.conch.provider.SubmitOutcome;
import dev.conch.provider.VideoProvider;
import dev.conch.provider.VideoRequest;
import dev.conch.provider.Wish;
import dev.conch.provider.Wish.Mode;
import dev.conch.provider.Wish.References;
import dev.conch.provider.http.UpstreamSettings;
import dev.conch.testing.SettableClock;
import dev.conch.testing.wire.Fault;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** V2 on a real socket: the contract of all adapters, and what is this API's own. */
class MinimaxV2ProviderTest extends ProviderContract<ScriptedMinimax> {
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
        return new MinimaxProvider(settings(KEY, more), clock, (_, _) -> {});
    }

    private UpstreamSettings settings(String key, Map<String, String> more) {
        return new UpstreamSettings(
                "minimax-test", upstream.url(), new Secret(key), 30, more, folder);
    }

    @Override
    protected Wish wish() {
        return Wishes.text("MiniMax-H3", 768, 5);
    }

    private void submit(Wish wish) {
        assertThat(provider.submit(Wishes.request(wish)))
                .isInstanceOf(SubmitOutcome.Accepted.class);
    }

    @Test
    void text_is_an_item_with_a_ratio_that_it_needs() {
        submit(wish());
        assertThat(upstream.sent().toString())
                .isEqualTo(
                        """
                        {"model":"MiniMax-H3","content":[{"type":"text","text":"a marble rolls"}],\
                        "resolution":"768P","duration":5,"ratio":"16:9"}""");
    }

    @Test
    void frames_are_items_with_roles_and_bring_their_own_ratio() {
        var asked =
                Wishes.with(
                        Wishes.of("MiniMax-H3", Mode.LAST_FRAME, 1440, 8),
                        new Wish.Options(null, null, true, "1:1", References.NONE));
        provider.submit(
                new VideoRequest(
                        Wishes.request(asked).taskId(), 1, asked, "https://conch.example/h/1"));
        assertThat(upstream.sent().toString())
                .isEqualTo(
                        """
                        {"model":"MiniMax-H3","content":[{"type":"text","text":"a marble rolls"},\
                        {"type":"image_url","image_url":{"url":"https://example.com/first.png"},\
                        "role":"first_frame"},\
                        {"type":"image_url","image_url":{"url":"https://example.com/last.png"},\
                        "role":"last_frame"}],\
                        "resolution":"2K","duration":8,\
                        "callback_url":"https://conch.example/h/1","aigc_watermark":true}""");
    }

    @Test
    void references_are_items_with_roles() {
        var references =
                new References(
                        List.of(Wishes.linked("i")),
                        List.of("https://e.com/v"),
                        List.of("https://e.com/a"));
        submit(Wishes.with(wish(), new Wish.Options(null, null, false, "adaptive", references)));
        var roles = upstream.sent().path("content").findValuesAsString("role");
        assertThat(roles).containsExactly("reference_image", "reference_video", "reference_audio");
        assertThat(upstream.sent().path("ratio").asString()).isEqualTo("adaptive");
        assertThat(upstream.sent().path("content").get(2).path("video_url").path("url").asString())
                .isEqualTo("https://e.com/v");
    }

    @Test
    void only_h3_max_is_told_whether_to_rewrite_the_prompt() {
        var off = new Wish.Options(false, null, false, null, References.NONE);
        submit(Wishes.with(wish(), off));
        assertThat(upstream.sent().has("extra")).isFalse();
        submit(Wishes.with(Wishes.text("MiniMax-H3-Max", 480, 5), off));
        assertThat(upstream.sent().path("extra").path("prompt_expansion_mode").asString())
                .isEqualTo("disabled");
        submit(Wishes.text("MiniMax-H3-Max", 480, 5));
        assertThat(upstream.sent().has("extra")).isFalse();
    }

    @Test
    void the_call_that_started_a_video_can_be_named_to_support() {
        assertThat(provider.submit(request()))
                .isInstanceOfSatisfying(
                        SubmitOutcome.Accepted.class,
                        accepted -> assertThat(accepted.trace()).startsWith("trace-"));
    }

    @ParameterizedTest
    @CsvSource({
        "400, bad_request_error, content is missing (2013), USER",
        "400, bad_request_error, video description contains sensitive content (1026), CONTENT",
        "422, unprocessable_entity_error, no, USER",
        "400, bad_request_error, the prompt says (1008) in the middle, USER",
        "400, bad_request_error, odd (1013), USER",
        "401, authorized_error, login fail (1004), ACCOUNT",
        "402, insufficient_balance_error, balance (1008), ACCOUNT",
        "403, other, no, ACCOUNT",
        "404, other, no, SERVER",
        "413, other, too large, USER",
        "429, rate_limit_error, rate limit (1002), THROTTLE",
        "529, overloaded_error, overloaded, THROTTLE",
        "500, server_error, internal error (1000), AMBIGUOUS",
        "500, server_error, sensitive (1026), AMBIGUOUS",
        "502, other, no, AMBIGUOUS",
        "408, other, no, AMBIGUOUS",
    })
    void a_status_says_what_became_of_a_create(
            int status, String type, String message, ErrorClass meaning) {
        upstream.answer(
                status,
                """
                {"type":"error","error":{"type":"%s","message":"%s","http_code":"%d"},\
                "request_id":"1"}"""
                        .formatted(type, message, status));

        var outcome = provider.submit(request());

        if (meaning == ErrorClass.AMBIGUOUS) {
            assertThat(outcome).isInstanceOf(SubmitOutcome.Unclear.class);
        } else {
            assertThat(outcome)
                    .isInstanceOfSatisfying(
                            SubmitOutcome.Refused.class,
                            refused ->
                                    assertThat(refused.trouble().errorClass()).isEqualTo(meaning));
        }
        assertThat(upstream.requests()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "failed,1026,content_policy",
        "failed,1013,generation_failed",
        "failed,9,generation_failed",
        "cancelled,0,canceled",
        "expired,0,generation_failed"
    })
    void a_task_that_ended_without_a_video_has_failed(String status, int code, String slug) {
        var id = submitted();
        upstream.last().status = status;
        upstream.last().code = code;
        assertThat(provider.poll(id))
                .isInstanceOfSatisfying(
                        PollOutcome.Failed.class,
                        failed -> assertThat(failed.failure().code()).isEqualTo(slug));
    }

    @ParameterizedTest
    @CsvSource({"queued", "running", "dreaming"})
    void words_for_not_yet_and_words_that_nobody_knows_are_running(String word) {
        var id = submitted();
        upstream.last().status = word;
        assertThat(provider.poll(id)).isInstanceOf(PollOutcome.Running.class);
    }

    @Test
    void the_quick_model_is_asked_about_more_often() {
        var accepted = provider.submit(Wishes.request(Wishes.text("MiniMax-H3-Max", 768, 5)));
        var id = ((SubmitOutcome.Accepted) accepted).providerTaskId();
        assertThat(provider.poll(id))
                .isInstanceOfSatisfying(
                        PollOutcome.Running.class,
                        running ->
                                assertThat(running.nextPoll())
                                        .isBetween(Duration.ofSeconds(5), Duration.ofSeconds(6)));
    }

    @Test
    void a_poll_that_is_sent_away_comes_back_when_it_may() {
        var id = submitted();
        upstream.next(Step.POLL, Fault.BUSY);
        assertThat(provider.poll(id))
                .isInstanceOfSatisfying(
                        PollOutcome.NoAnswer.class,
                        silence -> {
                            assertThat(silence.trouble().retryAfter()).hasSeconds(1);
                            assertThat(silence.nextPoll())
                                    .isGreaterThanOrEqualTo(Duration.ofSeconds(20));
                        });
    }

    @Test
    void a_wrong_address_loses_no_task() {
        var id = submitted();
        upstream.answer(404, "{\"detail\":\"not found\"}");
        assertThat(provider.poll(id)).isInstanceOf(PollOutcome.NoAnswer.class);
    }

    @Test
    void a_task_older_than_seven_days_is_lost_without_asking() {
        var id = submitted();
        clock.advance(Duration.ofDays(7));
        assertThat(provider.poll(id)).isInstanceOf(PollOutcome.Running.class);
        clock.advance(Duration.ofSeconds(1));
        int before = upstream.requests().size();
        assertThat(provider.poll(id)).isInstanceOf(PollOutcome.Lost.class);
        assertThat(upstream.requests()).hasSize(before);
    }

    @Test
    void an_id_of_somebody_else_is_lost_and_costs_no_call() {
        assertThat(provider.poll("gen-vid-1")).isInstanceOf(PollOutcome.Lost.class);
        assertThat(provider.poll("v2:yesterday:1")).isInstanceOf(PollOutcome.Lost.class);
        assertThat(upstream.requests()).isEmpty();
    }

    @Test
    void each_fetch_takes_a_fresh_link_since_links_die() {
        var id = submitted();
        upstream.finish();
        provider.fetch(id);
        provider.forget(id);
        clock.advance(Duration.ofHours(5));
        assertThat(provider.fetch(id).video()).exists();
    }

    @Test
    void a_file_much_shorter_than_minimax_says_is_not_the_video() {
        var twelve = provider.submit(Wishes.request(Wishes.text("MiniMax-H3", 768, 12)));
        var id = ((SubmitOutcome.Accepted) twelve).providerTaskId();
        upstream.finish(); // its file has six seconds, like all here
        assertThatThrownBy(() -> provider.fetch(id)).isInstanceOf(UncheckedIOException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "MiniMax-H3, 768, 5, '{}', ",
        "MiniMax-H3, 768, 5, '{\"output_seconds\":5}', 40000000",
        "MiniMax-H3, 1440, 5, '{\"output_seconds\":5,\"input_seconds\":0,\"input_image_count\":5}', 65000000",
        "MiniMax-H3, 1440, 5, '{\"output_seconds\":5,\"input_seconds\":7,\"input_image_count\":7}', 164000000",
        "MiniMax-H3-Max, 480, 5, '{\"output_seconds\":5,\"input_seconds\":10,\"input_image_count\":3}', 87700000",
        "MiniMax-H3-Max, 768, 6, '{\"output_seconds\":6,\"input_seconds\":1,\"input_image_count\":2}', 62300000",
    })
    void a_finished_task_costs_what_its_own_account_says(
            String model, int side, int seconds, String usage, Long microCents) {
        var accepted = provider.submit(Wishes.request(Wishes.text(model, side, seconds)));
        var id = ((SubmitOutcome.Accepted) accepted).providerTaskId();
        upstream.finish();
        upstream.last().usage = json(usage);

        var cost = provider.fetch(id).cost();

        assertThat(cost).isEqualTo(microCents == null ? null : new Money(microCents));
    }

    private static JsonNode json(String text) {
        return JsonMapper.shared().readTree(text);
    }

    @Test
    void what_is_queued_can_be_canceled_and_is_not_charged() {
        var id = submitted();
        assertThat(provider.cancel(id)).isInstanceOf(CancelOutcome.Canceled.class);
        assertThat(upstream.charged()).isZero();
        assertThat(provider.poll(id)).isInstanceOf(PollOutcome.Failed.class);
        assertThat(provider.cancel(id)).isInstanceOf(CancelOutcome.Canceled.class);
    }

    @ParameterizedTest
    @CsvSource({"running", "succeeded", "failed"})
    void what_has_begun_cannot_be_canceled_and_is_never_deleted_by_trying(String status) {
        var id = submitted();
        upstream.last().status = status;
        assertThat(provider.cancel(id)).isInstanceOf(CancelOutcome.TooLate.class);
        assertThat(upstream.count(Step.CANCEL)).isZero();
        assertThat(upstream.known()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"CUT", "HTML"})
    void a_cancel_whose_answer_is_broken_is_looked_up(Fault fault) {
        var id = submitted();
        upstream.next(Step.CANCEL, fault);
        assertThat(provider.cancel(id)).isInstanceOf(CancelOutcome.Canceled.class);
    }

    @Test
    void a_cancel_that_nobody_answers_is_too_late() {
        var id = submitted();
        upstream.shut();
        assertThat(provider.cancel(id)).isInstanceOf(CancelOutcome.TooLate.class);
    }

    @Test
    void records_are_deleted_there_only_where_the_operator_wants_it() {
        var id = submitted();
        upstream.finish();
        provider.forget(id);
        assertThat(upstream.known()).isEqualTo(1);
        try (var tidy = adapter(Map.of("delete_records", "true"))) {
            tidy.forget(id);
        }
        assertThat(upstream.known()).isZero();
    }

    @Test
    void a_wrong_key_is_explained_by_the_region_too() {
        try (var other = new MinimaxProvider(settings("other", Map.of()), clock, (_, _) -> {})) {
            var checkup = other.checkup();
            assertThat(checkup.well()).isFalse();
            assertThat(checkup.finding())
                    .contains("refuses the key (http-401)")
                    .contains("api.minimax.io")
                    .contains("api.minimax.cn");
        }
        assertThat(Region.of(URI.create("https://api.minimaxi.com")).advice())
                .contains("https://api.minimax.io");
        assertThat(Region.of(URI.create("https://api.minimax.io")).advice())
                .contains("https://api.minimax.cn");
    }

    @Test
    void a_checkup_tells_no_money_from_a_wrong_address() {
        upstream.answer(402, "{\"error\":{\"message\":\"balance (1008)\"}}");
        assertThat(provider.checkup().finding()).contains("balance");
        upstream.answer(404, "{}");
        assertThat(provider.checkup().finding()).contains("not MiniMax's");
        upstream.answer(429, "{}");
        assertThat(provider.checkup().finding()).contains("too much to do");
    }

    @Test
    void a_result_that_was_deleted_there_is_an_error_that_can_be_tried_again() {
        var id = submitted();
        upstream.forget();
        assertThatThrownBy(() -> provider.fetch(id))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageNotContaining(KEY);
    }
}
