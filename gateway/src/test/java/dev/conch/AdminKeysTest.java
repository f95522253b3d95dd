package dev.conch;

import static dev.conch.testing.Admin.ok;
import static dev.conch.testing.TestGateway.MARBLE;
import static dev.conch.testing.TestGateway.TEXT_TO_VIDEO;
import static dev.conch.testing.TestGateway.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.conch.db.Dialect;
import dev.conch.testing.Admin;
import dev.conch.testing.SettableClock;
import dev.conch.testing.TestGateway;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Keys and projects: made, limited, rotated, revoked, and what each of it means for their users.
 */
@ParameterizedClass
@EnumSource(Dialect.class)
class AdminKeysTest {
    private static final String KEYS = "accounts/1/keys";

    @Parameter Dialect dialect;
    @TempDir Path folder;
    private TestGateway gateway;
    private Admin operator;

    @BeforeEach
    void start() {
        gateway = TestGateway.on(dialect, folder, 10_000).start();
        operator = Admin.operator(gateway);
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    private static void refused(HttpResponse<String> response, int status, String code) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(json(response).at("/error/code").asString()).isEqualTo(code);
    }

    private HttpResponse<String> create(String key, String body) {
        return gateway.send(
                gateway.request(TEXT_TO_VIDEO, key)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private int me(String key) {
        return gateway.send(gateway.request("/api/v1/me", key).GET()).statusCode();
    }

    private List<String> audit() {
        return ok(operator.get("audit?account=1"))
                .at("/entries")
                .valueStream()
                .map(entry -> entry.at("/action").asString())
                .toList();
    }

    @Test
    void a_new_key_is_shown_once_may_all_but_administer_and_is_in_the_audit_log() {
        var made = operator.key(1, "");

        assertThat(made.at("/key").asString()).matches("conch_[0-9A-Za-z]{49}");
        assertThat(me(made.at("/key").asString())).isEqualTo(200);
        assertThat(made.at("/scopes").toString())
                .isEqualTo("[\"video:create\",\"video:read\",\"chat\",\"files\",\"account:read\"]");
        var found = ok(operator.get(KEYS + "/" + made.at("/id").asString()));
        assertThat(found.at("/key").isMissingNode()).isTrue();
        assertThat(found.at("/masked").asString())
                .endsWith(made.at("/key").asString().substring(51));
        assertThat(found.at("/state").asString()).isEqualTo("active");
        assertThat(found.at("/last_used_at").asString()).isEqualTo("2026-11-22T12:00:00.000Z");
        assertThat(audit()).startsWith("key.create");
        assertThat(ok(operator.get(KEYS)).toString()).doesNotContain(made.at("/key").asString());
    }

    @Test
    void a_repeated_create_makes_one_key_and_cannot_show_it_again() {
        var first = ok(operator.postOnce(KEYS, "{\"name\": \"k\"}", "once"));
        var second = ok(operator.postOnce(KEYS, "{\"name\": \"k\"}", "once"));

        assertThat(second.at("/id")).isEqualTo(first.at("/id"));
        assertThat(second.at("/replayed").asBoolean()).isTrue();
        assertThat(second.at("/key").isNull()).isTrue();
        assertThat(second.at("/note").asString()).contains("shown when it was made");
        assertThat(ok(operator.get(KEYS)).at("/keys").size()).isEqualTo(2);
    }

    @Test
    void a_repeated_create_is_answered_even_when_its_expiry_is_over() {
        var body =
                "{\"name\": \"k\", \"expires_at\": \"%s\"}"
                        .formatted(SettableClock.NOON.plusSeconds(60));
        ok(operator.postOnce(KEYS, body, "once"));
        gateway.clock.advance(Duration.ofMinutes(2));

        assertThat(ok(operator.postOnce(KEYS, body, "once")).at("/state").asString())
                .isEqualTo("expired");
        refused(operator.post(KEYS, body), 422, "validation_failed");
    }

    @Test
    void a_wrong_key_is_refused_with_what_would_be_right() {
        var response =
                operator.post(
                        KEYS,
                        """
                        {"project_id": 99, "scopes": ["video"], "priority": "urgent",
                         "expires_at": "tomorrow", "limits": 5}""");

        refused(response, 422, "validation_failed");
        var errors = json(response).at("/errors");
        assertThat(errors.at("/project_id/0").asString()).contains("1 (default)");
        assertThat(errors.at("/name/0").asString()).isEqualTo("is required");
        assertThat(errors.at("/scopes/0").asString()).contains("video:create, video:read");
        assertThat(errors.at("/priority/0").asString())
                .isEqualTo("must be one of: low, normal, high");
        assertThat(errors.at("/expires_at/0").asString()).contains("2027-01-31T00:00:00Z");
        assertThat(errors.at("/limits/0").asString()).isEqualTo("must be an object");
        refused(operator.post("accounts/9/keys", "{\"name\": \"k\"}"), 404, "not_found");
    }

    @Test
    void a_revoked_key_opens_nothing_from_then_on_and_never_again() {
        var made = operator.key(1, "");
        var key = made.at("/key").asString();
        var path = KEYS + "/" + made.at("/id").asString();
        assertThat(me(key)).isEqualTo(200);

        var revoked = ok(operator.delete(path));

        assertThat(revoked.at("/state").asString()).isEqualTo("revoked");
        assertThat(me(key)).isEqualTo(401);
        assertThat(create(key, MARBLE).statusCode()).isEqualTo(401);
        gateway.clock.advance(Duration.ofHours(1));
        assertThat(ok(operator.post(path + "/revoke", "")).at("/revoked_at"))
                .isEqualTo(revoked.at("/revoked_at"));
        ok(operator.send("PATCH", path, "{\"name\": \"still revoked\"}"));
        assertThat(me(key)).isEqualTo(401);
        refused(operator.post(path + "/rotate", ""), 409, "request_conflict");
        assertThat(audit()).contains("key.revoke");
    }

    @Test
    void both_secrets_of_a_rotated_key_work_until_the_overlap_is_over_then_only_the_new_one() {
        var made = operator.key(1, "");
        var old = made.at("/key").asString();
        assertThat(me(old)).isEqualTo(200);

        var rotated =
                ok(
                        operator.post(
                                KEYS + "/" + made.at("/id").asString() + "/rotate",
                                "{\"overlap_hours\": 2}"));

        var fresh = rotated.at("/key").asString();
        assertThat(rotated.at("/id")).isEqualTo(made.at("/id"));
        assertThat(rotated.at("/former_secrets/0/works_until").asString())
                .isEqualTo("2026-11-22T14:00:00.000Z");
        assertThat(List.of(me(old), me(fresh))).containsExactly(200, 200);
        gateway.clock.advance(Duration.ofHours(2).minusMillis(1));
        assertThat(List.of(me(old), me(fresh))).containsExactly(200, 200);
        gateway.clock.advance(Duration.ofMillis(1));
        assertThat(List.of(me(old), me(fresh))).containsExactly(401, 200);
        assertThat(ok(operator.get(KEYS + "/" + made.at("/id").asString())).at("/former_secrets"))
                .isEmpty();
    }

    @Test
    void a_rotation_without_overlap_ends_the_old_secret_at_once() {
        var made = operator.key(1, "");
        var old = made.at("/key").asString();
        assertThat(me(old)).isEqualTo(200);

        ok(
                operator.post(
                        KEYS + "/" + made.at("/id").asString() + "/rotate",
                        "{\"overlap_hours\": 0}"));

        assertThat(me(old)).isEqualTo(401);
    }

    @Test
    void a_revoke_ends_all_secrets_of_a_rotated_key() {
        var made = operator.key(1, "");
        var path = KEYS + "/" + made.at("/id").asString();
        var fresh = ok(operator.post(path + "/rotate", "")).at("/key").asString();
        ok(operator.delete(path));

        assertThat(List.of(me(made.at("/key").asString()), me(fresh))).containsExactly(401, 401);
    }

    @Test
    void a_rotation_is_no_way_around_the_budget_of_a_key() {
        var made = operator.key(1, "");
        var id = made.at("/id").asString();
        ok(
                operator.send(
                        "PUT",
                        "accounts/1/budgets",
                        """
                        {"owner": "key:%s", "unit": "cents", "period": "total", "amount": 114}"""
                                .formatted(id)));
        assertThat(create(made.at("/key").asString(), MARBLE).statusCode()).isEqualTo(200);
        var fresh = ok(operator.post(KEYS + "/" + id + "/rotate", "")).at("/key").asString();

        assertThat(create(fresh, MARBLE).statusCode()).isEqualTo(200);
        refused(create(made.at("/key").asString(), MARBLE), 402, "budget_exceeded");
        refused(create(fresh, MARBLE), 402, "budget_exceeded");
    }

    @Test
    void a_repeated_rotation_rotates_once() {
        var made = operator.key(1, "");
        var path = KEYS + "/" + made.at("/id").asString() + "/rotate";
        var fresh = ok(operator.postOnce(path, "{}", "r")).at("/key").asString();

        var replay = ok(operator.postOnce(path, "{}", "r"));

        assertThat(replay.at("/replayed").asBoolean()).isTrue();
        assertThat(replay.at("/key").isNull()).isTrue();
        assertThat(me(fresh)).isEqualTo(200);
        assertThat(replay.at("/former_secrets").size()).isEqualTo(1);
    }

    @Test
    void an_expired_key_is_401_and_a_later_end_lets_it_in_again() {
        var made =
                operator.key(
                        1,
                        ", \"expires_at\": \"%s\"".formatted(SettableClock.NOON.plusSeconds(3600)));
        var key = made.at("/key").asString();
        assertThat(me(key)).isEqualTo(200);
        gateway.clock.advance(Duration.ofHours(1));
        assertThat(me(key)).isEqualTo(401);

        ok(
                operator.send(
                        "PATCH", KEYS + "/" + made.at("/id").asString(), "{\"expires_at\": null}"));

        assertThat(me(key)).isEqualTo(200);
    }

    @Test
    void a_key_does_only_what_its_scopes_say() {
        var reader = operator.key(1, ", \"scopes\": [\"video:read\"]").at("/key").asString();

        assertThat(gateway.send(gateway.request("/api/v1/tasks", reader).GET()).statusCode())
                .isEqualTo(200);
        refused(create(reader, MARBLE), 403, "forbidden");
        assertThat(me(reader)).isEqualTo(403);
        assertThat(new Admin(gateway, reader).get("accounts/1").statusCode()).isEqualTo(403);
    }

    @Test
    void a_change_of_scopes_takes_effect_at_once() {
        var made = operator.key(1, ", \"scopes\": [\"video:read\"]");
        var key = made.at("/key").asString();
        refused(create(key, MARBLE), 403, "forbidden");

        ok(
                operator.send(
                        "PATCH",
                        KEYS + "/" + made.at("/id").asString(),
                        "{\"scopes\": [\"video:create\"]}"));

        assertThat(create(key, MARBLE).statusCode()).isEqualTo(200);
    }

    @Test
    void models_and_callback_hosts_that_any_level_leaves_out_are_403() {
        var key =
                operator.key(
                                1,
                                """
                                , "limits": {"models": ["hailuo-02-text-to-video-pro"],
                                             "callback_hosts": ["*.example.com"]}""")
                        .at("/key")
                        .asString();
        var standard = MARBLE.replace("-pro", "-standard");

        assertThat(create(key, MARBLE).statusCode()).isEqualTo(200);
        refused(create(key, standard), 403, "forbidden");
        assertThat(create(key, withCallback("https://hooks.example.com/x")).statusCode())
                .isEqualTo(200);
        refused(create(key, withCallback("https://example.org/x")), 403, "forbidden");
        refused(create(key, withCallback("https://evilexample.com/x")), 403, "forbidden");

        ok(
                operator.send(
                        "PATCH",
                        "accounts/1/projects/1",
                        "{\"limits\": {\"models\": [\"hailuo-02-text-to-video-standard\"]}}"));
        refused(create(key, MARBLE), 403, "forbidden");
    }

    private static String withCallback(String url) {
        return MARBLE.replace("\"prompt\"", "\"callback_url\": \"%s\", \"prompt\"".formatted(url));
    }

    @Test
    void tasks_in_flight_are_limited_for_key_project_and_account_with_429_and_when_to_come_again() {
        gateway.provider.holdsBack();
        var key = operator.key(1, ", \"limits\": {\"tasks_in_flight\": 2}").at("/key").asString();
        assertThat(create(key, MARBLE).statusCode()).isEqualTo(200);
        assertThat(create(key, MARBLE).statusCode()).isEqualTo(200);

        var full = create(key, MARBLE);

        refused(full, 429, "too_many_tasks");
        assertThat(full.headers().firstValueAsLong("Retry-After")).hasValue(10);
        assertThat(gateway.post(TEXT_TO_VIDEO, MARBLE).statusCode()).isEqualTo(200);
        for (var path : List.of("accounts/1/projects/1", "accounts/1")) {
            ok(operator.send("PATCH", path, "{\"limits\": {\"tasks_in_flight\": 3}}"));
            refused(gateway.post(TEXT_TO_VIDEO, MARBLE), 429, "too_many_tasks");
            ok(operator.send("PATCH", path, "{\"limits\": {\"tasks_in_flight\": null}}"));
        }
        assertThat(gateway.post(TEXT_TO_VIDEO, MARBLE).statusCode()).isEqualTo(200);
    }

    @Test
    void projects_are_made_renamed_and_kept_apart_from_strangers() {
        var made = ok(operator.post("accounts/1/projects", "{\"name\": \"films\"}"));
        long id = made.at("/id").asLong();
        refused(
                operator.post("accounts/1/projects", "{\"name\": \"films\"}"),
                409,
                "request_conflict");
        refused(operator.post("accounts/1/projects", "{}"), 422, "validation_failed");
        refused(
                operator.send("PATCH", "accounts/1/projects/" + id, "{\"name\": \"default\"}"),
                409,
                "request_conflict");
        var renamed =
                ok(
                        operator.send(
                                "PATCH",
                                "accounts/1/projects/" + id,
                                "{\"name\": \"clips\", \"limits\": {\"storage_bytes\": 5}}"));
        assertThat(renamed.at("/name").asString()).isEqualTo("clips");
        assertThat(renamed.at("/limits/storage_bytes").asInt()).isEqualTo(5);
        assertThat(ok(operator.get("accounts/1/projects")).at("/projects").size()).isEqualTo(2);

        long stranger = ok(operator.post("accounts", "{\"name\": \"Eve\"}")).at("/id").asLong();
        var strangers = "accounts/" + stranger + "/projects/" + id;
        refused(operator.get(strangers), 404, "not_found");
        refused(operator.send("PATCH", strangers, "{\"name\": \"x\"}"), 404, "not_found");
        refused(
                operator.post("accounts/1/keys", "{\"name\": \"which project?\"}"),
                422,
                "validation_failed");
        var key =
                operator.post(
                        "accounts/1/keys", "{\"name\": \"k\", \"project_id\": %d}".formatted(id));
        assertThat(ok(key).at("/project_id").asLong()).isEqualTo(id);
        assertThat(audit()).contains("project.create", "project.update");
    }

    @Test
    void a_repeated_project_is_the_same_one() {
        var first = ok(operator.postOnce("accounts/1/projects", "{\"name\": \"films\"}", "p"));
        var second = ok(operator.postOnce("accounts/1/projects", "{\"name\": \"films\"}", "p"));

        assertThat(second.at("/id")).isEqualTo(first.at("/id"));
        assertThat(second.at("/replayed").asBoolean()).isTrue();
    }

    @Test
    void an_account_administrator_manages_its_own_keys_and_no_others() {
        var own = new Admin(gateway, TestGateway.KEY);
        long eve = ok(operator.post("accounts", "{\"name\": \"Eve\"}")).at("/id").asLong();
        var eves = operator.key(eve, "").at("/id").asString();

        var made = own.key(1, "");

        assertThat(me(made.at("/key").asString())).isEqualTo(200);
        assertThat(ok(own.get("audit")).at("/entries/0/actor").asString()).startsWith("token_");
        refused(own.get("accounts/%d/keys".formatted(eve)), 404, "not_found");
        refused(own.post("accounts/%d/keys".formatted(eve), "{}"), 404, "not_found");
        refused(own.get(KEYS + "/" + eves), 404, "not_found");
        refused(own.delete(KEYS + "/" + eves), 404, "not_found");
        refused(own.send("PATCH", KEYS + "/" + eves, "{}"), 404, "not_found");
        refused(own.post(KEYS + "/" + eves + "/rotate", "{}"), 404, "not_found");
        refused(own.get("audit?account=" + eve), 404, "not_found");
        ok(own.delete(KEYS + "/" + made.at("/id").asString()));
    }

    @Test
    void what_costs_the_operator_or_other_accounts_needs_an_operator() {
        var own = new Admin(gateway, TestGateway.KEY);
        refused(own.post(KEYS, "{\"name\": \"k\", \"priority\": \"high\"}"), 403, "forbidden");
        refused(
                own.send("PATCH", "accounts/1/projects/1", "{\"limits\": {\"storage_bytes\": 9}}"),
                403,
                "forbidden");
        var high = operator.key(1, ", \"priority\": \"high\"").at("/id").asString();

        assertThat(
                        ok(own.send("PATCH", KEYS + "/" + high, "{\"name\": \"fast\"}"))
                                .at("/priority")
                                .asString())
                .isEqualTo("high");
        var low = own.key(1, ", \"priority\": \"low\"").at("/id").asString();
        refused(own.send("PATCH", KEYS + "/" + low, "{\"priority\": \"high\"}"), 403, "forbidden");
    }
}
