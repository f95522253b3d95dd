package dev.conch.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.conch.base.TaskId;
import dev.conch.provider.ScriptedUpstream.Step;
import dev.conch.testing.wire.Fault;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What every adapter of a hosted provider keeps, tried against a scripted upstream: nothing is paid
 * twice, nothing that finished is lost, and what is not certain is not claimed.
 *
 * @param <U> the upstream's dialect
 */
public abstract class ProviderContract<U extends ScriptedUpstream> {
    /** The key that the adapter is given; no outcome may show it. */
    protected static final String KEY = "key-that-nobody-may-see";

    @TempDir protected Path folder;
    protected U upstream;
    protected VideoProvider provider;

    protected abstract U startUpstream();

    /** An adapter that talks to {@link #upstream} with {@link #KEY}. */
    protected abstract VideoProvider adapter();

    /** A video that the provider can make. */
    protected abstract Wish wish();

    @BeforeEach
    final void start() {
        upstream = startUpstream();
        provider = adapter();
    }

    @AfterEach
    final void stop() {
        provider.close();
        upstream.close();
    }

    protected final VideoRequest request() {
        return new VideoRequest(TaskId.next(), 1, wish(), null);
    }

    /** Submits, which must succeed; the provider's id. */
    protected final String submitted() {
        var outcome = provider.submit(request());
        assertThat(outcome).isInstanceOf(SubmitOutcome.Accepted.class);
        return ((SubmitOutcome.Accepted) outcome).providerTaskId();
    }

    @Test
    void a_video_is_started_once_watched_and_copied_byte_for_byte() throws IOException {
        var id = submitted();
        assertThat(provider.poll(id)).isInstanceOf(PollOutcome.Running.class);

        upstream.finish();

        assertThat(provider.poll(id)).isInstanceOf(PollOutcome.Succeeded.class);
        assertThat(Files.readAllBytes(provider.fetch(id).video())).isEqualTo(upstream.video());
        assertThat(upstream.started()).isEqualTo(1);
        provider.forget(id);
        assertThat(leftOver()).isEmpty();
    }

    private java.util.List<Path> leftOver() throws IOException {
        try (var files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void a_broken_submit_is_never_called_refused_when_it_was_started(Fault fault) {
        upstream.next(Step.SUBMIT, fault);

        var outcome = provider.submit(request());

        switch (outcome) {
            case SubmitOutcome.Accepted _ -> assertThat(upstream.started()).isEqualTo(1);
            case SubmitOutcome.Refused _ -> assertThat(upstream.started()).isZero();
            case SubmitOutcome.Unclear _ -> assertThat(fault.certainlyRefuses()).isFalse();
        }
        assertThat(upstream.requests()).hasSize(1);
        assertThat(outcome.toString()).doesNotContain(KEY);
    }

    @Test
    void too_many_requests_is_a_wait_of_the_length_that_the_provider_asked_for() {
        upstream.next(Step.SUBMIT, Fault.BUSY);

        assertThat(provider.submit(request()))
                .isInstanceOfSatisfying(
                        SubmitOutcome.Refused.class,
                        refused -> {
                            var trouble = refused.trouble();
                            assertThat(trouble.errorClass()).isEqualTo(ErrorClass.THROTTLE);
                            assertThat(trouble.retryAfter()).hasSeconds(1);
                        });
    }

    @Test
    void a_server_that_cannot_be_reached_has_certainly_not_started_anything() {
        upstream.shut();

        assertThat(provider.submit(request()))
                .isInstanceOfSatisfying(
                        SubmitOutcome.Refused.class,
                        refused ->
                                assertThat(refused.trouble().errorClass())
                                        .isEqualTo(ErrorClass.SERVER));
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            mode = Mode.EXCLUDE,
            names = {"NONE", "DRIP"})
    void a_broken_poll_ends_nothing(Fault fault) {
        var id = submitted();
        upstream.finish();
        upstream.next(Step.POLL, fault);

        int before = upstream.requests().size();
        var broken = provider.poll(id);

        // the JDK's client repeats a GET by itself when a connection ends without an answer
        boolean askedOnce = upstream.requests().size() == before + 1;
        assertThat(broken)
                .isInstanceOfAny(
                        PollOutcome.NoAnswer.class,
                        askedOnce ? PollOutcome.Running.class : PollOutcome.Succeeded.class);
        assertThat(broken.toString()).doesNotContain(KEY);
        assertThat(provider.poll(id)).isInstanceOf(PollOutcome.Succeeded.class);
    }

    @Test
    void a_poll_of_a_server_that_is_away_ends_nothing() {
        var id = submitted();
        upstream.shut();
        assertThat(provider.poll(id)).isInstanceOf(PollOutcome.NoAnswer.class);
        upstream.open();
        assertThat(provider.poll(id)).isInstanceOf(PollOutcome.Running.class);
    }

    @Test
    void a_video_that_failed_says_why() {
        var id = submitted();
        upstream.fail();

        assertThat(provider.poll(id))
                .isInstanceOfSatisfying(
                        PollOutcome.Failed.class,
                        failed -> {
                            assertThat(failed.failure().code()).isNotBlank();
                            assertThat(failed.failure().message()).isNotBlank();
                        });
    }

    @Test
    void a_video_that_the_provider_does_not_know_is_lost_and_not_failed() {
        var id = submitted();
        upstream.forget();
        assertThat(provider.poll(id)).isInstanceOf(PollOutcome.Lost.class);
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            mode = Mode.EXCLUDE,
            names = {"NONE", "DRIP"})
    void a_broken_download_is_told_or_mended_and_never_believed(Fault fault) throws IOException {
        var id = submitted();
        upstream.finish();
        provider.poll(id);
        upstream.next(Step.DOWNLOAD, fault);

        try {
            var fetched = provider.fetch(id);
            assertThat(Files.readAllBytes(fetched.video())).isEqualTo(upstream.video());
        } catch (UncheckedIOException _) {
            assertThat(Files.readAllBytes(provider.fetch(id).video())).isEqualTo(upstream.video());
        }
    }

    @Test
    void a_result_that_is_not_there_is_an_error_that_can_be_tried_again() {
        var id = submitted();
        upstream.finish();
        upstream.shut();
        assertThatThrownBy(() -> provider.fetch(id)).isInstanceOf(UncheckedIOException.class);
        upstream.open();
        assertThat(provider.fetch(id).video()).exists();
    }

    @Test
    void a_checkup_tells_a_well_provider_from_one_that_is_away_and_starts_nothing() {
        assertThat(provider.checkup().well()).isTrue();
        upstream.shut();
        assertThat(provider.checkup())
                .satisfies(
                        sick -> {
                            assertThat(sick.well()).isFalse();
                            assertThat(sick.finding()).isNotBlank().doesNotContain(KEY);
                        });
        assertThat(upstream.started()).isZero();
    }
}
