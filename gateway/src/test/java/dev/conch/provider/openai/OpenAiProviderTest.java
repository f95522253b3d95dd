package dev.conch.provider.openai;

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
import dev.conch.provider.Wish;
import dev.conch.provider.Wishes;
import dev.conch.provider.http.UpstreamSettings;
import dev.conch.testing.SettableClock;
import dev.conch.testing.wire.Fault;
import dev.conch.testing.wire.Wire;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.URI;
import java.util.List;
import java.util.Map;

class OpenAiProviderTest extends ProviderContract<ScriptedOpenAi> {
    @Override
    protected ScriptedOpenAi startUpstream() {
        return new ScriptedOpenAi();
    }

    @Override
    protected VideoProvider adapter() {
        return adapter(Map.of());
    }

    private VideoProvider adapter(Map<String, String> more) {
        return adapter(upstream.url(), more);
    }

    private VideoProvider adapter(URI base, Map<String, String> more) {
        return OpenAiProvider.of(
                new UpstreamSettings("own", base, new Secret(KEY), 2, more, folder.resolve("work")),
                new SettableClock());
    }

    private void use(Map<String, String> more) {
        provider.close();
        provider = adapter(more);
    }

    @Override
    protected Wish wish() {
        return Wishes.text("wan-2.2", 6, 768);
    }

    @ParameterizedTest
    @ValueSource(strings = {"queued", "in_progress", "Pending", "loading_model"})
    void every_word_that_is_no_end_is_running(String word) {
        var id = submitted();
        upstream.says(word);
        assertThat(provider.poll(id))
                .isInstanceOfSatisfying(
                        PollOutcome.Running.class,
                        running -> assertThat(running.progress()).isEqualTo(0.4));
    }

    @ParameterizedTest
    @ValueSource(strings = {"cancelled", "canceled", "expired", "error"})
    void every_word_for_an_end_without_a_video_is_failed(String word) {
        var id = submitted();
        upstream.says(word);
        assertThat(provider.poll(id)).isInstanceOf(PollOutcome.Failed.class);
    }

    @Test
    void the_inside_of_a_server_of_ones_own_is_not_shown_to_callers() {
        var id = submitted();
        upstream.fail();
        assertThat(failed(id).failure().message()).doesNotContain("CUDA", "/srv");
        upstream.failsWith("{\"code\":\"moderation_blocked\",\"message\":\"No marbles here\"}");
        assertThat(failed(id).failure().message()).contains("No marbles here");
        assertThat(failed(id).failure().code()).isEqualTo("content_policy");
    }

    private PollOutcome.Failed failed(String id) {
        return (PollOutcome.Failed) provider.poll(id);
    }

    @ParameterizedTest
    @CsvSource({"vllm, true", "sglang, true", "localai, true", "openai, false"})
    void servers_of_ones_own_are_free_unless_the_operator_says_otherwise(
            String dialect, boolean free) {
        use(Map.of("dialect", dialect));
        assertThat(provider.submitsAreFree()).isEqualTo(free);
        use(Map.of("dialect", dialect, "free", String.valueOf(!free)));
        assertThat(provider.submitsAreFree()).isEqualTo(!free);
    }

    @Test
    void a_lost_submit_is_made_again_only_where_that_costs_nothing() {
        upstream.next(Step.SUBMIT, Fault.RESET);
        provider.submit(request());
        assertThat(provider.reconcile(request())).isInstanceOf(ReconcileOutcome.CannotTell.class);
        use(Map.of("free", "true"));
        assertThat(provider.reconcile(request())).isInstanceOf(ReconcileOutcome.NotThere.class);
    }

    @Test
    void a_video_that_costs_nothing_can_be_let_go_and_a_paid_one_goes_on() {
        var paid = submitted();
        assertThat(provider.cancel(paid)).isInstanceOf(CancelOutcome.TooLate.class);
        assertThat(provider.poll(paid)).isInstanceOf(PollOutcome.Running.class);
        use(Map.of("dialect", "vllm"));
        var free = submitted();
        assertThat(provider.cancel(free)).isInstanceOf(CancelOutcome.Canceled.class);
        assertThat(provider.poll(free)).isInstanceOf(PollOutcome.Lost.class);
    }

    @Test
    void results_are_deleted_where_they_lie_on_a_disk_of_ones_own() {
        var kept = submitted();
        upstream.finish();
        provider.forget(kept);
        assertThat(provider.poll(kept)).isInstanceOf(PollOutcome.Succeeded.class);
        use(Map.of("delete", "true"));
        provider.forget(kept);
        assertThat(provider.poll(kept)).isInstanceOf(PollOutcome.Lost.class);
    }

    @Test
    void a_base_that_ends_with_v1_is_the_same_server() {
        provider.close();
        provider = adapter(URI.create(upstream.url() + "/v1"), Map.of());
        assertThat(provider.poll(submitted())).isInstanceOf(PollOutcome.Running.class);
    }

    @Test
    void a_form_that_is_not_taken_is_the_operators_matter() {
        upstream.answersCreate(Wire.Answer.json(415, "{\"detail\":\"Unsupported\"}"));
        assertThat(provider.submit(request()))
                .isInstanceOfSatisfying(
                        SubmitOutcome.Refused.class,
                        refused ->
                                assertThat(refused.trouble().errorClass())
                                        .isEqualTo(ErrorClass.ACCOUNT));
    }

    @Test
    void an_answer_without_an_id_is_unclear() {
        upstream.answersCreate(Wire.Answer.json(200, "{\"status\":\"queued\"}"));
        assertThat(provider.submit(request())).isInstanceOf(SubmitOutcome.Unclear.class);
    }

    @Test
    void what_the_operator_says_the_server_makes_is_taken_and_its_neighbours_are_not() {
        use(Map.of("seconds", "6, 10", "short_sides", "480,768", "modes", "text"));
        for (int seconds : List.of(6, 10)) {
            for (int side : List.of(480, 768)) {
                assertThat(provider.objection(Wishes.text("m", seconds, side))).isEmpty();
            }
        }
        assertThat(provider.objection(Wishes.text("m", 7, 768)))
                .hasValueSatisfying(text -> assertThat(text).contains("6 or 10"));
        assertThat(provider.objection(Wishes.text("m", 6, 720))).isPresent();
        var picture = Wishes.picture(folder, "p", null);
        assertThat(provider.objection(Wishes.of("m", 6, 768, picture, null))).isPresent();
        assertThat(provider.objection(Wishes.marked(Wishes.text("m", 6, 768)))).isPresent();
    }

    @Test
    void a_mark_is_promised_by_the_operator_alone() {
        use(Map.of("watermark", "true"));
        assertThat(provider.objection(Wishes.marked(wish()))).isEmpty();
    }

    @Test
    void a_last_frame_is_refused_where_the_dialect_has_no_field_for_it() {
        var picture = Wishes.picture(folder, "p", null);
        var wish = Wishes.of("m", 6, 768, picture, picture);
        assertThat(provider.objection(wish)).isPresent();
        use(Map.of("dialect", "sglang"));
        assertThat(provider.objection(wish)).isEmpty();
    }

    @Test
    void a_checkup_names_the_models_and_explains_what_is_no_such_server() {
        assertThat(provider.checkup().finding()).contains("wan-2.2");
        provider.close();
        provider = adapter(URI.create(upstream.url() + "/elsewhere"), Map.of());
        assertThat(provider.checkup().well()).isFalse();
        assertThat(provider.checkup().finding()).contains("404");
    }

    @ParameterizedTest
    @CsvSource({
        "dialect, grok",
        "create, xml",
        "modes, text;references",
        "modes, last_frame",
        "seed, never",
        "size_multiple, 0",
        "fps, 0",
        "seconds, six",
        "create_path, video",
        "colour, red"
    })
    void a_wrong_setting_stops_the_start_and_is_named(String setting, String value) {
        assertThatThrownBy(() -> adapter(Map.of(setting, value)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(setting);
    }
}
