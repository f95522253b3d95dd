package dev.conch.provider.replicate;

import static dev.conch.provider.CarrierWishes.picture;
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
import dev.conch.provider.ScriptedUpstream.Step;
import dev.conch.provider.SubmitOutcome;
import dev.conch.provider.VideoProvider;
import dev.conch.provider.VideoRequest;
import dev.conch.provider.Wish;
import dev.conch.provider.Wish.Options;
import dev.conch.provider.Wish.References;
import dev.conch.provider.http.UpstreamSettings;
import dev.conch.testing.SettableClock;
import dev.conch.testing.wire.Fault;
import dev.conch.testing.wire.Wire;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.json.JsonMapper;

import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

class ReplicateProviderTest extends ProviderContract<ScriptedReplicate> {
    private static final String MODEL = "minimax/hailuo-02";
    private static final int SMALL = 256 * 1024;

    private final SettableClock clock = new SettableClock();

    @Override
    protected ScriptedReplicate startUpstream() {
        return new ScriptedReplicate(KEY, clock);
    }

    @Override
    protected VideoProvider adapter() {
        return adapter(KEY, Map.of());
    }

    private ReplicateProvider adapter(String key, Map<String, String> more) {
        return ReplicateProvider.of(
                new UpstreamSettings("replicate", upstream.url(), new Secret(key), 4, more, folder),
                clock);
    }

    @Override
    protected Wish wish() {
        return text(MODEL, 768, 6);
    }

    private SubmitOutcome submit(Wish wish) {
        return provider.submit(new VideoRequest(TaskId.next(), 1, wish, null));
    }

    private static Wish from(Wish.Picture picture) {
        return CarrierWishes.of(MODEL, 768, 6, picture, picture);
    }

    @Test
    void a_prediction_is_made_of_the_model_with_nothing_unasked_and_without_waiting() {
        submitted();

        var sent = upstream.submitted();
        assertThat(sent.path()).isEqualTo("/v1/models/minimax/hailuo-02/predictions");
        assertThat(sent.headers())
                .containsEntry("authorization", "Bearer " + KEY)
                .doesNotContainKeys("prefer", "cancel-after");
        assertThat(sent.text())
                .isEqualTo(
                        "{\"input\":{\"prompt\":\"A marble rolls off a table\",\"duration\":6,"
                                + "\"resolution\":\"768p\"}}");
    }

    @Test
    void the_callback_address_and_a_mentioned_optimizer_are_sent() {
        var wish =
                CarrierWishes.with(wish(), new Options(false, null, false, null, References.NONE));
        provider.submit(new VideoRequest(TaskId.next(), 1, wish, "https://conch.example/hook"));

        assertThat(upstream.submitted().text())
                .contains("\"prompt_optimizer\":false")
                .endsWith(
                        "\"webhook\":\"https://conch.example/hook\","
                                + "\"webhook_events_filter\":[\"completed\"]}");
    }

    @Test
    void a_public_image_is_passed_on_by_its_address() {
        submit(from(picture(folder, SMALL + 1, "https://images.example/a.png")));
        assertThat(upstream.submitted().text())
                .contains("\"first_frame_image\":\"https://images.example/a.png\"")
                .contains("\"last_frame_image\":\"https://images.example/a.png\"");
        assertThat(upstream.uploads()).isZero();
    }

    @Test
    void a_small_image_is_sent_within_the_request_and_a_larger_one_is_uploaded_first() {
        submit(CarrierWishes.of(MODEL, 768, 6, picture(folder, 3, null), null));
        assertThat(upstream.submitted().text())
                .contains("\"first_frame_image\":\"data:image/png;base64,AAAA\"")
                .doesNotContain("last_frame_image");
        submit(CarrierWishes.of(MODEL, 768, 6, picture(folder, SMALL, null), null));
        assertThat(upstream.uploads()).isZero();

        submit(CarrierWishes.of(MODEL, 768, 6, picture(folder, SMALL + 1, null), null));

        assertThat(upstream.uploads()).isEqualTo(1);
        assertThat(upstream.submitted().text())
                .contains("\"https://api.replicate.com/v1/files/file-1\"");
        var upload =
                upstream.requests().stream()
                        .filter(request -> request.path().equals("/v1/files"))
                        .findFirst()
                        .orElseThrow();
        assertThat(upload.headers().get("content-type"))
                .startsWith("multipart/form-data; boundary=");
        assertThat(new String(upload.body(), StandardCharsets.ISO_8859_1))
                .contains(
                        "name=\"content\"; filename=\"image.png\"\r\nContent-Type: image/png\r\n\r\n")
                .hasSizeGreaterThan(SMALL);
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"NONE", "DRIP"})
    void a_broken_upload_starts_nothing_and_says_so(Fault fault) {
        upstream.next(Step.LINK, fault);
        var outcome = submit(from(picture(folder, SMALL + 1, null)));
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        SubmitOutcome.Refused.class, _ -> assertThat(upstream.started()).isZero());
    }

    @Test
    void an_image_that_is_gone_refuses_the_submit_before_anything_is_sent() throws Exception {
        var image = picture(folder, 3, null);
        java.nio.file.Files.delete(image.file());
        assertThat(submit(from(image))).isInstanceOf(SubmitOutcome.Refused.class);
        assertThat(upstream.requests()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"starting", "processing", "warming_up"})
    void a_prediction_that_has_not_ended_runs(String status) {
        var id = submitted();
        upstream.status(status);
        assertThat(provider.poll(id))
                .isInstanceOfSatisfying(
                        PollOutcome.Running.class,
                        running -> {
                            assertThat(running.progress()).isZero();
                            assertThat(running.nextPoll().toMillis()).isBetween(3000L, 3600L);
                        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"canceled", "aborted"})
    void a_prediction_that_was_stopped_has_failed(String status) {
        var id = submitted();
        upstream.status(status);
        assertThat(provider.poll(id))
                .isInstanceOfSatisfying(
                        PollOutcome.Failed.class,
                        failed -> assertThat(failed.failure().code()).isEqualTo("canceled"));
    }

    @ParameterizedTest
    @CsvSource({
        "The input or output was flagged as sensitive. (E005),content_policy",
        "1026 new_sensitive: input,content_policy",
        "Director: unexpected error handling prediction (E6716),generation_failed",
        "CUDA out of memory (E1001),generation_failed",
        "Traceback at https://internal.example/predict.py,generation_failed",
        "E99 is no code,generation_failed"
    })
    void a_failed_prediction_tells_no_more_than_the_caller_may_know(String error, String code) {
        var id = submitted();
        upstream.fail(error);
        assertThat(provider.poll(id))
                .isInstanceOfSatisfying(
                        PollOutcome.Failed.class,
                        failed -> {
                            assertThat(failed.failure().code()).isEqualTo(code);
                            assertThat(failed.failure().message())
                                    .doesNotContain("internal", "CUDA", "Director");
                        });
    }

    @Test
    void a_failed_prediction_without_a_word_has_failed_too() {
        var id = submitted();
        upstream.status("failed");
        assertThat(provider.poll(id))
                .isEqualTo(
                        new PollOutcome.Failed(
                                new Failure(
                                        "generation_failed",
                                        "Replicate could not make the video")));
    }

    @Test
    void an_output_may_be_a_list() {
        var id = submitted();
        upstream.finish(
                JsonMapper.shared().createArrayNode().add(upstream.url() + "/delivery/out.mp4"));
        assertThat(provider.poll(id)).isInstanceOf(PollOutcome.Succeeded.class);
        assertThat(provider.fetch(id).video()).exists();
    }

    @Test
    void an_output_that_vanished_after_an_hour_can_be_asked_for_again_and_is_lost_in_the_end() {
        var id = submitted();
        upstream.finish();
        upstream.fileGone = true;
        assertThatThrownBy(() -> provider.fetch(id)).isInstanceOf(UncheckedIOException.class);
        assertThat(provider.poll(id)).isInstanceOf(PollOutcome.Succeeded.class);

        upstream.removeData();
        assertThatThrownBy(() -> provider.fetch(id)).isInstanceOf(UncheckedIOException.class);
        assertThat(provider.poll(id)).isInstanceOf(PollOutcome.Lost.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a/b", "../account", "a b"})
    void what_is_no_id_is_asked_of_nobody(String id) {
        assertThat(provider.poll(id)).isInstanceOf(PollOutcome.Lost.class);
        assertThat(provider.cancel(id)).isInstanceOf(CancelOutcome.TooLate.class);
        provider.forget(id);
        assertThat(upstream.requests()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "400,USER",
        "401,ACCOUNT",
        "402,ACCOUNT",
        "403,ACCOUNT",
        "404,SERVER",
        "413,USER",
        "422,USER",
        "429,THROTTLE"
    })
    void a_refused_submit_is_of_the_right_class(int status, ErrorClass expected) {
        upstream.refusing = true;
        upstream.refusal = ScriptedReplicate.detail(status, "- input.duration: must be 6 or 10");

        assertThat(provider.submit(request()))
                .isInstanceOfSatisfying(
                        SubmitOutcome.Refused.class,
                        refused -> {
                            assertThat(refused.trouble().errorClass()).isEqualTo(expected);
                            assertThat(
                                            refused.trouble()
                                                    .failure()
                                                    .message()
                                                    .contains("must be 6 or 10"))
                                    .isEqualTo(expected == ErrorClass.USER);
                        });
    }

    @Test
    void a_wait_may_stand_in_the_body() {
        upstream.refusing = true;
        var body = JsonMapper.shared().createObjectNode().put("retry_after", 9);
        upstream.refusal = ScriptedReplicate.json(429, body);
        assertThat(provider.submit(request()))
                .isInstanceOfSatisfying(
                        SubmitOutcome.Refused.class,
                        refused -> assertThat(refused.trouble().retryAfter()).hasSeconds(9));
    }

    @ParameterizedTest
    @ValueSource(ints = {302, 408, 409, 500, 502, 503, 504})
    void a_submit_of_which_nothing_is_certain_is_unclear(int status) {
        upstream.refusing = true;
        upstream.refusal = ScriptedReplicate.detail(status, "?");
        assertThat(provider.submit(request())).isInstanceOf(SubmitOutcome.Unclear.class);
    }

    @Test
    void an_answer_without_a_usable_id_is_unclear() {
        upstream.refusing = true;
        upstream.refusal =
                new Wire.Answer(
                        201, Map.of(), "{\"id\":\"../x\"}".getBytes(StandardCharsets.UTF_8));
        assertThat(provider.submit(request())).isInstanceOf(SubmitOutcome.Unclear.class);
    }

    @ParameterizedTest
    @CsvSource({"starting,false", "processing,false", "processing,true"})
    void what_has_not_ended_can_be_canceled(String status, boolean late) {
        var id = submitted();
        upstream.status(status);
        upstream.cancelsLate = late;
        assertThat(provider.cancel(id)).isInstanceOf(CancelOutcome.Canceled.class);
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
        assertThat(provider.poll(id)).isInstanceOf(PollOutcome.Failed.class);
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
    void a_setting_that_nobody_reads_stops_the_start() {
        assertThatThrownBy(() -> adapter(KEY, Map.of("prefer", "wait")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("prefer");
    }
}
