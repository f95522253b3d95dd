package dev.conch.testing;

import static org.assertj.core.api.Assertions.assertThat;

import tools.jackson.databind.JsonNode;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * RunAPI's command line and the browser beside it, played as its public contract describes them.
 */
public final class CommandLine {
    /** The example of RFC 7636, appendix B. */
    public static final String VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

    public static final String CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
    public static final int PORT = 54_321;
    private static final String BASE = "/api/v1/cli/";
    private static final Pattern HIDDEN =
            Pattern.compile("<input type=\"hidden\" name=\"([a-z_]+)\" value=\"([^\"]*)\">");

    private final TestGateway gateway;

    public CommandLine(TestGateway gateway) {
        this.gateway = gateway;
    }

    /** The parameters of the page that it opens. */
    public static Map<String, String> ask(String hostName) {
        var ask = new LinkedHashMap<String, String>();
        ask.put("state", "0123456789abcdef");
        ask.put("code_challenge", CHALLENGE);
        ask.put("code_challenge_method", "S256");
        ask.put("redirect_port", String.valueOf(PORT));
        ask.put("display_code", "amber-fox-lake-nine");
        ask.put("hostname", hostName);
        return ask;
    }

    public HttpResponse<String> page(Map<String, String> ask) {
        return gateway.send(HttpRequest.newBuilder(gateway.uri("/cli/authorize?" + encoded(ask))));
    }

    /** Fills in the form of a page and sends it, as a browser would. */
    public HttpResponse<String> decide(HttpResponse<String> page, String decision, String key) {
        var fields = new HashMap<String, String>();
        HIDDEN.matcher(page.body()).results().forEach(f -> fields.put(f.group(1), f.group(2)));
        fields.put("decision", decision);
        fields.put("api_key", key);
        return submit(fields);
    }

    public HttpResponse<String> submit(Map<String, String> fields) {
        return gateway.send(
                HttpRequest.newBuilder(gateway.uri("/cli/authorize"))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString(encoded(fields))));
    }

    private static String encoded(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(f -> f.getKey() + "=" + encoded(f.getValue()))
                .collect(Collectors.joining("&"));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** What the program hears on its port. */
    public static Map<String, String> callback(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(303);
        var url = URI.create(answer.headers().firstValue("Location").orElseThrow());
        assertThat(url.toString()).startsWith("http://127.0.0.1:" + PORT + "/callback?");
        return Pattern.compile("&")
                .splitAsStream(url.getQuery())
                .map(pair -> pair.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
    }

    /** What a key approves. */
    public HttpResponse<String> approve(String key) {
        return decide(page(ask("laptop")), "approve", key);
    }

    public String code(String key) {
        return callback(approve(key)).getOrDefault("code", "");
    }

    public HttpResponse<String> exchange(String code, String verifier, int port) {
        return gateway.send(
                HttpRequest.newBuilder(gateway.uri(BASE + "exchange"))
                        .header("Content-Type", "application/json")
                        .header("X-CLI-Hostname", "laptop")
                        .POST(
                                BodyPublishers.ofString(
                                        """
                                        {"code": "%s", "code_verifier": "%s", "redirect_port": %d}"""
                                                .formatted(code, verifier, port))));
    }

    /** The key of a login that {@code approver} approved. */
    public String login(String approver) {
        var answer = exchange(code(approver), VERIFIER, PORT);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return TestGateway.json(answer).at("/key").asString();
    }

    public HttpResponse<String> get(String key, String path) {
        return gateway.send(request(key, path));
    }

    public HttpRequest.Builder request(String key, String path) {
        return HttpRequest.newBuilder(gateway.uri(BASE + path)).header("X-API-Key", key);
    }

    public HttpResponse<String> rotate(String key, String callbackKey) {
        return gateway.send(
                request(key, "listen_secret?callback_api_key_id=" + callbackKey)
                        .method("PATCH", BodyPublishers.noBody()));
    }

    public HttpResponse<String> listen(String key, String callbackKey) {
        return gateway.send(
                request(key, "listen_sessions")
                        .header("Content-Type", "application/json")
                        .POST(
                                BodyPublishers.ofString(
                                        "{\"callback_api_key_id\": \"%s\"}"
                                                .formatted(callbackKey))));
    }

    /** A session that began: {@code session_token}, {@code listen_secret}. */
    public JsonNode session(String key, String callbackKey) {
        var answer = listen(key, callbackKey);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return TestGateway.json(answer);
    }

    private static String token(JsonNode session) {
        return session.at("/session_token").asString();
    }

    public HttpResponse<String> poll(String key, JsonNode session, long lastId) {
        return gateway.send(
                request(key, "listen_events?last_id=" + lastId)
                        .header("X-Session-Token", token(session)));
    }

    public HttpResponse<String> acknowledge(String key, JsonNode session, String id) {
        return gateway.send(
                request(key, "listen_events/" + id + "/ack")
                        .header("X-Session-Token", token(session))
                        .POST(BodyPublishers.noBody()));
    }

    public HttpResponse<String> hangUp(String key, JsonNode session) {
        return gateway.send(request(key, "listen_sessions/" + token(session)).DELETE());
    }
}
