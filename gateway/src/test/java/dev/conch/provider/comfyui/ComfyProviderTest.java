package dev.conch.provider.comfyui;

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
import dev.conch.provider.Wishes;
import dev.conch.provider.http.UpstreamSettings;
import dev.conch.testing.SettableClock;
import dev.conch.testing.wire.Fault;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

class ComfyProviderTest extends ProviderContract<ScriptedComfy> {
    private static final String TEXT =
            """
            {"3": {"class_type": "Sampler", "inputs": {"seed": "{{seed}}", "steps": 20, "text": "{{prompt}}",
                   "width": "{{width}}", "height": "{{height}}", "length": "{{frames}}"}},
             "9": {"class_type": "SaveVideo", "inputs": {"filename_prefix": "conch/{{task}}", "video": ["3", 0]}}}""";
    private static final String IMAGE =
            """
            {"1": {"class_type": "LoadImage", "inputs": {"image": "{{first_frame}}"}},
             "3": {"class_type": "Sampler", "inputs": {"seed": "{{seed}}", "text": "{{prompt}}", "image": ["1", 0]}},
             "9": {"class_type": "SaveVideo", "inputs": {"video": ["3", 0]}}}""";

    @Override
    protected ScriptedComfy startUpstream() {
        return new ScriptedComfy();
    }

    @Override
    protected VideoProvider adapter() {
        return adapter(TEXT, Map.of());
    }

    private VideoProvider adapter(String graph, Map<String, String> more) {
        return adapter(upstream.url(), graph, more);
    }

    private VideoProvider adapter(URI base, String graph, Map<String, String> more) {
        var all = new HashMap<>(Map.of("graph", file(graph)));
        all.putAll(more);
        return ComfyProvider.of(
                new UpstreamSettings("comfy", base, new Secret(KEY), 2, all, work()),
                new SettableClock());
    }

    /** Graphs lie outside of the folder that must be empty in the end. */
    private static String file(String graph) {
        try {
            var file = Files.createTempFile("graph", ".json");
            file.toFile().deleteOnExit();
            return Files.writeString(file, graph).toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private java.nio.file.Path work() {
        return folder.resolve("work");
    }

    private void use(String graph, Map<String, String> more) {
        provider.close();
        provider = adapter(graph, more);
    }

    @Override
    protected Wish wish() {
        return Wishes.text("wan", 6, 768);
    }

    @Test
    void the_graphs_places_are_filled_with_numbers_where_they_stand_alone() {
        submitted();
        var inputs = upstream.lastGraph().at("/3/inputs");
        assertThat(inputs.path("width").isIntegralNumber()).isTrue();
        assertThat(inputs.path("width").asInt()).isEqualTo(1360);
        assertThat(inputs.path("length").asInt()).isEqualTo(144);
        assertThat(inputs.path("seed").asLong(-1)).isNotNegative();
        assertThat(inputs.path("text").asString()).isEqualTo(Wishes.PROMPT);
        assertThat(upstream.lastGraph().at("/9/inputs/filename_prefix").asString())
                .startsWith("conch/tsk_");
    }

    @Test
    void no_two_attempts_have_the_same_seed_since_comfyui_runs_no_graph_twice() {
        var first = request();
        provider.submit(first);
        var seed = upstream.lastGraph().at("/3/inputs/seed").asLong();
        provider.submit(new VideoRequest(first.taskId(), 2, first.wish(), null));
        assertThat(upstream.lastGraph().at("/3/inputs/seed").asLong()).isNotEqualTo(seed);
    }

    @Test
    void a_first_frame_is_uploaded_and_named_by_its_content() {
        use(IMAGE, Map.of());
        var wish = Wishes.of("wan", 6, 768, Wishes.picture(folder, "pixels", null), null);
        for (int i = 0; i < 2; i++) {
            assertThat(provider.submit(new VideoRequest(request().taskId(), 1, wish, null)))
                    .isInstanceOf(SubmitOutcome.Accepted.class);
        }

        assertThat(upstream.uploads()).hasSize(2);
        assertThat(upstream.uploads().getFirst())
                .endsWith(".png")
                .isEqualTo(upstream.uploads().getLast());
        assertThat(upstream.lastGraph().at("/1/inputs/image").asString())
                .isEqualTo("conch/" + upstream.uploads().getFirst());
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            mode = Mode.EXCLUDE,
            names = {"NONE", "DRIP"})
    void a_frame_that_cannot_be_uploaded_starts_nothing(Fault fault) {
        use(IMAGE, Map.of());
        upstream.next(Step.LINK, fault);
        var wish = Wishes.of("wan", 6, 768, Wishes.picture(folder, "pixels", null), null);

        assertThat(provider.submit(new VideoRequest(request().taskId(), 1, wish, null)))
                .isInstanceOf(SubmitOutcome.Refused.class);

        assertThat(upstream.started()).isZero();
    }

    @Test
    void the_graph_that_has_places_for_the_wishs_frames_is_taken() {
        var picture = Wishes.picture(folder, "pixels", null);
        var fromImage = Wishes.of("wan", 6, 768, picture, null);
        assertThat(provider.objection(wish())).isEmpty();
        assertThat(provider.objection(fromImage)).isPresent();
        use(TEXT, Map.of("graph", file(TEXT) + ", " + file(IMAGE)));
        assertThat(provider.objection(wish())).isEmpty();
        assertThat(provider.objection(fromImage)).isEmpty();
        assertThat(provider.objection(Wishes.of("wan", 6, 768, picture, picture)))
                .hasValueSatisfying(text -> assertThat(text).contains("a first and a last frame"));
        assertThat(provider.objection(Wishes.marked(wish()))).isPresent();
    }

    @Test
    void a_graph_that_is_refused_says_which_node_and_input_is_at_fault() {
        use(TEXT.replace("20", "\"many\""), Map.of());
        assertThat(refusal(ErrorClass.USER)).contains("node 3 (Sampler)", "INT", "steps");
        use(TEXT.replace("Sampler", "H3Sampler"), Map.of());
        assertThat(refusal(ErrorClass.USER)).contains("H3Sampler");
    }

    private String refusal(ErrorClass errorClass) {
        var trouble = ((SubmitOutcome.Refused) provider.submit(request())).trouble();
        assertThat(trouble.errorClass()).isEqualTo(errorClass);
        return trouble.failure().message();
    }

    @Test
    void a_checkup_names_nodes_that_are_not_installed() {
        assertThat(provider.checkup().finding()).contains("0.3.60", "cuda:0");
        use(TEXT.replace("Sampler", "H3Sampler"), Map.of());
        assertThat(provider.checkup().well()).isFalse();
        assertThat(provider.checkup().finding()).contains("H3Sampler").doesNotContain("SaveVideo");
    }

    @Test
    void a_graph_waits_runs_and_ends() {
        var first = submitted();
        var second = submitted();
        assertThat(upstream.states()).containsExactly("running", "waiting");
        assertThat(provider.poll(second)).isInstanceOf(PollOutcome.Running.class);
        upstream.finish();
        assertThat(provider.poll(first)).isInstanceOf(PollOutcome.Succeeded.class);
        assertThat(provider.poll(second)).isInstanceOf(PollOutcome.Succeeded.class);
    }

    @Test
    void a_failure_names_the_node_and_hides_the_machine() {
        var id = submitted();
        upstream.fail();
        assertThat(((PollOutcome.Failed) provider.poll(id)).failure().message())
                .contains("node 3 (Sampler)")
                .doesNotContain("/home");
    }

    @Test
    void a_graph_that_saves_no_video_has_failed() {
        var id = submitted();
        upstream.finish();
        upstream.saves("{\"9\":{\"images\":[{\"filename\":\"a.png\",\"type\":\"output\"}]}}");
        assertThat(((PollOutcome.Failed) provider.poll(id)).failure().code()).isEqualTo("no_video");
    }

    @Test
    void after_a_restart_of_comfyui_a_video_is_lost_and_may_be_made_again() {
        var id = submitted();
        upstream.forget();
        assertThat(provider.poll(id)).isInstanceOf(PollOutcome.Lost.class);
        assertThat(provider.submitsAreFree()).isTrue();
    }

    @Test
    void a_lost_answer_is_found_in_the_queue_or_in_the_history() {
        for (boolean old : new boolean[] {false, true}) {
            if (old) {
                upstream.isOld();
            }
            var request = request();
            upstream.next(Step.SUBMIT, Fault.RESET);
            assertThat(provider.submit(request)).isInstanceOf(SubmitOutcome.Unclear.class);

            var waiting = provider.reconcile(request);
            upstream.finish();
            var ended = provider.reconcile(request);

            assertThat(waiting).isInstanceOf(ReconcileOutcome.Found.class).isEqualTo(ended);
            assertThat(provider.poll(((ReconcileOutcome.Found) ended).providerTaskId()))
                    .isInstanceOf(PollOutcome.Succeeded.class);
        }
        assertThat(provider.reconcile(request())).isInstanceOf(ReconcileOutcome.NotThere.class);
        upstream.shut();
        assertThat(provider.reconcile(request())).isInstanceOf(ReconcileOutcome.CannotTell.class);
    }

    @Test
    void a_running_graph_is_interrupted_and_a_waiting_one_taken_out_of_the_queue() {
        var first = submitted();
        var second = submitted();
        assertThat(provider.cancel(second)).isInstanceOf(CancelOutcome.Canceled.class);
        assertThat(upstream.states()).containsExactly("running");
        assertThat(provider.cancel(first)).isInstanceOf(CancelOutcome.Canceled.class);
        assertThat(upstream.states()).containsExactly("interrupted");
        provider.forget(first);
        assertThat(upstream.states()).isEmpty();
    }

    @Test
    void a_waiting_graph_is_canceled_without_hitting_the_one_that_runs() {
        upstream.isOld();
        submitted();
        var waiting = submitted();
        provider.cancel(waiting);
        assertThat(upstream.states()).containsExactly("running");
        var ended = submitted();
        upstream.finish();
        submitted();
        provider.cancel(ended);
        assertThat(upstream.states()).containsExactly("done", "done", "running");
    }

    @Test
    void a_graph_that_is_dropped_while_it_runs_is_stopped() {
        var id = submitted();
        provider.poll(id);
        provider.forget(id);
        assertThat(upstream.states()).isEmpty();
    }

    @Test
    void progress_comes_over_the_web_socket_and_counts_nodes() throws Exception {
        var id = submitted();
        assertThat(upstream.awaitSocket()).isEqualTo(upstream.lastClientId());
        upstream.tells("status", "{\"sid\":\"x\"}");
        upstream.tells("executing", "{\"node\":\"3\",\"prompt_id\":\"" + id + "\"}");
        upstream.tells("progress", "{\"value\":5,\"max\":10,\"prompt_id\":\"" + id + "\"}");

        assertThat(awaitProgress(id, 0.25)).isEqualTo(0.25);

        upstream.tells("executing", "{\"node\":\"9\",\"prompt_id\":\"" + id + "\"}");
        assertThat(awaitProgress(id, 0.5)).isEqualTo(0.5);
        upstream.tells("executing", "{\"node\":null,\"prompt_id\":\"" + id + "\"}");
        assertThat(provider.poll(id)).isInstanceOf(PollOutcome.Running.class);
    }

    /** Messages arrive when they arrive. */
    private double awaitProgress(String id, double wanted) {
        var end = System.nanoTime() + 10_000_000_000L;
        while (true) {
            var progress = ((PollOutcome.Running) provider.poll(id)).progress();
            if (progress >= wanted || System.nanoTime() > end) {
                return progress;
            }
            LockSupport.parkNanos(2_000_000);
        }
    }

    @Test
    void only_servers_of_this_machine_or_a_private_network_are_used() {
        var elsewhere = URI.create("http://203.0.113.7:8188");
        provider.close();
        provider = adapter(elsewhere, TEXT, Map.of());

        assertThat(refusal(ErrorClass.ACCOUNT)).doesNotContain("203.0.113.7");
        assertThat(provider.checkup().well()).isFalse();
        assertThat(provider.checkup().finding()).contains("203.0.113.7", "allow_public");
    }

    @Test
    void a_graph_that_cannot_be_used_stops_the_start_with_the_reason() {
        assertThatThrownBy(() -> adapter("{\"nodes\": []}", Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Export (API)");
        assertThatThrownBy(() -> adapter(TEXT.replace("{{seed}}", "{{sead}}"), Map.of()))
                .hasMessageContaining("sead");
        assertThatThrownBy(() -> adapter("{", Map.of())).hasMessageContaining("no JSON");
        assertThatThrownBy(() -> adapter("[]", Map.of())).hasMessageContaining("no JSON object");
        assertThatThrownBy(() -> adapter("{\"3\": {}}", Map.of()))
                .hasMessageContaining("class_type");
        assertThatThrownBy(() -> adapter(TEXT, Map.of("graph", "")))
                .hasMessageContaining("graph is missing");
        assertThatThrownBy(() -> adapter(TEXT, Map.of("graph", "/nowhere/graph.json")))
                .hasMessageContaining("cannot be read");
        assertThatThrownBy(() -> adapter(TEXT, Map.of("grahp", "x"))).hasMessageContaining("grahp");
    }
}
