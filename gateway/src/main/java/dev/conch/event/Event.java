package dev.conch.event;

import dev.conch.base.TaskId;
import java.time.Instant;

/**
 * One thing that happened to a task.
 *
 * @param type {@code video.} and the state that was reached, such as {@code video.completed}
 */
record Event(TaskId taskId, long accountId, String type, Instant at) {}
