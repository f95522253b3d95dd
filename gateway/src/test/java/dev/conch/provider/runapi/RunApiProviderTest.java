package dev.conch.provider.runapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.conch.base.Money;
import dev.conch.base.Secret;
import dev.conch.base.TaskId;
import dev.conch.provider.CancelOutcome;
import dev.conch.provider.ErrorClass;
import dev.conch.provider.Hook;
import dev.conch.provider.PollOutcome;
import dev.conch.provider.ProviderContract;
import dev.conch.provider.ReconcileOutcome;
import dev.conch.provider.ScriptedUpstream.Step;
import dev.conch.provider.SubmitOutcome;
import dev.conch.provider.VideoProvider;
import dev.conch.provider.VideoRequest;
import dev.conch.provider.Wish;
import dev.conch.provider.Wishes;
import dev.conch.provider.http.UpstreamSettings;
import dev.conch.testing.SettableClock;
import dev.conch.testing.wire.Fault;
import dev.conch.testing.wire.Wire;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.json.JsonMapper;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

class RunApiProviderTest extends ProviderContract<ScriptedRunApi> {
    private static final String MODEL = "hailuo-02-text-to-video-standard";
    private final SettableClock clock = new SettableClock();

    @Override
    protected ScriptedRunApi startUpstream() {
        return new ScriptedRunApi();
    }

    @Override
    protected VideoProvider adapter() {
        return adapter(Map.of());
    }

    private VideoProvider adapter(Map<String, String> more) {
        return RunApiProvider.of(
                new UpstreamSettings(
                        "next", upstream.url(), new Secret(KEY), 4, more, folder.resolve("work")),
                clock);
    }

    @Override
    protected Wish wish() {
        return Wishes.text(MODEL, 6, 768);
    }

    /** A request whose task was accepted when the clock showed what it shows now. */
    private VideoRequest requestOfNow(Wish wish) {
        var bits = UUID.randomUUID();
        var id =
                new UUID(
                        (clock.millis() << 16) | 0x7000 | (bits.getMostSignificantBits() & 0xfff),
                        bits.getLeastSignificantBits());
        return new VideoRequest(new TaskId(id), 1, wish, null);
    }

    private String idOf(SubmitOutcome outcome) {
        return ((SubmitOutcome.Accepted) outcome).providerTaskId();
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            mode = Mode.INCLUDE,
            names = {"RESET", "CUT", "HTML", "NOT_HTTP", "ERROR_500", "ERROR_502", "ERROR_503"})
    void a_create_whose_answer_was_lost_is_found_under_its_key_and_paid_once(Fault fault) {
        var request = requestOfNow(wish());
        upstream.next(Step.SUBMIT, fault);
        assertThat(provider.submit(request)).isInstanceOf(SubmitOutcome.Unclear.class);

        var found = provider.reconcile(request);

        assertThat(found).isInstanceOf(ReconcileOutcome.Found.class);
        assertThat(provider.poll(((ReconcileOutcome.Found) found).providerTaskId()))
                .isInstanceOf(PollOutcome.Running.class);
        assertThat(upstream.started()).isEqualTo(1);
    }

    @Test
    void a_create_that_never_arrived_is_made_by_looking_for_it_once_however_often_one_looks() {
        var request = requestOfNow(wish());

        var first = provider.reconcile(request);
        var second = provider.reconcile(request);

        assertThat(first).isInstanceOf(ReconcileOutcome.Found.class).isEqualTo(second);
        assertThat(upstream.started()).isEqualTo(1);
    }

    @Test
    void where_the_operator_says_that_keys_are_not_known_nothing_is_repeated() {
        provider.close();
        provider = adapter(Map.of("idempotent", "false"));
        upstream.doesNotKnowKeys();
        var request = requestOfNow(wish());
        upstream.next(Step.SUBMIT, Fault.ERROR_500);
        provider.submit(request);

        assertThat(provider.reconcile(request)).isInstanceOf(ReconcileOutcome.CannotTell.class);
        assertThat(upstream.requests()).hasSize(1);
        assertThat(upstream.started()).isEqualTo(1);
    }

    @Test
    void a_key_that_may_be_forgotten_is_not_used_again() {
        var request = requestOfNow(wish());
        clock.advance(Duration.ofHours(24).minusSeconds(1));
        assertThat(provider.reconcile(request)).isInstanceOf(ReconcileOutcome.Found.class);
        var late = requestOfNow(wish());
        clock.advance(Duration.ofHours(24));

        assertThat(provider.reconcile(late)).isInstanceOf(ReconcileOutcome.CannotTell.class);
        assertThat(upstream.requests()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"401", "402", "403", "404", "409", "422", "429", "500", "503"})
    void a_refused_repetition_proves_nothing_about_the_first(int status) {
        var request = requestOfNow(wish());
        upstream.answersCreate(ScriptedRunApi.refusal(status, "anything", "no"));

        assertThat(provider.reconcile(request)).isInstanceOf(ReconcileOutcome.CannotTell.class);
    }

    @Test
    void each_attempt_has_a_key_of_its_own() {
        var first = requestOfNow(wish());
        var second = new VideoRequest(first.taskId(), 2, first.wish(), null);

        assertThat(idOf(provider.submit(first))).isNotEqualTo(idOf(provider.submit(second)));
        assertThat(upstream.started()).isEqualTo(2);
    }

    @Test
    void a_conflict_of_our_own_key_is_unclear() {
        var request = requestOfNow(wish());
        provider.submit(request);
        var other = new VideoRequest(request.taskId(), 1, Wishes.text(MODEL, 10, 768), null);

        assertThat(provider.submit(other)).isInstanceOf(SubmitOutcome.Unclear.class);
        assertThat(upstream.started()).isEqualTo(1);
    }

    @Test
    void no_channel_is_a_certain_refusal_in_either_form() {
        upstream.answersCreate(
                Wire.Answer.json(503, "{\"error\":\"No active channel available for it\"}"));
        assertThat(provider.submit(request())).satisfies(RunApiProviderTest::isServerTrouble);
        upstream.answersCreate(ScriptedRunApi.refusal(503, "unavailable", "later"));
        assertThat(provider.submit(request())).satisfies(RunApiProviderTest::isServerTrouble);
    }

    private static void isServerTrouble(SubmitOutcome outcome) {
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        SubmitOutcome.Refused.class,
                        refused ->
                                assertThat(refused.trouble().errorClass())
                                        .isEqualTo(ErrorClass.SERVER));
    }

    @Test
    void what_a_video_cost_is_read_from_the_task() {
        var id = submitted();
        upstream.finish();
        assertThat(provider.fetch(id).cost()).isEqualTo(Money.ofCents(57));
        assertThat(provider.listPrice(wish())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"pending", "QUEUED", "processing", "warming_up", "in_progress"})
    void every_word_that_is_no_end_is_running(String word) {
        var id = submitted();
        upstream.says(word);
        assertThat(provider.poll(id))
                .isInstanceOfSatisfying(
                        PollOutcome.Running.class,
                        running -> {
                            assertThat(running.progress()).isEqualTo(0.25);
                            assertThat(running.nextPoll())
                                    .isBetween(Duration.ofSeconds(4), Duration.ofSeconds(6));
                        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"canceled", "cancelled", "error", "timeout", "Failed"})
    void every_word_for_an_end_without_a_video_is_failed(String word) {
        var id = submitted();
        upstream.says(word);
        assertThat(provider.poll(id)).isInstanceOf(PollOutcome.Failed.class);
    }

    @Test
    void a_failure_says_what_the_other_gateway_says_but_not_that_we_have_no_money_there() {
        var id = submitted();
        upstream.fail();
        assertThat(failure(id)).contains("The render broke").doesNotContain("refused");

        upstream.failsWith(
                "{\"error\":\"Top up me@example.org\",\"error_code\":\"insufficient_credits\"}");
        assertThat(failure(id)).doesNotContain("me@example.org");

        upstream.failsWith("{\"error\":null}");
        assertThat(failure(id)).isNotBlank();
    }

    private String failure(String id) {
        return ((PollOutcome.Failed) provider.poll(id)).failure().message();
    }

    @Test
    void a_running_task_is_canceled_and_an_ended_one_is_not() {
        var id = submitted();
        assertThat(provider.cancel(id)).isInstanceOf(CancelOutcome.Canceled.class);
        var other = submitted();
        upstream.finish();
        assertThat(provider.cancel(other)).isInstanceOf(CancelOutcome.TooLate.class);
    }

    @Test
    void a_cancel_that_is_not_decided_yet_is_asked_for_once_more() {
        var id = submitted();
        upstream.answersCancel(Wire.Answer.json(202, "{\"status\":\"processing\"}"));
        assertThat(provider.cancel(id)).isInstanceOf(CancelOutcome.TooLate.class);
        upstream.fail();
        assertThat(provider.cancel(id)).isInstanceOf(CancelOutcome.Canceled.class);
    }

    @Test
    void a_server_without_cancel_goes_on() {
        var id = submitted();
        upstream.answersCancel(ScriptedRunApi.refusal(404, "not_found", "no route"));
        assertThat(provider.cancel(id)).isInstanceOf(CancelOutcome.TooLate.class);
    }

    @Test
    void a_task_that_is_dropped_while_it_runs_is_stopped_there_and_an_ended_one_left_alone() {
        var id = submitted();
        provider.poll(id);
        provider.forget(id);
        assertThat(provider.poll(id)).isInstanceOf(PollOutcome.Failed.class);
        int before = upstream.requests().size();
        provider.forget(id);
        assertThat(upstream.requests()).hasSize(before);
    }

    @Test
    void the_callback_address_is_passed_on() {
        provider.submit(
                new VideoRequest(TaskId.next(), 1, wish(), "https://conch.example/hooks/1"));
        assertThat(upstream.callbacks()).containsExactly("https://conch.example/hooks/1");
    }

    @Test
    void a_callback_needs_the_right_signature_where_the_secret_is_known() throws Exception {
        assertThat(provider.hook(new Hook(Map.of(), new byte[0]))).isEqualTo(Hook.Answer.WAKE);
        provider.close();
        var secret = Base64.getEncoder().encodeToString(new byte[32]);
        provider = adapter(Map.of("webhook_secret", "whsec_" + secret));
        var body = "{\"id\":\"1\"}".getBytes(StandardCharsets.UTF_8);
        var at = clock.instant().getEpochSecond();

        assertThat(provider.hook(signed(body, at))).isEqualTo(Hook.Answer.WAKE);
        assertThat(provider.hook(signed(body, at - 301))).isEqualTo(Hook.Answer.REFUSED);
        assertThat(provider.hook(new Hook(signed(body, at).headers(), new byte[] {1})))
                .isEqualTo(Hook.Answer.REFUSED);
        assertThat(provider.hook(new Hook(Map.of(), body))).isEqualTo(Hook.Answer.REFUSED);
    }

    private static Hook signed(byte[] body, long at) throws Exception {
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(new byte[32], "HmacSHA256"));
        mac.update(("msg_1." + at + ".").getBytes(StandardCharsets.UTF_8));
        var signature = "v1,AAAA v1," + Base64.getEncoder().encodeToString(mac.doFinal(body));
        return new Hook(
                Map.of(
                        "webhook-id",
                        "msg_1",
                        "webhook-timestamp",
                        String.valueOf(at),
                        "webhook-signature",
                        signature),
                body);
    }

    @Test
    void images_go_as_data_to_a_conch_and_are_uploaded_first_where_only_addresses_are_taken() {
        var picture = Wishes.picture(folder, "pixels", null);
        var wish = Wishes.of("hailuo-2.3-image-to-video-pro", 6, 768, picture, null);
        provider.submit(requestOfNow(wish));
        assertThat(lastBody("first_frame_image_url")).isEqualTo("data:image/png;base64,cGl4ZWxz");
        provider.close();
        provider = adapter(Map.of("images", "upload"));
        var request = requestOfNow(wish);

        assertThat(provider.submit(request)).isInstanceOf(SubmitOutcome.Accepted.class);

        assertThat(lastBody("first_frame_image_url"))
                .isEqualTo(upstream.url() + "/files/frame.png");
        assertThat(provider.reconcile(request)).isInstanceOf(ReconcileOutcome.CannotTell.class);
    }

    @Test
    void an_image_that_has_an_address_is_not_sent() {
        var picture = Wishes.picture(folder, "pixels", "https://example.org/a.png");
        provider.submit(
                requestOfNow(Wishes.of("hailuo-2.3-image-to-video-pro", 6, 768, picture, null)));
        assertThat(lastBody("first_frame_image_url")).isEqualTo("https://example.org/a.png");
    }

    private String lastBody(String field) {
        return JsonMapper.shared()
                .readTree(upstream.requests().getLast().text())
                .path(field)
                .asString();
    }

    @Test
    void a_checkup_says_that_the_money_is_gone() {
        upstream.balance(0);
        assertThat(provider.checkup())
                .satisfies(
                        checkup -> {
                            assertThat(checkup.well()).isFalse();
                            assertThat(checkup.finding()).contains("0 cents");
                        });
    }

    @Test
    void a_mistyped_setting_stops_the_start() {
        assertThatThrownBy(() -> adapter(Map.of("idempotnet", "true")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("idempotnet");
        assertThatThrownBy(() -> adapter(Map.of("idempotent", "yes")))
                .hasMessageContaining("true or false");
        assertThatThrownBy(() -> adapter(Map.of("images", "post")))
                .hasMessageContaining("upload or data");
    }
}
