package dev.conch.task;

import dev.conch.base.Bell;
import dev.conch.base.TaskId;
import dev.conch.db.Database;
import dev.conch.event.EventLog;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Tells who waits for a task that it has changed, on whichever node. Shared between threads.
 *
 * <p>A watcher opens its watch first and reads the task then, so that no change falls in between.
 */
public final class TaskWatch {
    private final Map<String, Set<Bell>> watchers = new ConcurrentHashMap<>();

    public TaskWatch(Database database) {
        database.listen(EventLog.TASK_CHANGED, this::changed);
    }

    private void changed(String task) {
        if (task.isEmpty()) {
            watchers.values().forEach(bells -> bells.forEach(Bell::ring));
            return;
        }
        watchers.getOrDefault(task, Set.of()).forEach(Bell::ring);
    }

    /** Starts to watch; to be closed. */
    public Watch open(TaskId task) {
        var bell = new Bell();
        watchers.compute(
                task.toString(),
                (_, bells) -> {
                    Set<Bell> all = bells == null ? ConcurrentHashMap.newKeySet() : bells;
                    all.add(bell);
                    return all;
                });
        return new Watch(task, bell);
    }

    /** One watcher of one task; used by one thread. */
    public final class Watch implements AutoCloseable {
        private final TaskId task;
        private final Bell bell;

        private Watch(TaskId task, Bell bell) {
            this.task = task;
            this.bell = bell;
        }

        /** Waits for a change, at most so long; true if there was one. */
        public boolean await(Duration atMost) {
            try {
                return bell.await(atMost);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                return false;
            }
        }

        @Override
        public void close() {
            watchers.computeIfPresent(
                    task.toString(),
                    (_, bells) -> {
                        bells.remove(bell);
                        return bells.isEmpty() ? null : bells;
                    });
        }
    }
}
