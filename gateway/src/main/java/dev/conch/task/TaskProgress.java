package dev.conch.task;

import dev.conch.provider.Failure;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far a task has come; changes with every step.
 *
 * @param nodeId the process that drives it now
 * @param attempts submits so far
 * @param fraction 0 to 1
 * @param interpretation JSON: what the engine made of the prompt
 * @param dueAt not to be started before
 */
public record TaskProgress(
        TaskState state,
        @Nullable String nodeId,
        int attempts,
        @Nullable String provider,
        @Nullable String providerTaskId,
        double fraction,
        @Nullable String interpretation,
        @Nullable Failure failure,
        Instant dueAt,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt) {

    static TaskProgress queued(Instant now, String provider) {
        return new TaskProgress(
                TaskState.QUEUED, null, 0, provider, null, 0, null, null, now, null, null);
    }

    /** Back in the queue, with nothing left of the attempt. */
    TaskProgress requeued(Instant notBefore) {
        return new TaskProgress(
                TaskState.QUEUED,
                null,
                attempts,
                provider,
                null,
                0,
                null,
                null,
                notBefore,
                startedAt,
                null);
    }

    TaskProgress submitting(String node, Instant now) {
        return new TaskProgress(
                TaskState.SUBMITTING,
                node,
                attempts + 1,
                provider,
                null,
                0,
                null,
                null,
                dueAt,
                startedAt == null ? now : startedAt,
                null);
    }

    /** The same step, taken up by another node. */
    TaskProgress drivenBy(String node) {
        return new TaskProgress(
                state,
                node,
                attempts,
                provider,
                providerTaskId,
                fraction,
                interpretation,
                failure,
                dueAt,
                startedAt,
                endedAt);
    }

    TaskProgress running(String providerId) {
        return new TaskProgress(
                TaskState.RUNNING,
                nodeId,
                attempts,
                provider,
                providerId,
                fraction,
                null,
                null,
                dueAt,
                startedAt,
                null);
    }

    TaskProgress at(double newFraction) {
        return new TaskProgress(
                state,
                nodeId,
                attempts,
                provider,
                providerTaskId,
                newFraction,
                interpretation,
                failure,
                dueAt,
                startedAt,
                endedAt);
    }

    TaskProgress storing() {
        return new TaskProgress(
                TaskState.STORING,
                nodeId,
                attempts,
                provider,
                providerTaskId,
                fraction,
                null,
                null,
                dueAt,
                startedAt,
                null);
    }

    /** Parked: nobody drives it until its fate is known. */
    TaskProgress unclear() {
        return new TaskProgress(
                TaskState.UNCLEAR,
                null,
                attempts,
                provider,
                providerTaskId,
                fraction,
                null,
                null,
                dueAt,
                startedAt,
                null);
    }

    TaskProgress completed(@Nullable String newInterpretation, Instant now) {
        return new TaskProgress(
                TaskState.COMPLETED,
                null,
                attempts,
                provider,
                providerTaskId,
                1,
                newInterpretation,
                null,
                dueAt,
                startedAt,
                now);
    }

    TaskProgress failed(Failure cause, Instant now) {
        return new TaskProgress(
                TaskState.FAILED,
                null,
                attempts,
                provider,
                providerTaskId,
                fraction,
                interpretation,
                cause,
                dueAt,
                startedAt,
                now);
    }
}
