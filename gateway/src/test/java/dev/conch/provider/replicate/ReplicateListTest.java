package dev.conch.provider.replicate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.conch.base.Secret;
import dev.conch.base.TaskId;
import dev.conch.provider.CarrierWishes;
import dev.conch.provider.ReconcileOutcome;
import dev.conch.provider.ReconcileOutcome.Found;
import dev.conch.provider.ScriptedUpstream.Step;
import dev.conch.provider.VideoRequest;
import dev.conch.provider.http.UpstreamSettings;
import dev.conch.testing.SettableClock;
import dev.conch.testing.wire.Fault;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.json.JsonMapper;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/** Looking for submits whose answer never came. */
class ReplicateListTest {
    private static final String MODEL = "minimax/hailuo-2.3";
    private static final String HOOK = "https://conch.example/hooks/one";
    private static final String KEY = "key";

    @TempDir Path folder;
    private final SettableClock clock = new SettableClock();
    private ScriptedReplicate upstream = new ScriptedReplicate(KEY, clock);
    private @Nullable ReplicateProvider provider;

    @BeforeEach
    void start() {
        provider =
                ReplicateProvider.of(
                        new UpstreamSettings(
                                "replicate", upstream.url(), new Secret(KEY), 1, Map.of(), folder),
                        clock);
    }

    @AfterEach
    void stop() {
        provider().close();
        upstream.close();
    }

    private ReplicateProvider provider() {
        return java.util.Objects.requireNonNull(provider);
    }

    /** A task that was accepted now. */
    private VideoRequest submit(@Nullable String callback) {
        return new VideoRequest(
                taskAt(clock.instant()), 1, CarrierWishes.text(MODEL, 768, 6), callback);
    }

    private static TaskId taskAt(Instant at) {
        return new TaskId(new UUID(at.toEpochMilli() << 16 | 0x7000, 0x8000_0000_0000_0000L));
    }

    private String started(String prompt, @Nullable String webhook) {
        var asked = JsonMapper.shared().createObjectNode();
        asked.putObject("input").put("prompt", prompt);
        if (webhook != null) {
            asked.put("webhook", webhook);
        }
        return upstream.add(MODEL, asked).path("id").stringValue();
    }

    private void startOthers(int count) {
        for (int i = 0; i < count; i++) {
            started(CarrierWishes.PROMPT, "https://conch.example/hooks/other" + i);
        }
    }

    private ReconcileOutcome reconcile(VideoRequest submit) {
        return provider().reconcile(submit);
    }

    @Test
    void a_prediction_with_the_tasks_own_callback_address_is_the_tasks() {
        var submit = submit(HOOK);
        startOthers(2);
        upstream.next(Step.SUBMIT, Fault.CUT);
        assertThat(provider().submit(submit).toString()).startsWith("Unclear");
        startOthers(3);

        assertThat(reconcile(submit)).isInstanceOf(Found.class);
        assertThat(provider().poll(((Found) reconcile(submit)).providerTaskId()).toString())
                .startsWith("Running");
    }

    @Test
    void the_same_prompt_at_the_same_time_is_no_proof() {
        startOthers(1);
        assertThat(reconcile(submit(HOOK))).isInstanceOf(ReconcileOutcome.CannotTell.class);
        assertThat(reconcile(submit(null))).isInstanceOf(ReconcileOutcome.CannotTell.class);
    }

    @Test
    void nothing_found_is_no_proof_either() {
        assertThat(reconcile(submit(HOOK))).isInstanceOf(ReconcileOutcome.CannotTell.class);
        started(CarrierWishes.PROMPT, HOOK);
        upstream.listShowsWebhooks = false;
        assertThat(reconcile(submit(HOOK))).isInstanceOf(ReconcileOutcome.CannotTell.class);
    }

    @Test
    void two_with_the_same_address_are_one_too_many_and_another_prompt_is_not_ours() {
        started("Another prompt", HOOK);
        assertThat(reconcile(submit(HOOK))).isInstanceOf(ReconcileOutcome.CannotTell.class);
        var ours = started(CarrierWishes.PROMPT, HOOK);
        assertThat(reconcile(submit(HOOK))).isEqualTo(new Found(ours));
        started(CarrierWishes.PROMPT, HOOK);
        assertThat(reconcile(submit(HOOK))).isInstanceOf(ReconcileOutcome.CannotTell.class);
    }

    @Test
    void a_prediction_whose_input_is_gone_is_known_by_its_address() {
        var ours = started(CarrierWishes.PROMPT, HOOK);
        upstream.removeData();
        assertThat(reconcile(submit(HOOK))).isEqualTo(new Found(ours));
    }

    @Test
    void pages_are_read_back_to_the_tasks_time_and_no_further() {
        startOthers(6);
        clock.advance(Duration.ofHours(1));
        var submit = submit(HOOK);
        var ours = started(CarrierWishes.PROMPT, HOOK);
        startOthers(4);

        assertThat(reconcile(submit)).isEqualTo(new Found(ours));
        assertThat(upstream.requests()).hasSize(3);
    }

    @Test
    void a_list_that_breaks_off_or_is_too_long_tells_nothing() {
        var submit = submit(HOOK);
        started(CarrierWishes.PROMPT, HOOK);
        startOthers(30);
        assertThat(reconcile(submit)).isInstanceOf(ReconcileOutcome.CannotTell.class);
        assertThat(upstream.requests()).hasSize(10);

        upstream.forget();
        started(CarrierWishes.PROMPT, HOOK);
        for (var fault : new Fault[] {Fault.ERROR_500, Fault.HTML, Fault.BUSY, Fault.CUT}) {
            upstream.next(Step.LIST, fault);
            assertThat(reconcile(submit)).isInstanceOf(ReconcileOutcome.CannotTell.class);
        }
    }

    @Test
    void the_key_is_not_taken_to_the_next_page_of_another_server() {
        var page = JsonMapper.shared().createObjectNode();
        page.put("next", upstream.url() + ".evil.example/v1/predictions?cursor=1");
        assertThat(ReplicateList.next(page, upstream.url())).isEmpty();
        page.put("next", upstream.url() + "/v1/predictions?cursor=1");
        assertThat(ReplicateList.next(page, upstream.url())).isPresent();
    }
}
