package dev.conch.fault;

import java.util.SplittableRandom;

/**
 * Chance that depends on a seed and on words alone: the third poll of task 7 meets the same fault
 * in every run of a round, however the threads race.
 */
record Dice(long seed) {
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    /** A generator of its own for these words. */
    SplittableRandom about(Object... words) {
        long mixed = seed * GOLDEN;
        for (var word : words) {
            mixed = (mixed ^ word.toString().hashCode()) * GOLDEN;
            mixed ^= mixed >>> 29;
        }
        return new SplittableRandom(mixed);
    }

    boolean happens(double share, Object... words) {
        return about(words).nextDouble() < share;
    }

    /** From 0 on, below {@code bound}. */
    int below(int bound, Object... words) {
        return about(words).nextInt(bound);
    }
}
