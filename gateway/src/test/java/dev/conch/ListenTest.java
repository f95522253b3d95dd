package dev.conch;

import static dev.conch.testing.TestGateway.KEY;
import static dev.conch.testing.TestGateway.MARBLE;
import static dev.conch.testing.TestGateway.TEXT_TO_VIDEO;
import static dev.conch.testing.TestGateway.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.conch.db.Dialect;
import dev.conch.testing.Admin;
import dev.conch.testing.TestDatabases;
import dev.conch.testing.TestGateway;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import tools.jackson.databind.JsonNode;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** RunAPI's command line, played: it logs in through the browser and listens to callbacks. */
@ParameterizedClass
@EnumSource(Dialect.class)
class ListenTest {
    private static final String VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    private static final String CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
    private static final Pattern HIDDEN =
            Pattern.compile("<input type=\"hidden\" name=\"([a-z_]+)\" value=\"([^\"]*)\">");

    @Parameter Dialect dialect;
    @TempDir Path folder;
    private TestGateway gateway;

    @BeforeEach
    void open() {
        var settings = new HashMap<String, String>();
        settings.put("outbound.allow_private_networks", "true");
        if (dialect == Dialect.POSTGRESQL) {
            settings.put("db.url", TestDatabases.freshPostgres());
        }
        gateway = TestGateway.with(folder, 10_000, settings).start();
    }

    @AfterEach
    void close() {
        gateway.close();
    }

    private HttpResponse<String> page(String hostName, String method) {
        return gateway.send(
                HttpRequest.newBuilder(
                        gateway.uri(
                                "/cli/authorize?state=0123456789abcdef&redirect_port=54321"
                                        + "&display_code=amber-fox-lake-nine&code_challenge="
                                        + CHALLENGE
                                        + "&code_challenge_method="
                                        + method
                                        + "&hostname="
                                        + encoded(hostName))));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** Fills in the page's form and sends it, as a browser would. */
    private HttpResponse<String> decide(String page, String decision, String key) {
        var fields = new HashMap<String, String>();
        HIDDEN.matcher(page).results().forEach(f -> fields.put(f.group(1), f.group(2)));
        fields.put("decision", decision);
        fields.put("api_key", key);
        var form =
                fields.entrySet().stream()
                        .map(f -> f.getKey() + "=" + encoded(f.getValue()))
                        .collect(Collectors.joining("&"));
        return gateway.send(
                HttpRequest.newBuilder(gateway.uri("/cli/authorize"))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString(form)));
    }

    private static Map<String, String> redirect(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).isEqualTo(303);
        var url = URI.create(answer.headers().firstValue("Location").orElseThrow());
        assertThat(url.toString()).startsWith("http://127.0.0.1:54321/callback?");
        return Pattern.compile("&")
                .splitAsStream(url.getQuery())
                .map(pair -> pair.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
    }

    private String code() {
        var page = page("laptop", "S256").body();
        return redirect(decide(page, "approve", KEY)).getOrDefault("code", "");
    }

    private HttpResponse<String> exchange(String code, String verifier, int port) {
        return gateway.send(
                HttpRequest.newBuilder(gateway.uri("/api/v1/cli/exchange"))
                        .header("Content-Type", "application/json")
                        .header("X-CLI-Hostname", "laptop")
                        .POST(
                                HttpRequest.BodyPublishers.ofString(
                                        """
                                        {"code": "%s", "code_verifier": "%s", "redirect_port": %d}"""
                                                .formatted(code, verifier, port))));
    }

    private String login() {
        var answer = exchange(code(), VERIFIER, 54_321);
        assertThat(answer.statusCode()).isEqualTo(201);
        return json(answer).at("/key").asString();
    }

    private HttpRequest.Builder as(String key, String path) {
        return HttpRequest.newBuilder(gateway.uri(path)).header("X-API-Key", key);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        return gateway.send(request);
    }

    @Test
    void a_login_gives_a_key_that_works_and_does_not_administer() {
        var answer = exchange(code(), VERIFIER, 54_321);
        var key = json(answer).at("/key").asString();

        assertThat(json(answer).at("/token_type").asString()).isEqualTo("Bearer");
        assertThat(json(answer).at("/name").asString()).isEqualTo("CLI on laptop");
        assertThat(json(answer).at("/user/email").asString()).isEqualTo("owner@localhost");
        assertThat(send(as(key, "/api/v1/me")).statusCode()).isEqualTo(200);
        assertThat(send(as(key, "/api/admin/v1/accounts/1/keys")).statusCode()).isEqualTo(403);
    }

    @Test
    void a_code_is_good_once_for_who_asked_and_for_five_minutes() {
        var code = code();
        assertThat(exchange(code, VERIFIER.replace('d', 'e'), 54_321).statusCode()).isEqualTo(400);
        assertThat(exchange(code, VERIFIER, 54_322).statusCode()).isEqualTo(400);
        assertThat(exchange(code, VERIFIER, 54_321).statusCode()).isEqualTo(201);
        var again = exchange(code, VERIFIER, 54_321);
        assertThat(again.statusCode()).isEqualTo(400);
        assertThat(json(again).at("/error").isString()).isTrue();

        var late = code();
        gateway.clock.advance(Duration.ofMinutes(5));
        assertThat(exchange(late, VERIFIER, 54_321).statusCode()).isEqualTo(400);
    }

    @Test
    void of_racing_exchanges_one_gets_a_key() throws Exception {
        var code = code();
        Callable<Integer> race = () -> exchange(code, VERIFIER, 54_321).statusCode();
        try (var racers = Executors.newVirtualThreadPerTaskExecutor()) {
            var statuses = racers.invokeAll(java.util.Collections.nCopies(8, race));

            assertThat(statuses.stream().filter(s -> s.resultNow() == 201)).hasSize(1);
        }
    }

    @Test
    void a_denial_and_a_wrong_key_give_nothing_away() {
        var page = page("laptop", "S256").body();
        var denied = redirect(decide(page, "deny", ""));
        var wrong = decide(page, "approve", "conch_nobody_has_this_key");

        assertThat(denied)
                .containsEntry("error", "access_denied")
                .containsEntry("state", "0123456789abcdef");
        assertThat(wrong.statusCode()).isEqualTo(403);
        assertThat(wrong.body()).contains("not an API key").doesNotContain("nobody_has");
    }

    @Test
    void hostile_words_are_shown_as_words_and_a_broken_address_is_never_followed() {
        var hostile = page("<script>alert(1)</script>\"'", "S256");
        var plain = page("laptop", "plain");

        assertThat(hostile.body()).contains("&lt;script&gt;").doesNotContain("<script>");
        assertThat(hostile.headers().firstValue("Content-Security-Policy").orElseThrow())
                .startsWith("default-src 'none'");
        assertThat(plain.statusCode()).isEqualTo(400);
        assertThat(plain.body()).contains("S256").doesNotContain("<form");
    }

    @Test
    void a_listener_hears_the_signed_callback_of_a_task_and_acknowledges_it() throws Exception {
        var key = login();
        var callbackKey = json(send(as(key, "/api/v1/cli/keys"))).at("/api_keys/0");
        var session = session(key, callbackKey.at("/id").asString());
        var id = json(gateway.post(TEXT_TO_VIDEO, withCallback())).at("/id").asString();
        var task = gateway.awaitStatus(id, "completed");

        var event = events(key, session, 0).at("/events/0");
        assertThat(callbackKey.at("/enabled").asBoolean()).isTrue();
        assertThat(event.at("/signed_body").asString()).isEqualTo(task.toString());
        assertThat(event.at("/headers/webhook-signature").asString())
                .isEqualTo(signature(event, session.at("/listen_secret").asString()));

        var ack = "/api/v1/cli/listen_events/" + event.at("/id").asLong() + "/ack";
        assertThat(send(heard(key, session, ack).POST(nothing())).statusCode()).isEqualTo(204);
        gateway.clock.advance(Duration.ofSeconds(2));
        assertThat(events(key, session, 0).at("/events")).isEmpty();
    }

    private static HttpRequest.BodyPublisher nothing() {
        return HttpRequest.BodyPublishers.noBody();
    }

    private static String withCallback() {
        return MARBLE.replace("}", ", \"callback_url\": \"http://127.0.0.1:9/hook\"}");
    }

    private JsonNode session(String key, String callbackKey) {
        var answer = open(key, callbackKey);
        assertThat(answer.statusCode()).isEqualTo(201);
        return json(answer);
    }

    private HttpResponse<String> open(String key, String callbackKey) {
        return send(
                as(key, "/api/v1/cli/listen_sessions")
                        .header("Content-Type", "application/json")
                        .POST(
                                HttpRequest.BodyPublishers.ofString(
                                        "{\"callback_api_key_id\": \"%s\"}"
                                                .formatted(callbackKey))));
    }

    private HttpRequest.Builder heard(String key, JsonNode session, String path) {
        return as(key, path).header("X-Session-Token", session.at("/session_token").asString());
    }

    private HttpResponse<String> poll(String key, JsonNode session, long lastId) {
        return send(heard(key, session, "/api/v1/cli/listen_events?last_id=" + lastId));
    }

    private JsonNode events(String key, JsonNode session, long lastId) {
        return json(poll(key, session, lastId));
    }

    private static String signature(JsonNode event, String secret) throws Exception {
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(
                new SecretKeySpec(
                        Base64.getDecoder().decode(secret.substring("whsec_".length())),
                        "HmacSHA256"));
        var signed =
                event.at("/headers/webhook-id").asString()
                        + "."
                        + event.at("/headers/webhook-timestamp").asString()
                        + "."
                        + event.at("/signed_body").asString();
        return "v1,"
                + Base64.getEncoder()
                        .encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void what_cannot_be_listened_to_says_so_with_the_clients_own_codes() {
        var key = login();
        var mine = json(send(as(key, "/api/v1/cli/keys"))).at("/api_keys/0/id").asString();
        var imported = send(as(KEY, "/api/v1/cli/keys"));
        var unknown = open(key, "token_nobody");
        var session = session(key, mine);
        assertThat(events(key, session, 0).at("/events")).isEmpty();
        var hasty = poll(key, session, 0);
        gateway.clock.advance(Duration.ofMinutes(10));
        var over = poll(key, session, 0);

        assertThat(imported.statusCode()).isEqualTo(403);
        assertThat(json(imported).at("/code").asString()).isEqualTo("cli_listen_required");
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(json(unknown).at("/code").asString()).isEqualTo("not_found");
        assertThat(hasty.statusCode()).isEqualTo(429);
        assertThat(json(hasty).at("/code").asString()).isEqualTo("too_many_listener_polls");
        assertThat(hasty.headers().firstValue("Retry-After")).contains("1");
        assertThat(over.statusCode()).isEqualTo(404);
    }

    @Test
    void a_revoked_key_is_410_and_a_rotated_secret_ends_its_sessions() {
        var key = login();
        var mine = json(send(as(key, "/api/v1/cli/keys"))).at("/api_keys/0/id").asString();
        var path = "/api/v1/cli/listen_secret?callback_api_key_id=" + mine;
        var before = json(send(as(key, path))).at("/listen_secret").asString();
        var session = session(key, mine);
        var after = json(send(as(key, path).method("PATCH", nothing())));

        assertThat(after.at("/listen_secret").asString()).isNotEqualTo(before);
        assertThat(after.at("/callback_api_key/id").asString()).isEqualTo(mine);
        assertThat(poll(key, session, 0).statusCode()).isEqualTo(404);

        var made = Admin.operator(gateway).key(1, "");
        var other = session(key, made.at("/id").asString());
        Admin.operator(gateway)
                .post("accounts/1/keys/" + made.at("/id").asString() + "/revoke", "");
        assertThat(poll(key, other, 0).statusCode()).isEqualTo(410);
    }

    @Test
    void a_challenge_of_the_standards_own_example_matches() throws Exception {
        var hash =
                MessageDigest.getInstance("SHA-256")
                        .digest(VERIFIER.getBytes(StandardCharsets.US_ASCII));

        assertThat(Base64.getUrlEncoder().withoutPadding().encodeToString(hash))
                .isEqualTo(CHALLENGE);
    }
}
