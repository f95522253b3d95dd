package dev.conch.provider.minimax;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How often MiniMax wants to be asked: its guide says every 10 s. Each wait is up to a fifth longer
 * by lot, so that tasks that were started together are not asked about together for ever.
 */
final class Cadence {
    private static final Duration RUNNING = Duration.ofSeconds(10);

    /** H3-Max renders a clip of 5 s in seconds. */
    private static final Duration RUNNING_QUICK = Duration.ofSeconds(5);

    private static final Duration AFTER_SILENCE = Duration.ofSeconds(20);

    /**
     * While it runs.
     *
     * @param model as MiniMax calls it; empty where it does not say
     */
    Duration running(String model) {
        return spread(model.equals("MiniMax-H3-Max") ? RUNNING_QUICK : RUNNING);
    }

    /**
     * After an answer that said nothing of the task.
     *
     * @param told how long MiniMax asked us to wait
     */
    Duration unheard(@Nullable Duration told) {
        return spread(told == null || told.compareTo(AFTER_SILENCE) < 0 ? AFTER_SILENCE : told);
    }

    private static Duration spread(Duration least) {
        return least.plusMillis(ThreadLocalRandom.current().nextLong(least.toMillis() / 5 + 1));
    }
}
