package dev.conch.task;

import java.time.Duration;

/** How long the files of a project's tasks are kept. */
@FunctionalInterface
public interface Retention {
    Duration of(long projectId);
}
