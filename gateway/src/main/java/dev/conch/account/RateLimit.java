package dev.conch.account;

import java.time.Duration;

/**
 * How many requests a minute an account, a project or a key may make.
 *
 * @param level {@code account}, {@code project} or {@code key}, as callers read it
 * @param owner whose it is, such as {@code project:7}
 * @param perMinute on average; as many may come at once
 */
public record RateLimit(String level, String owner, int perMinute) {
    /**
     * What can be had of a limit.
     *
     * @param remaining requests that may be made at once
     * @param untilNext how long until one more may; zero while any remain
     * @param untilFull how long until all of {@code perMinute} remain, if none is made
     */
    public record Left(RateLimit limit, long remaining, Duration untilNext, Duration untilFull) {}
}
