package dev.conch.api;

import com.github.f4b6a3.uuid.UuidCreator;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerResponse;

/** The mark of one request: on its answer, and in the log where something went wrong. */
final class RequestId {
    private static final HeaderName HEADER = HeaderNames.create("X-Request-Id");

    private RequestId() {}

    static void put(ServerResponse response) {
        response.header(
                HEADER,
                "req_" + UuidCreator.getTimeOrderedEpochPlus1().toString().replace("-", ""));
    }

    static String of(ServerResponse response) {
        return response.headers().contains(HEADER)
                ? response.headers().get(HEADER).get()
                : "unknown";
    }
}
