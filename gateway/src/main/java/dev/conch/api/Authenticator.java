package dev.conch.api;

import dev.conch.account.AdminKey;
import dev.conch.account.AuthFailures;
import dev.conch.account.Caller;
import dev.conch.account.Keys;
import dev.conch.account.RateLimits;
import dev.conch.account.Scope;
import dev.conch.base.ErrorCode;
import dev.conch.base.GatewayException;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

import java.util.Optional;

/**
 * Finds out who calls: {@code Authorization: Bearer KEY} or {@code X-API-Key: KEY}, in any case.
 */
public final class Authenticator {
    private static final HeaderName API_KEY = HeaderNames.create("X-API-Key");
    private static final String BEARER = "bearer ";

    private final Keys keys;
    private final RateLimits limits;
    private final AuthFailures failures;
    private final RemoteNetwork networks;

    public Authenticator(
            Keys keys, RateLimits limits, AuthFailures failures, RemoteNetwork networks) {
        this.keys = keys;
        this.limits = limits;
        this.failures = failures;
        this.networks = networks;
    }

    /**
     * Whose key the request shows, if it may do this now; the answer will tell the rate limits.
     *
     * @throws GatewayException {@code unauthorized}, the same words for a wrong and for a revoked
     *     key; {@code forbidden} when the key lacks {@code scope}; {@code rate_limited} when the
     *     key, its project or its account made too many requests, or the caller's network showed
     *     too many wrong keys
     */
    public Caller authenticate(ServerRequest request, ServerResponse response, Scope scope) {
        var caller = authenticate(request, response);
        require(caller, scope);
        return caller;
    }

    /** The same, whatever the key may do; what it is asked for is {@link #require}d later. */
    public Caller authenticate(ServerRequest request, ServerResponse response) {
        var caller = keys.authenticate(shownKey(request)).orElseThrow(() -> wrongKey(request));
        var verdict = limits.take(caller);
        RateLimitHeaders.put(response, verdict);
        verdict.requirePassed();
        return caller;
    }

    /**
     * Makes sure that a caller may do this.
     *
     * @throws GatewayException {@code forbidden}
     */
    public static void require(Caller caller, Scope scope) {
        if (!caller.may(scope)) {
            throw new GatewayException(
                    ErrorCode.FORBIDDEN,
                    "This API key lacks the scope %s".formatted(scope.wireName()));
        }
    }

    /**
     * Whose key was typed into a page of ours; wrong ones count as they do elsewhere.
     *
     * @throws GatewayException {@code unauthorized}, {@code rate_limited}
     */
    public Caller ofTypedKey(ServerRequest request, String key) {
        return keys.authenticate(key).orElseThrow(() -> wrongKey(request));
    }

    /** The operator whose key the request shows; empty if it is nobody's or a customer's. */
    public Optional<AdminKey> operator(ServerRequest request) {
        return keys.authenticateAdmin(shownKey(request));
    }

    /** Asked only after the key was looked up: a right one works from wherever others guess. */
    private GatewayException wrongKey(ServerRequest request) {
        return failures.count(networks.apply(request))
                .map(
                        wait ->
                                new GatewayException(
                                                ErrorCode.RATE_LIMITED,
                                                "Too many wrong API keys came from your address")
                                        .retryAfter(wait))
                .orElseGet(() -> new GatewayException(ErrorCode.UNAUTHORIZED, "Invalid API key"));
    }

    private static String shownKey(ServerRequest request) {
        var authorization = request.headers().first(HeaderNames.AUTHORIZATION);
        if (authorization.isPresent()
                && authorization.get().regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return present(authorization.get().substring(BEARER.length()))
                    .orElseThrow(Authenticator::missing);
        }
        return request.headers()
                .first(API_KEY)
                .flatMap(Authenticator::present)
                .orElseThrow(Authenticator::missing);
    }

    private static GatewayException missing() {
        return new GatewayException(
                ErrorCode.UNAUTHORIZED,
                "Missing API key: send it as 'Authorization: Bearer KEY' or 'X-API-Key: KEY'");
    }

    private static Optional<String> present(String key) {
        var trimmed = key.strip();
        return trimmed.isEmpty() ? Optional.empty() : Optional.of(trimmed);
    }
}
