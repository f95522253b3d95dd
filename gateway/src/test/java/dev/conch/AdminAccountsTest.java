package dev.conch;

import static dev.conch.testing.Admin.ok;
import static dev.conch.testing.TestGateway.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.conch.db.Dialect;
import dev.conch.testing.Admin;
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
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;

/** Accounts, their money and who may see them, on both databases. */
@ParameterizedClass
@EnumSource(Dialect.class)
class AdminAccountsTest {
    private static final String ADA = "{\"name\": \"Ada\", \"email\": \"ada@example.com\"}";

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

    private long createAda() {
        return ok(operator.post("accounts", ADA)).at("/id").asLong();
    }

    private static void refused(HttpResponse<String> response, int status, String code) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(json(response).at("/error/code").asString()).isEqualTo(code);
    }

    private List<String> audit(long account) {
        return ok(operator.get("audit?account=" + account))
                .at("/entries")
                .valueStream()
                .map(entry -> entry.at("/action").asString())
                .toList();
    }

    @Test
    void a_new_account_has_nothing_a_project_and_a_line_in_the_audit_log() {
        var account = ok(operator.post("accounts", ADA));

        long id = account.at("/id").asLong();
        assertThat(account.at("/name").asString()).isEqualTo("Ada");
        assertThat(account.at("/email").asString()).isEqualTo("ada@example.com");
        assertThat(account.at("/balance/balance_cents").asInt()).isZero();
        assertThat(account.at("/limits/tasks_in_flight").isNull()).isTrue();
        assertThat(ok(operator.get("accounts/" + id))).isEqualTo(account);
        assertThat(
                        ok(operator.get("accounts/" + id + "/projects"))
                                .at("/projects/0/name")
                                .asString())
                .isEqualTo("default");
        var line = ok(operator.get("audit?account=" + id)).at("/entries/0");
        assertThat(line.at("/action").asString()).isEqualTo("account.create");
        assertThat(line.at("/actor").asString()).startsWith("admin_");
        assertThat(line.at("/details/name").asString()).isEqualTo("Ada");
    }

    @Test
    void a_wrong_body_is_told_everything_that_is_wrong_and_makes_nothing() {
        var response =
                operator.post(
                        "accounts",
                        """
                        {"nam": "Ada", "email": "ada", "limits": {"tasks_in_flite": 1,
                         "requests_per_minute": 0, "models": ["hailuo-3"], "storage_bytes": 1}}""");

        refused(response, 422, "validation_failed");
        var errors = json(response).at("/errors");
        assertThat(errors.at("/name/0").asString()).isEqualTo("is required");
        assertThat(errors.at("/nam/0").asString()).isEqualTo("is unknown; did you mean name?");
        assertThat(errors.at("/email/0").asString()).contains("ada@example.com");
        assertThat(errors.at("/limits.tasks_in_flite/0").asString())
                .contains("did you mean tasks_in_flight?");
        assertThat(errors.at("/limits.requests_per_minute/0").asString())
                .isEqualTo("must be an integer between 1 and 1000000");
        assertThat(errors.at("/limits.models/0").asString())
                .contains("hailuo-02-text-to-video-pro");
        assertThat(errors.at("/limits.storage_bytes/0").asString()).contains("projects only");
        assertThat(ok(operator.get("accounts")).at("/accounts").size()).isEqualTo(1);
    }

    @Test
    void accounts_are_listed_page_by_page_each_once() {
        for (int i = 0; i < 5; i++) {
            createAda();
        }
        var seen = new ArrayList<Long>();
        var cursor = "";
        do {
            var page = ok(operator.get("accounts?limit=2" + cursor));
            page.at("/accounts").forEach(account -> seen.add(account.at("/id").asLong()));
            cursor =
                    page.at("/has_more").asBoolean()
                            ? "&cursor=" + page.at("/next_cursor").asString()
                            : "";
        } while (!cursor.isEmpty());

        assertThat(seen).hasSize(6).isSorted().doesNotHaveDuplicates();
        refused(operator.get("accounts?limit=0"), 400, "malformed_request");
        refused(operator.get("accounts?cursor=x"), 400, "malformed_request");
    }

    @Test
    void a_patch_changes_what_it_names_and_nothing_else() {
        long ada = createAda();
        ok(
                operator.send(
                        "PATCH",
                        "accounts/" + ada,
                        """
                        {"limits": {"tasks_in_flight": 3, "callback_hosts": ["*.example.com"]}}"""));
        var changed =
                ok(
                        operator.send(
                                "PATCH",
                                "accounts/" + ada,
                                """
                                {"name": "Ada L.", "limits": {"callback_hosts": null}}"""));

        assertThat(changed.at("/name").asString()).isEqualTo("Ada L.");
        assertThat(changed.at("/email").asString()).isEqualTo("ada@example.com");
        assertThat(changed.at("/limits/tasks_in_flight").asInt()).isEqualTo(3);
        assertThat(changed.at("/limits/callback_hosts").isNull()).isTrue();
        assertThat(audit(ada))
                .containsExactly("account.update", "account.update", "account.create");
        refused(operator.send("PATCH", "accounts/999", "{}"), 404, "not_found");
        refused(operator.send("PATCH", "accounts/x", "{}"), 400, "invalid_resource_id");
    }

    @Test
    void the_keys_of_a_disabled_account_open_nothing_until_it_is_enabled() {
        ok(operator.send("PATCH", "accounts/1", "{\"disabled\": true}"));
        assertThat(gateway.get("/api/v1/me").statusCode()).isEqualTo(401);
        assertThat(gateway.post(TestGateway.TEXT_TO_VIDEO, TestGateway.MARBLE).statusCode())
                .isEqualTo(401);
        ok(operator.send("PATCH", "accounts/1", "{\"disabled\": false}"));

        assertThat(gateway.get("/api/v1/me").statusCode()).isEqualTo(200);
    }

    @Test
    void paid_money_presents_and_corrections_make_the_balance() {
        long ada = createAda();
        var paid = top(ada, "{\"amount_cents\": 5000, \"reason\": \"invoice 17\"}");
        var bonus = top(ada, "{\"amount_cents\": 100, \"kind\": \"bonus\", \"reason\": \"hello\"}");
        var adjusted =
                ok(
                        operator.post(
                                "accounts/" + ada + "/adjustments",
                                "{\"amount_cents\": -57, \"reason\": \"double charge\"}"));

        assertThat(paid.at("/kind").asString()).isEqualTo("top_up");
        assertThat(bonus.at("/fund").asString()).isEqualTo("bonus");
        assertThat(adjusted.at("/amount_cents").asInt()).isEqualTo(-57);
        var balance = ok(operator.get("accounts/" + ada)).at("/balance");
        assertThat(balance.at("/balance_cents").asInt()).isEqualTo(5_043);
        assertThat(balance.at("/paid_balance_cents").asInt()).isEqualTo(4_943);
        assertThat(balance.at("/bonus_balance_cents").asInt()).isEqualTo(100);
        assertThat(audit(ada)).startsWith("account.adjust", "account.top_up", "account.top_up");
        assertThat(gateway.metric("conch_ledger_imbalance_microcents")).isZero();
    }

    private JsonNode top(long account, String body) {
        return ok(operator.post("accounts/" + account + "/top_ups", body));
    }

    @Test
    void money_without_a_reason_or_amount_or_account_is_refused_and_moves_nothing() {
        long ada = createAda();
        var topUps = "accounts/" + ada + "/top_ups";
        refused(operator.post(topUps, "{\"amount_cents\": 5}"), 422, "validation_failed");
        refused(operator.post(topUps, "{\"reason\": \"x\"}"), 422, "validation_failed");
        for (var amount : List.of("0", "-5", "1.5", "\"5\"", "1e30", "1000000001")) {
            refused(
                    operator.post(topUps, "{\"reason\": \"x\", \"amount_cents\": " + amount + "}"),
                    422,
                    "validation_failed");
        }
        refused(
                operator.post("accounts/999/top_ups", "{\"reason\": \"x\", \"amount_cents\": 5}"),
                404,
                "not_found");
        refused(
                operator.post(
                        "accounts/" + ada + "/adjustments",
                        "{\"reason\": \"x\", \"amount_cents\": -1}"),
                409,
                "request_conflict");

        assertThat(ok(operator.get("accounts/" + ada)).at("/balance/balance_cents").asInt())
                .isZero();
        assertThat(audit(ada)).containsExactly("account.create");
    }

    @Test
    void a_repeated_top_up_pays_once_however_many_come_at_the_same_time() throws Exception {
        long ada = createAda();
        var body = "{\"amount_cents\": 5000, \"reason\": \"invoice 17\"}";
        var answers = new ArrayList<JsonNode>();
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            var calls = new ArrayList<Callable<JsonNode>>();
            for (int i = 0; i < 20; i++) {
                calls.add(
                        () -> ok(operator.postOnce("accounts/" + ada + "/top_ups", body, "i-17")));
            }
            for (var result : callers.invokeAll(calls)) {
                answers.add(result.get());
            }
        }

        assertThat(answers).filteredOn(a -> !a.at("/replayed").asBoolean()).hasSize(1);
        assertThat(answers)
                .extracting(a -> a.at("/id").asString())
                .containsOnly(answers.getFirst().at("/id").asString());
        assertThat(ok(operator.get("accounts/" + ada)).at("/balance/balance_cents").asInt())
                .isEqualTo(5_000);
        refused(
                operator.postOnce(
                        "accounts/" + ada + "/top_ups",
                        "{\"amount_cents\": 5001, \"reason\": \"invoice 17\"}",
                        "i-17"),
                409,
                "request_conflict");
    }

    @Test
    void a_repeated_create_makes_one_account_and_a_refused_one_leaves_its_key_free() {
        refused(operator.postOnce("accounts", "{}", "a-1"), 422, "validation_failed");
        var first = ok(operator.postOnce("accounts", ADA, "a-1"));
        var second = ok(operator.postOnce("accounts", ADA, "a-1"));

        assertThat(first.at("/replayed").isMissingNode()).isTrue();
        assertThat(second.at("/replayed").asBoolean()).isTrue();
        assertThat(second.at("/id")).isEqualTo(first.at("/id"));
        assertThat(ok(operator.get("accounts")).at("/accounts").size()).isEqualTo(2);
    }

    @Test
    void the_ledger_pages_over_entries_of_one_millisecond_without_losing_any() {
        long ada = createAda();
        for (int i = 1; i <= 7; i++) {
            top(ada, "{\"amount_cents\": %d, \"reason\": \"r\"}".formatted(i));
        }
        var amounts = new HashSet<Integer>();
        var cursor = "";
        int pages = 0;
        do {
            var page = ok(operator.get("accounts/" + ada + "/ledger?limit=2" + cursor));
            page.at("/entries").forEach(entry -> amounts.add(entry.at("/amount_cents").asInt()));
            pages++;
            cursor =
                    page.at("/has_more").asBoolean()
                            ? "&cursor=" + page.at("/next_cursor").asString()
                            : "";
        } while (!cursor.isEmpty());

        assertThat(amounts).containsExactlyInAnyOrder(1, 2, 3, 4, 5, 6, 7);
        assertThat(pages).isEqualTo(4);
        var strangers = ok(operator.get("accounts/1/ledger")).at("/entries/0/id").asString();
        refused(
                operator.get("accounts/" + ada + "/ledger?cursor=" + strangers),
                400,
                "malformed_request");
    }

    @Test
    void the_ledger_shows_what_tasks_were_charged() {
        gateway.clock.advance(Duration.ofSeconds(1));
        var id = gateway.createMarble();
        gateway.awaitStatus(id, "completed");

        var entry = ok(operator.get("accounts/1/ledger")).at("/entries/0");

        assertThat(entry.at("/kind").asString()).isEqualTo("charge");
        assertThat(entry.at("/amount_cents").asInt()).isEqualTo(-57);
        assertThat(entry.at("/task_id").asString()).isEqualTo(id);
    }

    @Test
    void an_account_administrator_sees_its_account_and_moves_no_money() {
        long ada = createAda();
        var own = new Admin(gateway, TestGateway.KEY);

        assertThat(ok(own.get("accounts/1")).at("/balance/balance_cents").asInt())
                .isEqualTo(10_000);
        assertThat(ok(own.get("accounts/1/ledger")).at("/entries").size()).isEqualTo(1);
        refused(own.get("accounts/" + ada), 404, "not_found");
        refused(own.get("accounts/" + ada + "/ledger"), 404, "not_found");
        refused(own.get("accounts"), 403, "forbidden");
        refused(own.post("accounts", ADA), 403, "forbidden");
        refused(own.send("PATCH", "accounts/1", "{\"name\": \"x\"}"), 403, "forbidden");
        refused(
                own.post("accounts/1/top_ups", "{\"amount_cents\": 5, \"reason\": \"x\"}"),
                403,
                "forbidden");
        refused(
                own.post("accounts/1/adjustments", "{\"amount_cents\": 5, \"reason\": \"x\"}"),
                403,
                "forbidden");
        assertThat(gateway.balance().at("/balance_cents").asInt()).isEqualTo(10_000);
    }

    @Test
    void without_a_key_with_a_wrong_one_or_without_the_scope_nobody_comes_in() {
        var plain = operator.key(1, "").at("/key").asString();

        refused(new Admin(gateway, "conch_wrong").get("accounts"), 401, "unauthorized");
        refused(new Admin(gateway, plain).get("accounts/1"), 403, "forbidden");
        assertThat(
                        json(new Admin(gateway, plain).get("accounts/1"))
                                .at("/error/message")
                                .asString())
                .contains("scope admin");
        assertThat(
                        gateway.send(
                                        HttpRequest.newBuilder(
                                                        gateway.uri("/api/admin/v1/accounts"))
                                                .GET())
                                .statusCode())
                .isEqualTo(401);
    }
}
