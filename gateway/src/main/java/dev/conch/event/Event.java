package dev.conch.event;

import dev.conch.base.TaskId;
import java.time.Instant;

/**
 * One thing that happened to a task.
 *
 * @param sequence grows by time; 0 before it is stored
 * @param type {@code video.} and the state that was reached, such as {@code video.completed}
 */
public record Event(long sequence, TaskId taskId, long accountId, String type, Instant at) {}
