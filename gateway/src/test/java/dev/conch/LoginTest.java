package dev.conch;

import static dev.conch.testing.CommandLine.PORT;
import static dev.conch.testing.CommandLine.VERIFIER;
import static dev.conch.testing.CommandLine.ask;
import static dev.conch.testing.CommandLine.callback;
import static dev.conch.testing.TestGateway.KEY;
import static dev.conch.testing.TestGateway.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.conch.db.Dialect;
import dev.conch.testing.Admin;
import dev.conch.testing.CommandLine;
import dev.conch.testing.TestGateway;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import tools.jackson.databind.JsonNode;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;

/** A command line logs in through the page in the browser. */
@ParameterizedClass
@EnumSource(Dialect.class)
class LoginTest {
    @Parameter Dialect dialect;
    @TempDir Path folder;
    private TestGateway gateway;
    private CommandLine cli;
    private Admin operator;

    @BeforeEach
    void open() {
        gateway = TestGateway.on(dialect, folder, 10_000).start();
        cli = new CommandLine(gateway);
        operator = Admin.operator(gateway);
    }

    @AfterEach
    void close() {
        gateway.close();
    }

    private JsonNode keyNamed(String name) {
        for (var key : Admin.ok(operator.get("accounts/1/keys")).at("/keys")) {
            if (key.at("/name").asString().equals(name)) {
                return key;
            }
        }
        throw new AssertionError("no key is named " + name);
    }

    @Test
    void a_login_gives_a_key_that_works_and_does_not_administer() {
        var answer = cli.exchange(cli.code(KEY), VERIFIER, PORT);
        var key = json(answer).at("/key").asString();

        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(json(answer).at("/token_type").asString()).isEqualTo("Bearer");
        assertThat(json(answer).at("/name").asString()).isEqualTo("CLI on laptop");
        assertThat(json(answer).at("/user/email").asString()).isEqualTo("owner@localhost");
        assertThat(gateway.send(gateway.request("/api/v1/me", key)).statusCode()).isEqualTo(200);
        assertThat(new Admin(gateway, key).get("accounts/1/keys").statusCode()).isEqualTo(403);
    }

    @Test
    void a_code_is_good_once_for_who_asked_and_for_five_minutes() {
        var code = cli.code(KEY);
        var late = cli.code(KEY);
        var wrongVerifier = cli.exchange(code, VERIFIER.replace('d', 'e'), PORT);
        var wrongPort = cli.exchange(code, VERIFIER, PORT + 1);
        var first = cli.exchange(code, VERIFIER, PORT);
        var second = cli.exchange(code, VERIFIER, PORT);
        gateway.clock.advance(Duration.ofMinutes(5));

        assertThat(first.statusCode()).isEqualTo(201);
        refused(wrongVerifier);
        refused(wrongPort);
        refused(second);
        refused(cli.exchange(late, VERIFIER, PORT));
        refused(cli.exchange("", "", 0));
    }

    private static void refused(HttpResponse<String> exchange) {
        assertThat(exchange.statusCode()).isEqualTo(400);
        assertThat(json(exchange).at("/error").asString()).contains("start the login again");
    }

    @Test
    void of_racing_exchanges_one_gets_a_key() throws Exception {
        var code = cli.code(KEY);
        Callable<Integer> race = () -> cli.exchange(code, VERIFIER, PORT).statusCode();
        try (var racers = Executors.newVirtualThreadPerTaskExecutor()) {
            var statuses = racers.invokeAll(Collections.nCopies(8, race));

            assertThat(statuses.stream().filter(s -> s.resultNow() == 201)).hasSize(1);
        }
    }

    @Test
    void a_denial_and_a_wrong_key_give_nothing_away() {
        var page = cli.page(ask("laptop"));
        var denied = callback(cli.decide(page, "deny", ""));
        var wrong = cli.decide(page, "approve", "conch_nobody_has_this_key");

        assertThat(denied)
                .containsEntry("error", "access_denied")
                .containsEntry("state", "0123456789abcdef")
                .containsKey("error_description")
                .doesNotContainKey("code");
        assertThat(wrong.statusCode()).isEqualTo(403);
        assertThat(wrong.body()).contains("not an API key").doesNotContain("nobody_has");
        assertThat(cli.decide(wrong, "approve", KEY).statusCode()).isEqualTo(303);
    }

    @Test
    void hostile_words_are_shown_as_words() {
        var hostile = cli.page(ask("<script>alert(1)</script>\"'\u202Egnp.exe"));

        assertThat(hostile.body())
                .contains("&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;\uFFFDgnp.exe")
                .doesNotContain("<script");
        assertThat(hostile.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(hostile.headers().firstValue("Content-Security-Policy").orElseThrow())
                .startsWith("default-src 'none'; style-src 'sha256-")
                .contains("form-action 'self' http://127.0.0.1:54321;", "frame-ancestors 'none'")
                .doesNotContain("unsafe");
    }

    @Test
    void a_broken_address_is_explained_and_never_followed() {
        var broken =
                Map.of(
                        "state", "<>",
                        "code_challenge", "short",
                        "code_challenge_method", "plain",
                        "redirect_port", "80",
                        "display_code", "");
        broken.forEach(
                (name, value) -> {
                    var asked = ask("laptop");
                    asked.put(name, value);
                    var posted = ask("laptop");
                    posted.put(name, value);
                    posted.put("decision", "deny");

                    for (var answer : new HttpResponse<?>[] {cli.page(asked), cli.submit(posted)}) {
                        assertThat(answer.statusCode()).as(name).isEqualTo(400);
                        assertThat(answer.headers().firstValue("Location")).as(name).isEmpty();
                        assertThat(answer.body().toString())
                                .as(name)
                                .contains("cannot go on")
                                .doesNotContain("<form");
                    }
                });
    }

    @Test
    void the_enter_key_presses_approve() {
        var page = cli.page(ask("laptop")).body();

        assertThat(page.indexOf("value=\"approve\"")).isBetween(1, page.indexOf("value=\"deny\""));
    }

    @Test
    void a_login_may_do_no_more_than_its_approver() {
        var approver =
                operator.key(
                        1,
                        """
                        , "scopes": ["account:read", "video:read", "admin"], "priority": "low",
                        "limits": {"models": ["hailuo-02-text-to-video-pro"], "callback_hosts": ["a.example"]},
                        "expires_at": "2026-11-23T12:00:00Z\"""");
        cli.login(approver.at("/key").asString());
        var made = keyNamed("CLI on laptop");

        assertThat(made.at("/scopes").toString()).contains("video:read").doesNotContain("admin");
        assertThat(made.at("/scopes")).hasSize(2);
        assertThat(made.at("/limits/models/0").asString()).isEqualTo("hailuo-02-text-to-video-pro");
        assertThat(made.at("/limits/callback_hosts/0").asString()).isEqualTo("a.example");
        assertThat(made.at("/priority").asString()).isEqualTo("low");
        assertThat(made.at("/expires_at").asString()).startsWith("2026-11-23T12:00:00");
    }

    @Test
    void a_key_that_is_counted_a_login_and_one_without_account_read_approve_nothing() {
        var limited = operator.key(1, ", \"limits\": {\"tasks_in_flight\": 1}");
        var narrow = operator.key(1, ", \"scopes\": [\"video:create\"]");
        var spender = operator.key(1, "");
        Admin.ok(
                operator.send(
                        "PUT",
                        "accounts/1/budgets",
                        """
                        {"owner": "key:%s", "unit": "cents", "period": "total", "amount": 5}"""
                                .formatted(spender.at("/id").asString())));

        assertThat(refusal(limited.at("/key").asString())).contains("of its own");
        assertThat(refusal(spender.at("/key").asString())).contains("of its own");
        assertThat(refusal(narrow.at("/key").asString())).contains("may not read its account");
        assertThat(refusal(cli.login(KEY))).contains("came of a login");
    }

    private String refusal(String key) {
        var answer = cli.approve(key);
        assertThat(answer.statusCode()).isEqualTo(403);
        return answer.body();
    }

    @Test
    void a_code_of_a_key_that_was_revoked_meanwhile_is_worth_nothing() {
        var approver = operator.key(1, "");
        var code = cli.code(approver.at("/key").asString());
        operator.post("accounts/1/keys/" + approver.at("/id").asString() + "/revoke", "");

        refused(cli.exchange(code, VERIFIER, PORT));
    }
}
