package dev.conch.testing;

import tools.jackson.databind.JsonNode;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;

/** Somebody who administers a gateway with some key. */
public final class Admin {
    private static final String BASE = "/api/admin/v1/";

    private final TestGateway gateway;
    private final String key;

    public Admin(TestGateway gateway, String key) {
        this.gateway = gateway;
        this.key = key;
    }

    public static Admin operator(TestGateway gateway) {
        return new Admin(gateway, TestGateway.ADMIN_KEY);
    }

    public HttpResponse<String> get(String path) {
        return gateway.send(gateway.request(BASE + path, key).GET());
    }

    public HttpResponse<String> post(String path, String body) {
        return send("POST", path, body);
    }

    public HttpResponse<String> send(String method, String path, String body) {
        return gateway.send(
                gateway.request(BASE + path, key)
                        .header("Content-Type", "application/json")
                        .method(method, BodyPublishers.ofString(body)));
    }

    /** A POST under an Idempotency-Key. */
    public HttpResponse<String> postOnce(String path, String body, String idempotencyKey) {
        return gateway.send(
                gateway.request(BASE + path, key)
                        .header("Content-Type", "application/json")
                        .header("Idempotency-Key", idempotencyKey)
                        .POST(BodyPublishers.ofString(body)));
    }

    public HttpResponse<String> delete(String path) {
        return gateway.send(gateway.request(BASE + path, key).DELETE());
    }

    /** The body of an answer that must be 200. */
    public static JsonNode ok(HttpResponse<String> response) {
        if (response.statusCode() != 200) {
            throw new AssertionError(response.statusCode() + " " + response.body());
        }
        return TestGateway.json(response);
    }

    /** Makes a key in the account's project and returns the whole answer. */
    public JsonNode key(long account, String members) {
        return ok(post("accounts/" + account + "/keys", "{\"name\": \"k\"" + members + "}"));
    }
}
