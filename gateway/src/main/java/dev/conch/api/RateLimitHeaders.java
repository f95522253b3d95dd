package dev.conch.api;

import dev.conch.account.RateLimit;
import dev.conch.account.RateLimits;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerResponse;

import java.time.Duration;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What answers say of the caller's rate limits: {@code RateLimit-Policy} and {@code RateLimit} of
 * draft-ietf-httpapi-ratelimit-headers-11, and the three of OpenAI for the tightest limit.
 *
 * <p>All times are whole seconds, rounded up, until the limit is full again.
 */
final class RateLimitHeaders {
    private static final HeaderName POLICY = HeaderNames.create("RateLimit-Policy");
    private static final HeaderName STATE = HeaderNames.create("RateLimit");
    private static final HeaderName LIMIT = HeaderNames.create("x-ratelimit-limit-requests");
    private static final HeaderName REMAINING =
            HeaderNames.create("x-ratelimit-remaining-requests");
    private static final HeaderName RESET = HeaderNames.create("x-ratelimit-reset-requests");

    private RateLimitHeaders() {}

    static void put(ServerResponse response, RateLimits.Verdict verdict) {
        verdict.tightest()
                .ifPresent(
                        tightest -> {
                            response.header(POLICY, list(verdict, RateLimitHeaders::policy));
                            response.header(STATE, list(verdict, RateLimitHeaders::state));
                            response.header(LIMIT, String.valueOf(tightest.limit().perMinute()));
                            response.header(REMAINING, String.valueOf(tightest.remaining()));
                            response.header(RESET, minutes(seconds(tightest.untilFull())));
                        });
    }

    private static String list(RateLimits.Verdict verdict, Function<RateLimit.Left, String> item) {
        return verdict.left().stream().map(item).collect(Collectors.joining(", "));
    }

    private static String policy(RateLimit.Left left) {
        return "\"%s\";q=%d;w=60".formatted(left.limit().level(), left.limit().perMinute());
    }

    private static String state(RateLimit.Left left) {
        return "\"%s\";r=%d;t=%d"
                .formatted(left.limit().level(), left.remaining(), seconds(left.untilFull()));
    }

    private static long seconds(Duration duration) {
        return Math.ceilDiv(duration.toMillis(), 1000);
    }

    /** Such as {@code 6m0s}, or {@code 1s} below a minute. */
    private static String minutes(long seconds) {
        return seconds < 60 ? seconds + "s" : seconds / 60 + "m" + seconds % 60 + "s";
    }
}
