package dev.conch.task;

import dev.conch.provider.Failure;
import dev.conch.provider.PollOutcome;
import dev.conch.provider.ReconcileOutcome;
import dev.conch.provider.SubmitOutcome;
import dev.conch.provider.Trouble;

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
    static final Failure CANCELED =
            new Failure("canceled", "The task was canceled; nothing was charged");
    static final Failure LATE =
            new Failure(
                    "deadline_exceeded",
                    "The task was not finished before its deadline; nothing was charged");
    static final Failure NEVER_CLEARED =
            new Failure(
                    "submit_unclear",
                    "It could not be found out whether the provider had taken this task; nothing"
                            + " was charged");

    static final Failure NEVER_TAKEN =
            new Failure(
                    "provider_unavailable",
                    "No provider took this task, however often it was sent; nothing was charged");

    static final Failure NEVER_STORED =
            new Failure(
                    "result_unavailable",
                    "The provider made a video, but its file could not be fetched whole within a"
                            + " day; nothing was charged");

    /** How long it is tried to copy a result, which the operator has paid for. */
    static final Duration STORE_FOR = Duration.ofHours(24);

    private static final Duration STORE_RETRY = Duration.ofSeconds(5);
    private static final Duration LONGEST_STORE_RETRY = Duration.ofMinutes(10);

    /** How long a task whose submit is unclear is left alone before somebody looks again. */
    static final Duration LOOK_AGAIN = Duration.ofSeconds(30);

    /** A task that was refused so often, wherever it came, is given up. */
    private static final int MOST_ATTEMPTS = 30;

    private Steps() {}

    /**
     * After an answer. An unclear one is parked even where a second submit is free: the reconciler
     * looks for the first at once, and only makes it again if it is not there.
     */
    static TaskProgress afterSubmit(TaskProgress submitting, SubmitOutcome outcome, Instant now) {
        return switch (outcome) {
            case SubmitOutcome.Accepted(var id, _) -> submitting.running(id);
            case SubmitOutcome.Refused(var trouble) when trouble.errorClass().endsTask() ->
                    submitting.failed(trouble.failure(), now);
            case SubmitOutcome.Refused(var trouble) ->
                    submitting.attempts() >= MOST_ATTEMPTS
                            ? submitting.failed(trouble.failure(), now)
                            : submitting.requeued(now.plus(pause(trouble, submitting.attempts())));
            case SubmitOutcome.Unclear _ -> submitting.unclear(now);
        };
    }

    /** After a crash in the middle of a submit: nobody knows whether it arrived. */
    static TaskProgress afterCutSubmit(
            TaskProgress submitting, boolean submitsAreFree, Instant now) {
        return submitsAreFree ? submitting.requeued(now) : submitting.unclear(now);
    }

    static TaskProgress afterPoll(
            TaskProgress running, PollOutcome outcome, boolean submitsAreFree, Instant now) {
        return switch (outcome) {
            case PollOutcome.Running(var fraction, _) ->
                    running.at(Math.clamp(fraction, running.fraction(), 1));
            case PollOutcome.NoAnswer _ -> running;
            case PollOutcome.Succeeded _ -> running.storing();
            case PollOutcome.Failed(var failure) -> running.failed(failure, now);
            case PollOutcome.Lost _ ->
                    submitsAreFree ? running.requeued(now) : running.failed(LOST, now);
        };
    }

    /** When to try again to copy a result, after so many tries: 5 s, twice that, up to 10 min. */
    static Duration storeAgain(int tries) {
        var wait = STORE_RETRY.multipliedBy(1L << Math.min(tries - 1, 10));
        return wait.compareTo(LONGEST_STORE_RETRY) < 0 ? wait : LONGEST_STORE_RETRY;
    }

    /** What the operator wants of a task that stays unclear. */
    enum Policy {
        /** Somebody will decide. */
        WAIT,
        /** It has been unclear for long enough: nobody waits for it any more. */
        GIVE_UP,
        /** It is made again, which may be paid twice; the operator has said so. */
        RESUBMIT
    }

    /** After a look at the provider's own list. */
    static TaskProgress afterReconcile(
            Task unclear, ReconcileOutcome outcome, Policy policy, Instant now) {
        var progress = unclear.progress();
        return switch (outcome) {
            case ReconcileOutcome.Found(var id) -> progress.found(id);
            case ReconcileOutcome.NotThere _ -> again(unclear, now);
            case ReconcileOutcome.CannotTell _ ->
                    switch (policy) {
                        case WAIT -> progress.unclear(now.plus(LOOK_AGAIN));
                        case GIVE_UP -> progress.failed(NEVER_CLEARED, now);
                        case RESUBMIT -> again(unclear, now);
                    };
        };
    }

    /**
     * At once for the first time, then ever later; a server may answer none of its submits well.
     */
    private static TaskProgress again(Task task, Instant now) {
        var next = neverStarted(task, now);
        if (next.state() != TaskState.QUEUED) {
            return next;
        }
        int attempts = task.progress().attempts();
        return attempts >= MOST_ATTEMPTS
                ? task.progress().failed(NEVER_TAKEN, now)
                : next.requeued(now.plus(pause(attempts - 1)));
    }

    /** A task of which it is certain that no provider works on it. */
    static TaskProgress neverStarted(Task task, Instant now) {
        if (task.wishes().cancelRequestedAt() != null) {
            return task.progress().canceled(CANCELED, now);
        }
        return task.late(now) ? task.progress().failed(LATE, now) : task.progress().requeued(now);
    }

    /** The provider rests as it must; the task itself only must not run in circles. */
    private static Duration pause(Trouble trouble, int attempts) {
        return switch (trouble.errorClass()) {
            case THROTTLE, ACCOUNT -> Duration.ZERO;
            case SERVER, USER, CONTENT, AMBIGUOUS -> pause(attempts);
        };
    }

    private static Duration pause(int times) {
        return Duration.ofSeconds(Math.min(60, (long) times * times));
    }
}
