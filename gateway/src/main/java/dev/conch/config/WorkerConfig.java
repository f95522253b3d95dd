package dev.conch.config;

import java.time.Duration;

/**
 * The {@code [worker]} section of conch.toml. Checked when built.
 *
 * @param renders how many videos are rendered at a time
 * @param lease how long a task stays with a worker that gives no sign of life
 * @param heartbeat how often a worker gives one; at most half of {@code lease}
 * @param poll how often a worker looks for due tasks
 * @param taskDeadline how long a task may be worked on; zero for ever
 * @param unclear how long after its submit an unclear task fails; zero leaves it to the operator
 */
public record WorkerConfig(
        int renders,
        Duration lease,
        Duration heartbeat,
        Duration poll,
        Duration taskDeadline,
        Duration unclear) {
    public WorkerConfig {
        Settings.RENDERS.require(renders);
        Settings.LEASE.require(lease);
        Settings.HEARTBEAT.require(heartbeat);
        Settings.POLL.require(poll);
        Settings.TASK_DEADLINE.require(taskDeadline);
        Settings.UNCLEAR.require(unclear);
        if (!fits(lease, heartbeat)) {
            throw new ConfigException(Settings.HEARTBEAT.key() + " " + tooSlow(lease, heartbeat));
        }
    }

    /** Tells whether one lost heartbeat still leaves time for the next. */
    static boolean fits(Duration lease, Duration heartbeat) {
        return heartbeat.multipliedBy(2).compareTo(lease) <= 0;
    }

    static String tooSlow(Duration lease, Duration heartbeat) {
        return "must be at most half of %s (%d), was %d"
                .formatted(Settings.LEASE.key(), lease.toSeconds(), heartbeat.toSeconds());
    }
}
