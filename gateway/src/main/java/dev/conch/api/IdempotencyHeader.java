package dev.conch.api;

import dev.conch.base.ErrorCode;
import dev.conch.base.GatewayException;
import dev.conch.idempotency.IdempotencyKey;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;

import tools.jackson.databind.JsonNode;

import java.util.Optional;

/**
 * Reads {@code Idempotency-Key}: 1 to 512 visible ASCII characters or blanks, bare or quoted as a
 * structured-field string.
 */
public final class IdempotencyHeader {
    private static final HeaderName NAME = HeaderNames.create("Idempotency-Key");
    private static final int LONGEST = 512;

    private IdempotencyHeader() {}

    /**
     * The key of a request; empty if it has none.
     *
     * @param projectId whose key it is; 0 for the operator
     * @param body what was asked; another body under the same key is a conflict
     * @throws GatewayException {@code malformed_request}
     */
    public static Optional<IdempotencyKey> of(
            ServerRequest request, long projectId, JsonNode body) {
        return request.headers()
                .first(NAME)
                .map(
                        value ->
                                new IdempotencyKey(
                                        projectId,
                                        request.prologue().method().text()
                                                + " "
                                                + request.path().path(),
                                        unquoted(value.strip()),
                                        CanonicalJson.sha256(body)));
    }

    private static String unquoted(String value) {
        var key = value;
        if (value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"")) {
            key = value.substring(1, value.length() - 1).replaceAll("\\\\([\"\\\\])", "$1");
        }
        if (key.isBlank()
                || key.length() > LONGEST
                || !key.chars().allMatch(c -> c >= 32 && c < 127)) {
            throw new GatewayException(
                    ErrorCode.MALFORMED_REQUEST,
                    "Idempotency-Key must have 1 to 512 visible ASCII characters");
        }
        return key;
    }
}
