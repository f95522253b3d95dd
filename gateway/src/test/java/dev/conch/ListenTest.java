package dev.conch;

import static dev.conch.testing.TestGateway.KEY;
import static dev.conch.testing.TestGateway.MARBLE;
import static dev.conch.testing.TestGateway.TEXT_TO_VIDEO;
import static dev.conch.testing.TestGateway.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.conch.db.Dialect;
import dev.conch.testing.Admin;
import dev.conch.testing.CommandLine;
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

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Set;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A command line that has logged in listens to callbacks. */
@ParameterizedClass
@EnumSource(Dialect.class)
class ListenTest {
    private static final Duration PAST_A_PAUSE = Duration.ofSeconds(2);

    @Parameter Dialect dialect;
    @TempDir Path folder;
    private TestGateway gateway;
    private CommandLine cli;
    private Admin operator;
    private String login = "";
    private String callbackKey = "";

    @BeforeEach
    void open() {
        var settings = new HashMap<String, String>();
        settings.put("outbound.allow_private_networks", "true");
        if (dialect == Dialect.POSTGRESQL) {
            settings.put("db.url", TestDatabases.freshPostgres());
        }
        gateway = TestGateway.with(folder, 10_000, settings).start();
        cli = new CommandLine(gateway);
        operator = Admin.operator(gateway);
        login = cli.login(KEY);
        callbackKey = json(cli.get(login, "keys")).at("/api_keys/0/id").asString();
    }

    @AfterEach
    void close() {
        gateway.close();
    }

    private static void refused(HttpResponse<String> answer, int status, String code) {
        var body = json(answer);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(body.at("/error").isString()).as(answer.body()).isTrue();
        assertThat(body.at("/code").asString()).isEqualTo(code);
        assertThat(Set.copyOf(body.propertyNames())).isEqualTo(Set.of("error", "code"));
    }

    /** The id of a task that came to its end. */
    private String finishedTask() {
        var order = MARBLE.replace("}", ", \"callback_url\": \"http://127.0.0.1:9/in\"}");
        var id = json(gateway.post(TEXT_TO_VIDEO, order)).at("/id").asString();
        gateway.awaitStatus(id, "completed");
        return id;
    }

    private JsonNode events(JsonNode session, long lastId) {
        var answer = cli.poll(login, session, lastId);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return json(answer).at("/events");
    }

    private static String signature(JsonNode event, String secret) throws Exception {
        var key = Base64.getDecoder().decode(secret.substring("whsec_".length()));
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        var signed =
                String.join(
                        ".",
                        event.at("/headers/webhook-id").asString(),
                        event.at("/headers/webhook-timestamp").asString(),
                        event.at("/signed_body").asString());
        var hash = mac.doFinal(signed.getBytes(StandardCharsets.UTF_8));
        return "v1," + Base64.getEncoder().encodeToString(hash);
    }

    @Test
    void a_listener_hears_the_signed_callback_of_a_task_and_acknowledges_it() throws Exception {
        var session = cli.session(login, callbackKey);
        var id = finishedTask();

        var event = events(session, 0).get(0);
        var delivery =
                Admin.ok(operator.get("accounts/1/webhook_deliveries?task_id=" + id))
                        .at("/webhook_deliveries/0");
        assertThat(event.at("/signed_body").asString()).isEqualTo(gateway.task(id).toString());
        assertThat(event.at("/headers/webhook-signature").asString())
                .isEqualTo(signature(event, session.at("/listen_secret").asString()));
        assertThat(event.at("/headers/webhook-id").asString())
                .isEqualTo(delivery.at("/id").asString());

        var number = event.at("/id").asString();
        assertThat(events(session, 0)).as("not acknowledged").hasSize(1);
        assertThat(cli.acknowledge(login, session, number).statusCode()).isEqualTo(204);
        assertThat(cli.acknowledge(login, session, number).statusCode()).isEqualTo(204);
        assertThat(events(session, 0)).isEmpty();
    }

    @Test
    void keys_are_listed_masked_and_told_apart() {
        var ended = operator.key(1, "").at("/id").asString();
        operator.post("accounts/1/keys/" + ended + "/revoke", "");

        var keys = json(cli.get(login, "keys")).at("/api_keys");
        assertThat(keys).hasSize(3);
        assertThat(keys.get(0).at("/id").asString()).startsWith("token_");
        assertThat(keys.get(0).at("/masked_token").asString()).contains("••••••••");
        assertThat(keys.get(0).at("/enabled").asBoolean()).isTrue();
        for (var key : keys) {
            boolean alive = !key.at("/id").asString().equals(ended);
            assertThat(key.at("/enabled").asBoolean()).isEqualTo(alive);
        }
    }

    @Test
    void every_listener_of_a_key_hears_all_its_callbacks_and_no_others() {
        var first = cli.session(login, callbackKey);
        var second = cli.session(login, callbackKey);
        var stranger = cli.session(login, operator.key(1, "").at("/id").asString());
        finishedTask();
        gateway.awaitStatus(gateway.createMarble(), "completed"); // nobody wanted to be called

        var heard = events(first, 0);
        assertThat(heard).hasSize(1);
        cli.acknowledge(login, first, heard.get(0).at("/id").asString());
        assertThat(events(second, 0).get(0).at("/signed_body"))
                .isEqualTo(heard.get(0).at("/signed_body"));
        assertThat(events(stranger, 0)).isEmpty();
    }

    @Test
    void only_keys_of_a_login_listen() {
        var reader = operator.key(1, ", \"scopes\": [\"video:create\"]").at("/key").asString();

        refused(cli.get(KEY, "keys"), 403, "cli_listen_required");
        refused(cli.get(reader, "keys"), 403, "cli_listen_required");
        refused(cli.get("conch_nobody", "keys"), 401, "unauthorized");
    }

    @Test
    void a_login_that_may_not_read_videos_hears_none() {
        var approver = operator.key(1, ", \"scopes\": [\"account:read\"]");
        var narrow = cli.login(approver.at("/key").asString());

        assertThat(cli.get(narrow, "keys").statusCode()).isEqualTo(200);
        refused(cli.listen(narrow, callbackKey), 403, "forbidden");
    }

    @Test
    void what_is_not_there_is_404_and_what_is_not_a_number_400() {
        var session = cli.session(login, callbackKey);

        refused(cli.listen(login, "token_nobody"), 404, "not_found");
        refused(cli.get(login, "listen_secret?callback_api_key_id=x"), 404, "not_found");
        refused(cli.get(login, "listen_secret"), 400, "malformed_request");
        refused(cli.acknowledge(login, session, "7"), 404, "not_found");
        refused(cli.acknowledge(login, session, "seven"), 400, "malformed_request");
        refused(cli.get(login, "listen_events"), 404, "not_found");
        refused(cli.get(login, "nothing_here"), 404, "not_found");
        refused(cli.get(login, "exchange"), 405, "method_not_allowed");
        refused(
                gateway.send(
                        HttpRequest.newBuilder(gateway.uri("/api/v1/cli/exchange"))
                                .header("Content-Type", "application/json")
                                .POST(BodyPublishers.ofString("{"))),
                400,
                "malformed_request");
    }

    @Test
    void polls_right_after_an_empty_answer_wait() {
        var session = cli.session(login, callbackKey);
        events(session, 0);
        var hasty = cli.poll(login, session, 0);
        gateway.clock.advance(PAST_A_PAUSE);

        refused(hasty, 429, "too_many_listener_polls");
        assertThat(hasty.headers().firstValue("Retry-After")).contains("1");
        assertThat(events(session, 0)).isEmpty();
    }

    @Test
    void a_session_lives_on_by_polls_and_ends_after_ten_minutes_of_silence() {
        var session = cli.session(login, callbackKey);
        gateway.clock.advance(Duration.ofMinutes(9));
        events(session, 0);
        gateway.clock.advance(Duration.ofMinutes(9));
        events(session, 0);
        gateway.clock.advance(Duration.ofMinutes(10));

        refused(cli.poll(login, session, 0), 404, "not_found");
        refused(cli.acknowledge(login, session, "1"), 404, "not_found");
    }

    @Test
    void what_a_silent_session_did_not_hear_comes_to_the_next_one() {
        var asleep = cli.session(login, callbackKey);
        finishedTask();
        gateway.clock.advance(Duration.ofMinutes(10));
        refused(cli.poll(login, asleep, 0), 404, "not_found");

        assertThat(events(cli.session(login, callbackKey), 0)).hasSize(1);
    }

    @Test
    void who_hangs_up_hears_no_more() {
        var session = cli.session(login, callbackKey);
        assertThat(cli.hangUp(login, session).statusCode()).isEqualTo(204);

        refused(cli.poll(login, session, 0), 404, "not_found");
    }

    @Test
    void a_rotated_secret_ends_the_sessions_whoever_rotated_it() {
        var known = cli.session(login, callbackKey);
        var after = json(cli.rotate(login, callbackKey));
        var again = cli.session(login, callbackKey);
        Admin.ok(operator.post("accounts/1/keys/" + callbackKey + "/callback_secret/rotate", "{}"));

        assertThat(after.at("/callback_api_key/id").asString()).isEqualTo(callbackKey);
        assertThat(after.at("/listen_secret")).isNotEqualTo(known.at("/listen_secret"));
        assertThat(after.at("/listen_secret")).isEqualTo(again.at("/listen_secret"));
        refused(cli.poll(login, known, 0), 404, "not_found");
        refused(cli.poll(login, again, 0), 404, "not_found");
    }

    @Test
    void a_revoked_key_is_410_everywhere() {
        var made = operator.key(1, "").at("/id").asString();
        var session = cli.session(login, made);
        operator.post("accounts/1/keys/" + made + "/revoke", "");

        refused(cli.poll(login, session, 0), 410, "callback_api_key_unusable");
        refused(cli.acknowledge(login, session, "1"), 410, "callback_api_key_unusable");
        refused(cli.listen(login, made), 410, "callback_api_key_unusable");
        refused(cli.rotate(login, made), 410, "callback_api_key_unusable");
    }
}
