package dev.conch.provider.fal;

import static dev.conch.provider.CarrierWishes.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.conch.base.Secret;
import dev.conch.base.TaskId;
import dev.conch.provider.CancelOutcome;
import dev.conch.provider.CarrierWishes;
import dev.conch.provider.ErrorClass;
import dev.conch.provider.Failure;
import dev.conch.provider.PollOutcome;
import dev.conch.provider.ProviderContract;
import dev.conch.provider.ReconcileOutcome;
import dev.conch.provider.ScriptedUpstream.Step;
import dev.conch.provider.SubmitOutcome;
import dev.conch.provider.VideoProvider;
import dev.conch.provider.VideoRequest;
import dev.conch.provider.Wish;
import dev.conch.provider.http.UpstreamSettings;
import dev.conch.testing.SettableClock;
import dev.conch.testing.wire.Fault;
import dev.conch.testing.wire.WireRequest;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.Map;

class FalProviderTest extends ProviderContract<ScriptedFal> {
    private static final String STANDARD = "fal-ai/minimax/hailuo-02/standard/text-to-video";

    private final SettableClock clock = new SettableClock();

    @Override
    protected ScriptedFal startUpstream() {
        return new ScriptedFal(KEY);
    }

    @Override
    protected VideoProvider adapter() {
        return adapter(KEY, Map.of());
    }

    private FalProvider adapter(String key, Map<String, String> more) {
        return FalProvider.of(
                new UpstreamSettings("fal-main", upstream.url(), new Secret(key), 4, more, folder),
                clock);
    }

    @Override
    protected Wish wish() {
        return text(STANDARD, 768, 6);
    }

    private PollOutcome ended(int status, Object result) {
        var id = submitted();
        upstream.end(ScriptedFal.json(status, result));
        return provider.poll(id);
    }

    private static Map<String, Object> detail(String type, String message) {
        return Map.of(
                "detail",
                List.of(Map.of("type", type, "msg", message, "loc", List.of("body", "prompt"))));
    }

    private List<String> paths(Step step) {
        return upstream.requests().stream()
                .filter(request -> upstream.step(request) == step)
                .map(WireRequest::path)
                .toList();
    }

    @Test
    void a_request_carries_the_key_the_prompt_and_a_duration_as_text_and_nothing_unasked() {
        submitted();

        assertThat(upstream.submitted().path()).isEqualTo("/" + STANDARD);
        assertThat(upstream.submitted().headers()).containsEntry("authorization", "Key " + KEY);
        assertThat(upstream.submitted().query()).isEmpty();
        assertThat(upstream.input())
                .hasToString(
                        "{\"prompt\":\"%s\",\"duration\":\"6\"}".formatted(CarrierWishes.PROMPT));
        assertThat(upstream.submitted().headers().keySet())
                .noneMatch(name -> name.startsWith("x-fal-"));
    }

    @Test
    void the_callback_address_goes_into_the_query_whole() {
        var callback = "https://conch.example/hooks/a?token=b&more=c d";

        provider.submit(new VideoRequest(TaskId.next(), 1, wish(), callback));

        assertThat(upstream.submitted().query()).containsEntry("fal_webhook", callback);
    }

    @Test
    void an_operators_headers_go_with_each_request() {
        try (var careful =
                adapter(
                        KEY,
                        Map.of(
                                "queue_priority", "low",
                                "request_timeout_seconds", "900",
                                "object_lifetime_seconds", "3600",
                                "runner_hint", "eu",
                                "no_retry", "true"))) {
            careful.submit(request());
        }

        assertThat(upstream.submitted().headers())
                .containsEntry("x-fal-queue-priority", "low")
                .containsEntry("x-fal-request-timeout", "900")
                .containsEntry(
                        "x-fal-object-lifecycle-preference",
                        "{\"expiration_duration_seconds\":3600}")
                .containsEntry("x-fal-runner-hint", "eu")
                .containsEntry("x-fal-no-retry", "1");
    }

    @ParameterizedTest
    @CsvSource({
        "queue_priority,high",
        "request_timeout_seconds,soon",
        "object_lifetime_seconds,0",
        "no_retry,1",
        "que_priority,low"
    })
    void a_setting_that_fal_does_not_know_stops_the_start(String name, String value) {
        assertThatThrownBy(() -> adapter(KEY, Map.of(name, value)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(name);
    }

    @Test
    void a_request_is_asked_after_below_owner_and_alias() {
        provider.poll(submitted());

        assertThat(paths(Step.POLL))
                .singleElement()
                .asString()
                .startsWith("/fal-ai/minimax/requests/")
                .endsWith("/status");
    }

    @Test
    void the_addresses_that_fal_returns_are_used_even_by_another_process() {
        var elsewhere = upstream.url() + "/fal-ai/minimax-eu/requests/another";
        upstream.changedAddresses.put("status_url", elsewhere + "/status");
        upstream.changedAddresses.put("response_url", elsewhere);
        var id = submitted();

        try (var restarted = adapter(KEY, Map.of())) {
            restarted.poll(id);
            restarted.cancel(id);
        }

        assertThat(paths(Step.POLL)).containsExactly("/fal-ai/minimax-eu/requests/another/status");
        assertThat(paths(Step.CANCEL))
                .singleElement()
                .asString()
                .startsWith("/fal-ai/minimax/requests/");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://fal.run.evil.example/fal-ai/minimax/requests/1/status",
                "https://key@queue.fal.run/fal-ai/minimax/requests/1/status",
                "http://queue.fal.run/fal-ai/minimax/requests/1/status",
                "https://queue.fal.run:8443/fal-ai/minimax/requests/1/status",
                "https://notfal.run/status",
                "http://127.0.0.1:1/status",
                "file:///etc/passwd",
                "not an address",
                ""
            })
    void an_address_on_another_server_is_not_followed_and_the_key_stays_here(String address) {
        upstream.changedAddresses.put("status_url", address);
        var id = submitted();

        assertThat(id).doesNotContain("evil", "notfal");
        assertThat(provider.poll(id)).isInstanceOf(PollOutcome.Running.class);
        assertThat(paths(Step.POLL)).singleElement().asString().startsWith("/fal-ai/minimax/");
    }

    @Test
    void an_answer_without_a_usable_request_id_is_unclear() {
        upstream.changedAddresses.put("request_id", "../../other");
        assertThat(provider.submit(request())).isInstanceOf(SubmitOutcome.Unclear.class);
    }

    @Test
    void a_place_in_the_queue_and_work_in_progress_are_no_progress_that_could_be_told() {
        var id = submitted();
        assertThat(provider.poll(id))
                .isInstanceOfSatisfying(
                        PollOutcome.Running.class,
                        running -> {
                            assertThat(running.progress()).isZero();
                            assertThat(running.nextPoll().toMillis()).isBetween(3000L, 3600L);
                        });
        upstream.run();
        assertThat(provider.poll(id)).isInstanceOf(PollOutcome.Running.class);
    }

    @Test
    void an_unknown_status_is_taken_for_running() {
        var id = submitted();
        upstream.oddStatus = "PREEMPTED";
        assertThat(provider.poll(id)).isInstanceOf(PollOutcome.Running.class);
    }

    @Test
    void a_completed_job_whose_content_was_flagged_has_failed() {
        assertThat(ended(422, detail("content_policy_violation", "It was flagged.")))
                .isEqualTo(
                        new PollOutcome.Failed(
                                new Failure(
                                        "content_policy",
                                        "fal.ai refused the content: prompt: It was flagged.")));
    }

    @Test
    void a_completed_job_whose_input_was_wrong_has_failed_by_the_callers_fault() {
        assertThat(ended(422, detail("image_too_small", "At least 300 pixels.")))
                .isInstanceOfSatisfying(
                        PollOutcome.Failed.class,
                        failed -> {
                            assertThat(failed.failure().code()).isEqualTo("invalid_request");
                            assertThat(failed.failure().message()).contains("300 pixels");
                        });
    }

    @Test
    void a_completed_job_that_broke_has_failed_without_words_from_inside() {
        assertThat(ended(500, detail("internal_server_error", "at /srv/app.py line 3")))
                .isEqualTo(
                        new PollOutcome.Failed(
                                new Failure(
                                        "generation_failed", "fal.ai could not make the video")));
        assertThat(ended(504, Map.of("detail", "Too slow", "error_type", "request_timeout")))
                .isInstanceOf(PollOutcome.Failed.class);
        assertThat(ended(422, Map.of("detail", "an older model's text")))
                .isInstanceOf(PollOutcome.Failed.class);
    }

    @Test
    void a_result_that_the_operators_own_time_limit_ended_has_failed() {
        var id = submitted();
        var answer = ScriptedFal.json(504, Map.of("detail", "Request timed out"));
        upstream.end(
                new dev.conch.testing.wire.Wire.Answer(
                        504, Map.of("X-Fal-Request-Timeout-Type", "user"), answer.body()));
        assertThat(provider.poll(id)).isInstanceOf(PollOutcome.Failed.class);
    }

    @Test
    void a_result_that_cannot_be_had_proves_nothing_unless_the_status_tells() {
        var id = submitted();
        upstream.end(ScriptedFal.json(503, Map.of("detail", "Service Unavailable")));
        assertThat(provider.poll(id)).isInstanceOf(PollOutcome.NoAnswer.class);

        upstream.statusError(
                Map.of("error", "Runner disconnected", "error_type", "runner_disconnected"));
        assertThat(provider.poll(id)).isInstanceOf(PollOutcome.Failed.class);
    }

    @ParameterizedTest
    @CsvSource({"401,ACCOUNT", "403,ACCOUNT", "429,THROTTLE", "405,SERVER", "400,SERVER"})
    void an_error_of_the_results_address_is_not_the_jobs(int status, ErrorClass expected) {
        assertThat(ended(status, Map.of("detail", "something")))
                .isInstanceOfSatisfying(
                        PollOutcome.NoAnswer.class,
                        none -> assertThat(none.trouble().errorClass()).isEqualTo(expected));
    }

    @Test
    void a_completed_job_whose_result_is_not_ready_or_shows_no_video_goes_on() {
        assertThat(ended(400, Map.of("detail", "Request is still in progress")))
                .isInstanceOf(PollOutcome.Running.class);
        assertThat(ended(200, Map.of("seed", 1))).isInstanceOf(PollOutcome.NoAnswer.class);
        assertThat(ended(404, Map.of("detail", "gone"))).isInstanceOf(PollOutcome.Lost.class);
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"NONE", "DRIP"})
    void a_broken_look_at_the_result_ends_nothing(Fault fault) {
        var id = submitted();
        upstream.finish();
        upstream.next(Step.LINK, fault);

        assertThat(provider.poll(id))
                .isNotInstanceOfAny(PollOutcome.Failed.class, PollOutcome.Lost.class);
        assertThat(provider.poll(id)).isInstanceOf(PollOutcome.Succeeded.class);
    }

    @Test
    void a_busy_queue_is_asked_again_when_it_wants() {
        var id = submitted();
        upstream.next(Step.POLL, Fault.BUSY);
        assertThat(provider.poll(id))
                .isInstanceOfSatisfying(
                        PollOutcome.NoAnswer.class,
                        none -> {
                            assertThat(none.trouble().retryAfter()).hasSeconds(1);
                            assertThat(none.nextPoll().toSeconds()).isBetween(9L, 10L);
                        });
    }

    @ParameterizedTest
    @CsvSource({
        "400,USER",
        "401,ACCOUNT",
        "402,ACCOUNT",
        "403,ACCOUNT",
        "404,SERVER",
        "405,SERVER",
        "413,USER",
        "422,USER",
        "429,THROTTLE"
    })
    void a_refused_submit_is_of_the_right_class(int status, ErrorClass expected) {
        upstream.refusing = true;
        upstream.refusal = ScriptedFal.json(status, Map.of("detail", "User is locked, key " + KEY));

        assertThat(provider.submit(request()))
                .isInstanceOfSatisfying(
                        SubmitOutcome.Refused.class,
                        refused -> {
                            assertThat(refused.trouble().errorClass()).isEqualTo(expected);
                            assertThat(refused.trouble().upstreamCode())
                                    .isEqualTo("http-" + status);
                            if (expected != ErrorClass.USER) {
                                assertThat(refused.toString()).doesNotContain(KEY, "locked");
                            }
                        });
    }

    @Test
    void a_submit_whose_content_is_flagged_at_once_is_refused_for_its_content() {
        upstream.refusing = true;
        upstream.refusal = ScriptedFal.json(422, detail("content_policy_violation", "Flagged."));
        assertThat(provider.submit(request()))
                .isInstanceOfSatisfying(
                        SubmitOutcome.Refused.class,
                        refused ->
                                assertThat(refused.trouble().errorClass())
                                        .isEqualTo(ErrorClass.CONTENT));
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 408, 409, 499, 500, 502, 503, 504})
    void a_submit_of_which_nothing_is_certain_is_unclear(int status) {
        upstream.refusing = true;
        upstream.refusal =
                ScriptedFal.json(
                        status, Map.of("detail", "?", "error_type", "runner_scheduling_failure"));
        assertThat(provider.submit(request())).isInstanceOf(SubmitOutcome.Unclear.class);
    }

    @Test
    void what_waits_is_canceled_at_once() {
        var id = submitted();
        assertThat(provider.cancel(id)).isInstanceOf(CancelOutcome.Canceled.class);
        assertThat(upstream.started()).isZero();
    }

    @Test
    void what_runs_is_canceled_only_when_it_has_stopped() {
        var id = submitted();
        upstream.run();
        upstream.stopsWhatRuns = false;
        assertThat(provider.cancel(id)).isInstanceOf(CancelOutcome.TooLate.class);

        upstream.stopsWhatRuns = true;
        assertThat(provider.cancel(id)).isInstanceOf(CancelOutcome.Canceled.class);
        assertThat(provider.poll(id))
                .isInstanceOfSatisfying(
                        PollOutcome.Failed.class,
                        failed -> assertThat(failed.failure().code()).isEqualTo("canceled"));
    }

    @Test
    void what_is_done_or_cannot_be_reached_is_not_canceled() {
        var id = submitted();
        upstream.finish();
        assertThat(provider.cancel(id)).isInstanceOf(CancelOutcome.TooLate.class);
        upstream.shut();
        assertThat(provider.cancel(id)).isInstanceOf(CancelOutcome.TooLate.class);
    }

    @Test
    void what_is_given_up_is_told_to_stop() {
        var id = submitted();
        provider.forget(id);
        assertThat(upstream.started()).isZero();
    }

    @Test
    void a_lost_submit_cannot_be_found_again() {
        assertThat(provider.reconcile(request())).isInstanceOf(ReconcileOutcome.CannotTell.class);
    }

    @Test
    void a_wrong_key_shows_in_the_checkup() {
        try (var wrong = adapter("another", Map.of())) {
            assertThat(wrong.checkup())
                    .satisfies(
                            sick -> {
                                assertThat(sick.well()).isFalse();
                                assertThat(sick.finding()).contains("refuses the key");
                            });
        }
    }

    @Test
    void an_image_that_the_caller_has_on_the_web_is_passed_on_by_its_address() {
        var picture = CarrierWishes.picture(folder, 10, "https://images.example/a.png");
        assertThat(sentImages(picture, picture))
                .contains("\"image_url\":\"https://images.example/a.png\"")
                .contains("\"end_image_url\":\"https://images.example/a.png\"")
                .contains("\"resolution\":\"768P\"");
    }

    @Test
    void another_image_is_sent_within_the_request() {
        assertThat(sentImages(CarrierWishes.picture(folder, 3, null), null))
                .contains("\"image_url\":\"data:image/png;base64,AAAA\"")
                .doesNotContain("end_image_url");
    }

    private String sentImages(Wish.Picture first, Wish.@Nullable Picture last) {
        var model = "fal-ai/minimax/hailuo-02/standard/image-to-video";
        var wish = CarrierWishes.of(model, 768, 6, first, last);
        provider.submit(new VideoRequest(TaskId.next(), 1, wish, null));
        return upstream.input().toString();
    }

    @Test
    void an_image_that_is_gone_refuses_the_submit_before_anything_is_sent() throws Exception {
        var picture = CarrierWishes.picture(folder, 3, null);
        java.nio.file.Files.delete(picture.file());
        var wish =
                CarrierWishes.of(
                        "fal-ai/minimax/hailuo-02/standard/image-to-video", 768, 6, picture, null);
        assertThat(provider.submit(new VideoRequest(TaskId.next(), 1, wish, null)))
                .isInstanceOf(SubmitOutcome.Refused.class);
        assertThat(upstream.requests()).isEmpty();
    }
}
