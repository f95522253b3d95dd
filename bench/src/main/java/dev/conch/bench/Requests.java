package dev.conch.bench;

import java.nio.charset.StandardCharsets;

/** The requests that are measured, as bytes. */
final class Requests {
    private static final String VIDEOS = "/api/v1/hailuo/text_to_video";
    private static final String BUDGETS = "/api/admin/v1/accounts/1/budgets";
    private static final String ORDER =
            """
            {"model":"hailuo-02-text-to-video-pro","prompt":"A glass marble rolls across a wooden desk, catches the edge, and falls in slow motion. Camera follows the marble. Soft window light, shallow depth of field."%s}""";

    private Requests() {}

    /**
     * The cheapest request there is: what the server library, the kernel and this client cost by
     * themselves.
     */
    static byte[] health() {
        return bytes("GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n");
    }

    static byte[] create() {
        return request("POST " + VIDEOS, GatewayProcess.KEY, "", ORDER.formatted(""));
    }

    static byte[] createOnce(String idempotencyKey) {
        var header = "Idempotency-Key: " + idempotencyKey + "\r\n";
        return request("POST " + VIDEOS, GatewayProcess.KEY, header, ORDER.formatted(""));
    }

    static byte[] createFor(String callbackUrl) {
        var field = ",\"callback_url\":\"" + callbackUrl + "\"";
        return request("POST " + VIDEOS, GatewayProcess.KEY, "", ORDER.formatted(field));
    }

    static byte[] poll(String id) {
        return request("GET " + VIDEOS + "/" + id, GatewayProcess.KEY, "", "");
    }

    /** Gives the first project a budget that nothing here uses up. */
    static byte[] setBudget() {
        var budget =
                """
                {"owner":"project:1","unit":"cents","period":"total","amount":1000000000}""";
        return request("PUT " + BUDGETS, GatewayProcess.OPERATOR_KEY, "", budget);
    }

    static byte[] removeBudget(String id) {
        return request("DELETE " + BUDGETS + "/" + id, GatewayProcess.OPERATOR_KEY, "", "");
    }

    /** The id of the task, or whatever it is, that an answer is about. */
    static String idOf(Message answer) {
        return answer.after("\"id\":\"");
    }

    private static byte[] request(String line, String key, String headers, String body) {
        return bytes(
                line
                        + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                        + key
                        + "\r\n"
                        + headers
                        + (body.isEmpty()
                                ? ""
                                : "Content-Type: application/json\r\nContent-Length: "
                                        + body.length()
                                        + "\r\n")
                        + "\r\n"
                        + body);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
