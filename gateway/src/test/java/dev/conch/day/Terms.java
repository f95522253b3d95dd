package dev.conch.day;

import java.time.Duration;
import java.time.Instant;
import java.util.function.ToIntFunction;

/**
 * How a provider behaves.
 *
 * @param perMinute how many it takes in any 60 seconds, at a time
 * @param atOnce how many it works on at a time
 * @param shortest how long a video takes it at least
 * @param longest and at most
 * @param loss how many of its jobs it forgets, between 0 and 1
 */
record Terms(
        ToIntFunction<Instant> perMinute,
        int atOnce,
        Duration shortest,
        Duration longest,
        double loss) {}
