package dev.conch.api;

import dev.conch.base.ErrorCode;
import dev.conch.base.GatewayException;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;

/**
 * What HTTP/1.1 asks of a connection and the server library leaves open: closing it when the caller
 * said so, and refusing bodies whose length can be read in two ways, since a proxy before us may
 * read the other (RFC 9112, sections 6.1 and 9.6).
 */
final class Connections implements Filter {
    private static final String NO_LENGTH =
            "The length of the body is unclear: send one Content-Length, or Transfer-Encoding: chunked alone";

    @Override
    public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
        if (!clearlyFramed(request)) {
            response.headers().set(HeaderValues.CONNECTION_CLOSE);
            Refusals.send(
                    request,
                    response,
                    new GatewayException(ErrorCode.MALFORMED_REQUEST, NO_LENGTH),
                    Refusals::usual);
            throw new CloseConnectionException("unclear framing");
        }
        chain.proceed();
        if (request.headers().contains(HeaderValues.CONNECTION_CLOSE)
                || response.headers().contains(HeaderValues.CONNECTION_CLOSE)) {
            throw new CloseConnectionException("asked for");
        }
    }

    private static boolean clearlyFramed(RoutingRequest request) {
        var headers = request.headers();
        if (headers.contains(HeaderNames.TRANSFER_ENCODING)) {
            return !headers.contains(HeaderNames.CONTENT_LENGTH)
                    && isOne(request, HeaderNames.TRANSFER_ENCODING, "(?i)chunked");
        }
        return !headers.contains(HeaderNames.CONTENT_LENGTH)
                || isOne(request, HeaderNames.CONTENT_LENGTH, "[0-9]{1,15}");
    }

    private static boolean isOne(RoutingRequest request, HeaderName name, String pattern) {
        var values = request.headers().get(name).allValues();
        return values.size() == 1 && values.getFirst().strip().matches(pattern);
    }
}
