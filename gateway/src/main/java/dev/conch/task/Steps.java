package dev.conch.task;

import dev.conch.provider.Failure;
import dev.conch.provider.PollOutcome;
import dev.conch.provider.SubmitOutcome;
import java.time.Duration;
import java.time.Instant;

/**
 * What follows from what a provider answered. Decides and does nothing else: no clock, no SQL, no
 * HTTP; the driver stores what this returns.
 */
final class Steps {
    static final Failure LOST =
            new Failure(
                    "provider_lost_task",
                    "The provider does not know this task any more; nothing was charged");

    private Steps() {}

    static TaskProgress afterSubmit(TaskProgress submitting, SubmitOutcome outcome, Instant now) {
        return switch (outcome) {
            case SubmitOutcome.Accepted(var id) -> submitting.running(id);
            case SubmitOutcome.Refused(var failure) -> submitting.failed(failure, now);
            case SubmitOutcome.Busy(var retryAfter) ->
                    submitting.requeued(now.plus(atLeastASecond(retryAfter)));
            case SubmitOutcome.Unclear _ -> submitting.unclear();
        };
    }

    /** After a crash in the middle of a submit: nobody knows whether it arrived. */
    static TaskProgress afterCutSubmit(
            TaskProgress submitting, boolean submitsAreFree, Instant now) {
        return submitsAreFree ? submitting.requeued(now) : submitting.unclear();
    }

    static TaskProgress afterPoll(
            TaskProgress running, PollOutcome outcome, boolean submitsAreFree, Instant now) {
        return switch (outcome) {
            case PollOutcome.Running(var fraction, _) ->
                    running.at(Math.clamp(fraction, running.fraction(), 1));
            case PollOutcome.Succeeded _ -> running.storing();
            case PollOutcome.Failed(var failure) -> running.failed(failure, now);
            case PollOutcome.Lost _ ->
                    submitsAreFree ? running.requeued(now) : running.failed(LOST, now);
        };
    }

    private static Duration atLeastASecond(Duration duration) {
        var second = Duration.ofSeconds(1);
        return duration.compareTo(second) < 0 ? second : duration;
    }
}
