package dev.conch.task;

import dev.conch.base.Money;
import dev.conch.provider.Failure;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/**
 * How far a task has come; changes with every step.
 *
 * @param nodeId the process that drives it now
 * @param attempts submits so far
 * @param provider who works on it, or did last; null before the first start
 * @param upstreamModel what the provider calls the model
 * @param fraction 0 to 1
 * @param interpretation JSON: what the engine made of the prompt
 * @param dueAt not to be started, or looked after, before
 * @param charged what a completed task cost
 */
public record TaskProgress(
        TaskState state,
        @Nullable String nodeId,
        int attempts,
        @Nullable String provider,
        @Nullable String upstreamModel,
        @Nullable String providerTaskId,
        double fraction,
        @Nullable String interpretation,
        @Nullable Failure failure,
        Instant dueAt,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt,
        @Nullable Money charged) {

    static TaskProgress queued(Instant now) {
        return new TaskProgress(
                TaskState.QUEUED, null, 0, null, null, null, 0, null, null, now, null, null, null);
    }

    /** Back in the queue, with nothing left of the attempt. */
    TaskProgress requeued(Instant notBefore) {
        var next = new Next(TaskState.QUEUED);
        next.nodeId = null;
        next.providerTaskId = null;
        next.fraction = 0;
        next.dueAt = notBefore;
        return next.progress();
    }

    /** About to be sent to a provider. */
    TaskProgress submitting(String node, String to, String itsModel, Instant now) {
        var next = new Next(TaskState.SUBMITTING);
        next.nodeId = node;
        next.provider = to;
        next.upstreamModel = itsModel;
        next.attempts = attempts + 1;
        next.startedAt = startedAt == null ? now : startedAt;
        return next.progress();
    }

    /** The same step, taken up by another node. */
    TaskProgress drivenBy(String node) {
        var next = new Next(state);
        next.nodeId = node;
        return next.progress();
    }

    TaskProgress running(String providerId) {
        var next = new Next(TaskState.RUNNING);
        next.providerTaskId = providerId;
        return next.progress();
    }

    /** Known to run after all, and waiting for a node that drives it. */
    TaskProgress found(String providerId) {
        var next = new Next(TaskState.RUNNING);
        next.nodeId = null;
        next.providerTaskId = providerId;
        return next.progress();
    }

    TaskProgress at(double newFraction) {
        var next = new Next(state);
        next.fraction = newFraction;
        return next.progress();
    }

    TaskProgress storing() {
        return new Next(TaskState.STORING).progress();
    }

    /** Parked: nobody drives it until its fate is known; it is looked at again later. */
    TaskProgress unclear(Instant lookAgainAt) {
        var next = new Next(TaskState.UNCLEAR);
        next.nodeId = null;
        next.dueAt = lookAgainAt;
        return next.progress();
    }

    TaskProgress completed(@Nullable String newInterpretation, Money price, Instant now) {
        var next = new Next(TaskState.COMPLETED);
        next.nodeId = null;
        next.fraction = 1;
        next.interpretation = newInterpretation;
        next.endedAt = now;
        next.charged = price;
        return next.progress();
    }

    TaskProgress failed(Failure cause, Instant now) {
        return ended(TaskState.FAILED, cause, now);
    }

    TaskProgress canceled(Failure cause, Instant now) {
        return ended(TaskState.CANCELED, cause, now);
    }

    private TaskProgress ended(TaskState how, Failure cause, Instant now) {
        var next = new Next(how);
        next.nodeId = null;
        next.failure = cause;
        next.endedAt = now;
        return next.progress();
    }

    /** A copy in the making: everything stays as it is but for what is set. */
    private final class Next {
        private final TaskState nextState;
        private @Nullable String nodeId = TaskProgress.this.nodeId;
        private int attempts = TaskProgress.this.attempts;
        private @Nullable String provider = TaskProgress.this.provider;
        private @Nullable String upstreamModel = TaskProgress.this.upstreamModel;
        private @Nullable String providerTaskId = TaskProgress.this.providerTaskId;
        private double fraction = TaskProgress.this.fraction;
        private @Nullable String interpretation = TaskProgress.this.interpretation;
        private @Nullable Failure failure = TaskProgress.this.failure;
        private Instant dueAt = TaskProgress.this.dueAt;
        private @Nullable Instant startedAt = TaskProgress.this.startedAt;
        private @Nullable Instant endedAt = TaskProgress.this.endedAt;
        private @Nullable Money charged = TaskProgress.this.charged;

        Next(TaskState state) {
            this.nextState = state;
        }

        TaskProgress progress() {
            return new TaskProgress(
                    nextState,
                    nodeId,
                    attempts,
                    provider,
                    upstreamModel,
                    providerTaskId,
                    fraction,
                    interpretation,
                    failure,
                    dueAt,
                    startedAt,
                    endedAt,
                    charged);
        }
    }
}
