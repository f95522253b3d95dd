package dev.conch.api;

import com.github.f4b6a3.uuid.UuidCreator;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.Optional;

/**
 * Marks of one request: ours, on its answer and in the log where something went wrong; and the
 * caller's own.
 */
public final class RequestId {
    static final HeaderName OURS = HeaderNames.create("X-Request-Id");
    static final HeaderName CLIENT = HeaderNames.create("X-Client-Request-Id");
    private static final int LONGEST = 512;

    private RequestId() {}

    static String next() {
        return "req_" + UuidCreator.getTimeOrderedEpochPlus1().toString().replace("-", "");
    }

    static void put(ServerResponse response) {
        response.header(OURS, next());
    }

    static String of(ServerResponse response) {
        return response.headers().contains(OURS) ? response.headers().get(OURS).get() : "unknown";
    }

    /**
     * Printable ASCII of at most 512 characters is kept and echoed; anything else is as if it were
     * not sent.
     */
    public static Optional<String> ofClient(ServerRequest request) {
        return request.headers()
                .first(CLIENT)
                .filter(id -> !id.isBlank() && id.length() <= LONGEST)
                .filter(id -> id.chars().allMatch(c -> c >= ' ' && c <= '~'));
    }

    /** Shows the mark that the task's creator gave it. */
    public static void echo(ServerResponse response, String clientRequestId) {
        response.header(CLIENT, clientRequestId);
    }
}
