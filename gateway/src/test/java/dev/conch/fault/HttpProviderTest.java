package dev.conch.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.conch.base.TaskId;
import dev.conch.fault.FaultPlan.Kind;
import dev.conch.provider.PollOutcome;
import dev.conch.provider.SubmitOutcome;
import dev.conch.provider.VideoRequest;
import dev.conch.provider.Wish;
import dev.conch.testing.wire.Fault;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/** What the harness's own adapter makes of each fault: it must not be what the harness finds. */
class HttpProviderTest {
    @TempDir Path folder;

    private HttpProvider provider(UpstreamServer upstream) {
        return new HttpProvider(URI.create(upstream.url()), folder, Set.of());
    }

    private static UpstreamServer upstream(Kind kind, Fault fault) {
        return new UpstreamServer(new Dice(1), FaultPlan.always(kind, fault), true);
    }

    private static VideoRequest request() {
        var wish =
                new Wish("any", "any", "A marble, take 1", 6, 768, null, null, Wish.Options.NONE);
        return new VideoRequest(TaskId.next(), 1, wish, null);
    }

    @ParameterizedTest
    @CsvSource({
        "NONE, Accepted",
        "DRIP, Accepted",
        "RESET, Unclear",
        "CUT, Unclear",
        "ERROR_500, Unclear",
        "ERROR_502, Unclear",
        "ERROR_503, Unclear",
        "HTML, Unclear",
        "NOT_HTTP, Unclear",
        "SILENCE, Unclear",
        "LATE, Unclear",
        "BUSY, Refused",
        "BUSY_WITHOUT_TIME, Refused",
        "SHORT, Unclear",
        "REFUSED, Refused"
    })
    void a_submit_is_sent_once_and_refused_only_when_that_is_certain(Fault fault, String outcome) {
        try (var upstream = upstream(Kind.SUBMIT, fault);
                var provider = provider(upstream)) {
            var got = provider.submit(request());

            assertThat(got.getClass().getSimpleName()).isEqualTo(outcome);
            assertThat(upstream.books().submits()).isEqualTo(1);
        }
    }

    @Test
    void a_submit_that_nobody_listens_to_may_be_made_again() {
        try (var upstream = upstream(Kind.SUBMIT, Fault.NONE);
                var provider = provider(upstream)) {
            upstream.shut();

            assertThat(provider.submit(request())).isInstanceOf(SubmitOutcome.Refused.class);
            assertThat(upstream.books().submits()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"NONE", "DRIP", "LATE"},
            mode = EnumSource.Mode.EXCLUDE)
    void a_broken_poll_tells_nothing_about_the_video(Fault fault) {
        try (var upstream = upstream(Kind.POLL, fault);
                var provider = provider(upstream)) {
            assertThat(provider.poll(started(provider))).isInstanceOf(PollOutcome.Running.class);
        }
    }

    private static String started(HttpProvider provider) {
        return ((SubmitOutcome.Accepted) provider.submit(request())).providerTaskId();
    }

    private static void awaitEnd(UpstreamServer upstream, String id) {
        var job = upstream.job(id).orElseThrow();
        while (job.state() == UpstreamJob.State.RUNNING) {
            Thread.onSpinWait();
        }
    }

    @Test
    void a_whole_file_is_fetched_as_it_is() throws Exception {
        try (var upstream = upstream(Kind.DOWNLOAD, Fault.DRIP);
                var provider = provider(upstream)) {
            var id = started(provider);
            awaitEnd(upstream, id);

            var fetched = provider.fetch(id);

            assertThat(Files.readAllBytes(fetched.video()))
                    .isEqualTo(upstream.job(id).orElseThrow().content().video());
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"CUT", "SHORT", "FORBIDDEN", "HTML", "RESET", "ERROR_503"})
    void what_is_not_the_whole_file_is_no_file(Fault fault) {
        try (var upstream = upstream(Kind.DOWNLOAD, fault);
                var provider = provider(upstream)) {
            var id = started(provider);
            awaitEnd(upstream, id);

            assertThatThrownBy(() -> provider.fetch(id)).isInstanceOf(UncheckedIOException.class);
        }
    }
}
