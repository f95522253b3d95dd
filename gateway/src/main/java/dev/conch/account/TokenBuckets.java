package dev.conch.account;

import java.util.List;

/**
 * Buckets of tokens, one for each limit's owner: each holds as many as the limit names and is
 * refilled evenly within a minute.
 *
 * <p>A bucket whose limit was raised has the difference at once; one whose limit was lowered keeps
 * no more than the new one. A clock that is set back by more than a minute does not stop the
 * refill. Shared between threads.
 */
interface TokenBuckets {
    /** A full minute has this many milliseconds; a bucket that rested for so long is full. */
    long MINUTE = 60_000;

    /** Takes a token from each bucket, or from none if any has none. */
    RateLimits.Verdict take(List<RateLimit> limits);
}
