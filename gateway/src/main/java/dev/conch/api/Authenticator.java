package dev.conch.api;

import dev.conch.account.Accounts;
import dev.conch.account.Caller;
import dev.conch.base.ErrorCode;
import dev.conch.base.GatewayException;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.util.Optional;

/**
 * Finds out who calls: {@code Authorization: Bearer KEY} or {@code X-API-Key: KEY}, in any case.
 */
public final class Authenticator {
    private static final HeaderName API_KEY = HeaderNames.create("X-API-Key");
    private static final String BEARER = "bearer ";

    private final Accounts accounts;

    public Authenticator(Accounts accounts) {
        this.accounts = accounts;
    }

    /**
     * Whose key the request shows.
     *
     * @throws GatewayException {@code unauthorized}; the same words for a wrong and for a revoked
     *     key
     */
    public Caller authenticate(ServerRequest request) {
        var key =
                shownKey(request)
                        .orElseThrow(
                                () ->
                                        new GatewayException(
                                                ErrorCode.UNAUTHORIZED,
                                                "Missing API key: send it as 'Authorization: Bearer"
                                                        + " KEY' or 'X-API-Key: KEY'"));
        return accounts.authenticate(key)
                .orElseThrow(() -> new GatewayException(ErrorCode.UNAUTHORIZED, "Invalid API key"));
    }

    private static Optional<String> shownKey(ServerRequest request) {
        var authorization = request.headers().first(HeaderNames.AUTHORIZATION);
        if (authorization.isPresent()
                && authorization.get().regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return present(authorization.get().substring(BEARER.length()));
        }
        return request.headers().first(API_KEY).flatMap(Authenticator::present);
    }

    private static Optional<String> present(String key) {
        var trimmed = key.strip();
        return trimmed.isEmpty() ? Optional.empty() : Optional.of(trimmed);
    }
}
