package dev.conch.api.minimax;

import dev.conch.account.Caller;
import dev.conch.base.ErrorCode;
import dev.conch.base.GatewayException;
import dev.conch.base.TaskId;
import dev.conch.task.Task;
import dev.conch.task.TaskAsset;
import dev.conch.task.Tasks;

import java.util.Optional;

/** Finds the caller's own; a stranger's is as unknown as what never was. */
record TaskFinder(Tasks tasks) {
    Task task(Caller caller, String id) {
        return own(caller, id)
                .orElseThrow(() -> new GatewayException(ErrorCode.NOT_FOUND, "invalid task_id"));
    }

    Optional<Task> own(Caller caller, String id) {
        return TaskId.parse(id).flatMap(it -> tasks.find(it, caller.accountId()));
    }

    /** The video of a task; empty before it has completed. */
    Optional<TaskAsset> video(Task task) {
        return tasks.assets(task.id()).stream()
                .filter(asset -> asset.kind() == TaskAsset.Kind.VIDEO)
                .findFirst();
    }

    TaskAsset file(Caller caller, String id) {
        return tasks.findAsset(id)
                .filter(asset -> asset.kind() == TaskAsset.Kind.VIDEO)
                .filter(asset -> own(caller, asset.taskId().toString()).isPresent())
                .orElseThrow(() -> new GatewayException(ErrorCode.NOT_FOUND, "invalid file_id"));
    }
}
