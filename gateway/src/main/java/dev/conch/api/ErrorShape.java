package dev.conch.api;

import dev.conch.base.GatewayException;

import tools.jackson.databind.node.ObjectNode;

/** How a dialect tells its callers that a request was refused. */
@FunctionalInterface
public interface ErrorShape {
    /** What is sent. */
    record Answer(int status, ObjectNode body) {}

    /**
     * The answer to a refused request.
     *
     * @param requestId our mark of the request, for dialects that have it in the body
     */
    Answer of(GatewayException refusal, String requestId);
}
