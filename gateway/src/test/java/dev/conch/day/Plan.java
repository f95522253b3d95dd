package dev.conch.day;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;

/**
 * What happens when on a day. A day of fewer tasks than usual is as much shorter, so that as much
 * happens in each of its minutes.
 *
 * @param loss how many of its jobs one provider forgets, between 0 and 1
 */
record Plan(int tasks, long seed, Instant begins, Duration length, double loss) {
    /** So many make a day of 24 hours. */
    static final int USUAL = 20_000;

    /** How much more comes at the busiest time than on average. */
    private static final double SWING = 0.8;

    private static final double BUSIEST = 15 / 24.0;
    private static final Duration SHORTEST_SQUEEZE = Duration.ofMinutes(4);

    static Plan of(int tasks, long seed, Instant begins, double loss) {
        var length = Duration.ofDays(1).multipliedBy(tasks).dividedBy(USUAL);
        return new Plan(tasks, seed, begins, Duration.ofMinutes(length.toMinutes()), loss);
    }

    /** One provider dies. */
    Instant noon() {
        return begins.plus(length.dividedBy(2));
    }

    /** Another takes half of what it takes otherwise from here on. */
    Instant squeezed() {
        return begins.plus(length.multipliedBy(15).dividedBy(24));
    }

    /** An hour of the day. */
    Instant relaxed() {
        var hour = length.dividedBy(24);
        return squeezed().plus(hour.compareTo(SHORTEST_SQUEEZE) < 0 ? SHORTEST_SQUEEZE : hour);
    }

    /** When tasks are ordered, in order: most in the afternoon, few at night. */
    List<Instant> orders() {
        var random = new SplittableRandom(seed);
        return DoubleStream.generate(random::nextDouble)
                .filter(time -> random.nextDouble() * (1 + SWING) < density(time))
                .limit(tasks)
                .sorted()
                .mapToObj(time -> begins.plusMillis((long) (time * length.toMillis())))
                .toList();
    }

    /** Around 1, by the part of the day that has passed. */
    private static double density(double time) {
        return 1 + SWING * Math.cos(2 * Math.PI * (time - BUSIEST));
    }
}
