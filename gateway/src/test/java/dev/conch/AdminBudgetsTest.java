package dev.conch;

import static dev.conch.testing.Admin.ok;
import static dev.conch.testing.TestGateway.MARBLE;
import static dev.conch.testing.TestGateway.TEXT_TO_VIDEO;
import static dev.conch.testing.TestGateway.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.conch.catalog.Catalog;
import dev.conch.catalog.Model;
import dev.conch.db.Dialect;
import dev.conch.testing.Admin;
import dev.conch.testing.Complaint;
import dev.conch.testing.Png;
import dev.conch.testing.SettableClock;
import dev.conch.testing.TestGateway;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import tools.jackson.databind.JsonNode;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;

/** Budgets over HTTP: exact however requests race, aligned with calendars, and nobody else's. */
@ParameterizedClass
@EnumSource(Dialect.class)
class AdminBudgetsTest {
    private static final String BUDGETS = "accounts/1/budgets";
    private static final int PRICE = 57;

    @Parameter Dialect dialect;
    @TempDir Path folder;
    private TestGateway gateway;
    private Admin operator;

    @BeforeEach
    void start() {
        gateway = TestGateway.on(dialect, folder, 100_000);
        gateway.provider.works(0);
        gateway.start();
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

    private JsonNode set(String owner, String unit, String period, long amount) {
        return ok(operator.send("PUT", BUDGETS, body(owner, unit, period, amount, "UTC")));
    }

    private static String body(String owner, String unit, String period, long amount, String zone) {
        return """
        {"owner": "%s", "unit": "%s", "period": "%s", "amount": %d, "time_zone": "%s"}"""
                .formatted(owner, unit, period, amount, zone);
    }

    private JsonNode only() {
        var all = ok(operator.get(BUDGETS)).at("/budgets");
        assertThat(all).hasSize(1);
        return all.get(0);
    }

    private HttpResponse<String> create() {
        return gateway.post(TEXT_TO_VIDEO, MARBLE);
    }

    private List<Integer> createAtOnce(int times) throws Exception {
        var statuses = new ArrayList<Integer>();
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            var creates = new ArrayList<Callable<Integer>>();
            for (int i = 0; i < times; i++) {
                creates.add(() -> create().statusCode());
            }
            for (var result : callers.invokeAll(creates)) {
                statuses.add(result.get());
            }
        }
        return statuses;
    }

    private void moveTo(String instant) {
        gateway.clock.advance(Duration.between(gateway.clock.instant(), Instant.parse(instant)));
    }

    @Test
    void two_hundred_creates_at_once_against_a_project_budget_for_fifty_accept_exactly_fifty()
            throws Exception {
        set("project:1", "cents", "month", 50 * PRICE + PRICE - 1);

        var statuses = createAtOnce(200);

        assertThat(statuses).filteredOn(s -> s == 200).hasSize(50);
        assertThat(statuses).filteredOn(s -> s == 402).hasSize(150);
        assertThat(only().at("/used").asInt()).isEqualTo(50 * PRICE);
        assertThat(only().at("/left").asInt()).isEqualTo(PRICE - 1);
        assertThat(gateway.balance().at("/held_cents").asInt()).isEqualTo(50 * PRICE);
    }

    @Test
    void two_hundred_creates_at_once_against_fifty_tasks_a_day_accept_exactly_fifty()
            throws Exception {
        set("account", "tasks", "day", 50);

        var statuses = createAtOnce(200);

        assertThat(statuses).filteredOn(s -> s == 200).hasSize(50);
        assertThat(statuses).filteredOn(s -> s == 429).hasSize(150);
        var full = create();
        refused(full, 429, "rate_limited");
        assertThat(full.headers().firstValueAsLong("Retry-After")).hasValue(12 * 3600);
        moveTo("2026-11-23T00:00:00Z");
        assertThat(create().statusCode()).isEqualTo(200);
    }

    @Test
    void two_hundred_creates_at_once_with_room_for_fifty_in_flight_accept_exactly_fifty()
            throws Exception {
        ok(operator.send("PATCH", "accounts/1", "{\"limits\": {\"tasks_in_flight\": 50}}"));

        var statuses = createAtOnce(200);

        assertThat(statuses).filteredOn(s -> s == 200).hasSize(50);
        assertThat(statuses).filteredOn(s -> s == 429).hasSize(150);
    }

    @Test
    @Complaint(8)
    void a_create_counts_for_its_key_its_project_and_its_account_and_each_of_them_can_refuse() {
        var made = operator.key(1, "");
        var owner = "key:" + made.at("/id").asString();
        for (var each : List.of(owner, "project:1", "account")) {
            set(each, "cents", "day", 10 * PRICE);
        }
        assertThat(create(made.at("/key").asString()).statusCode()).isEqualTo(200);
        assertThat(used()).containsExactly(PRICE, PRICE, PRICE);

        for (var each : List.of(owner, "project:1", "account")) {
            set(each, "cents", "day", PRICE);
            refused(create(made.at("/key").asString()), 402, "budget_exceeded");
            set(each, "cents", "day", 10 * PRICE);
        }
        assertThat(create().statusCode()).isEqualTo(200);

        assertThat(ok(operator.get(BUDGETS)).at("/budgets").valueStream())
                .allSatisfy(
                        budget ->
                                assertThat(budget.at("/used").asInt())
                                        .isEqualTo(
                                                budget.at("/owner").asString().equals(owner)
                                                        ? PRICE
                                                        : 2 * PRICE));
    }

    private HttpResponse<String> create(String key) {
        return gateway.send(
                gateway.request(TEXT_TO_VIDEO, key)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(MARBLE)));
    }

    private List<Integer> used() {
        return ok(operator.get(BUDGETS))
                .at("/budgets")
                .valueStream()
                .map(budget -> budget.at("/used").asInt())
                .toList();
    }

    @Test
    @Complaint(9)
    void a_budget_counts_and_refuses_every_model_of_every_endpoint() throws Exception {
        var catalog = Catalog.load();
        int models = catalog.models().size();
        set("project:1", "tasks", "day", models);
        set("account", "cents", "day", 100_000);
        var endpoints = new HashSet<String>();
        var orders = new ArrayList<Callable<HttpResponse<String>>>();
        for (var model : catalog.models()) {
            var order = order(model);
            var action = catalog.action(model.service(), model.action()).orElseThrow();
            endpoints.add(action.endpoint());
            orders.add(() -> gateway.post(action.endpoint(), order));
        }
        assertThat(endpoints).hasSize(catalog.actions().size());
        for (var order : orders) {
            ok(order.call());
        }

        int held = gateway.balance().at("/held_cents").asInt();
        assertThat(held).isGreaterThan(models);
        assertThat(used()).containsExactlyInAnyOrder(models, held);
        for (var order : orders) {
            refused(order.call(), 429, "rate_limited");
        }
    }

    /** What fits all models: those that make a video of a text take no picture, some a shape. */
    private static String order(Model model) {
        var order = "{\"model\": \"%s\", \"prompt\": \"A marble rolls.\"".formatted(model.name());
        if (model.action().equals("text_to_video")) {
            return model.fields().containsKey("aspect_ratio")
                    ? order + ", \"aspect_ratio\": \"16:9\"}"
                    : order + "}";
        }
        return "%s, \"first_frame_image_url\": \"%s\"}".formatted(order, Png.dataUri(300, 300, 0));
    }

    @Test
    void a_budget_per_day_frees_at_midnight_of_its_time_zone() {
        ok(
                operator.send(
                        "PUT", BUDGETS, body("project:1", "cents", "day", PRICE, "Europe/Berlin")));
        assertThat(only().at("/resets_at").asString()).isEqualTo("2026-11-22T23:00:00.000Z");
        assertThat(create().statusCode()).isEqualTo(200);
        refused(create(), 402, "budget_exceeded");
        moveTo("2026-11-22T22:59:59.999Z");
        refused(create(), 402, "budget_exceeded");
        moveTo("2026-11-22T23:00:00Z");

        assertThat(create().statusCode()).isEqualTo(200);
        assertThat(only().at("/span").asString()).isEqualTo("2026-11-23");
        refused(create(), 402, "budget_exceeded");
    }

    @Test
    void a_budget_per_month_frees_on_the_first() {
        set("project:1", "cents", "month", PRICE);
        assertThat(create().statusCode()).isEqualTo(200);
        moveTo("2026-11-30T23:59:59.999Z");
        refused(create(), 402, "budget_exceeded");
        moveTo("2026-12-01T00:00:00Z");

        assertThat(create().statusCode()).isEqualTo(200);
        assertThat(only().at("/resets_at").asString()).isEqualTo("2027-01-01T00:00:00.000Z");
    }

    @Test
    void a_total_never_frees() {
        set("project:1", "cents", "total", PRICE);
        assertThat(create().statusCode()).isEqualTo(200);
        gateway.clock.advance(Duration.ofDays(400));

        refused(create(), 402, "budget_exceeded");
        assertThat(only().at("/resets_at").isNull()).isTrue();
    }

    @Test
    void a_task_that_fails_returns_its_money_to_the_budget_but_stays_counted() {
        set("project:1", "cents", "day", PRICE);
        set("project:1", "tasks", "day", 2);
        gateway.provider.fails("no").works(4);
        gateway.awaitStatus(gateway.createMarble(), "failed");
        gateway.awaitStatus(gateway.createMarble(), "failed");

        assertThat(used()).containsExactly(0, 2);
        refused(create(), 429, "rate_limited");
    }

    @Test
    void what_was_spent_before_counts_when_a_budget_is_set_and_a_new_one_replaces_the_old() {
        assertThat(create().statusCode()).isEqualTo(200);

        assertThat(set("account", "cents", "day", 100).at("/used").asInt()).isEqualTo(PRICE);
        refused(create(), 402, "budget_exceeded");
        assertThat(set("account", "cents", "day", 200).at("/left").asInt()).isEqualTo(200 - PRICE);
        assertThat(only().at("/amount").asInt()).isEqualTo(200);
        assertThat(create().statusCode()).isEqualTo(200);
        ok(operator.delete(BUDGETS + "/" + only().at("/id").asString()));
        assertThat(ok(operator.get(BUDGETS)).at("/budgets")).isEmpty();
        assertThat(ok(operator.get("audit?account=1")).at("/entries/0/action").asString())
                .isEqualTo("budget.remove");
    }

    @Test
    void a_budget_that_makes_no_sense_is_refused_with_what_would_be_right() {
        var response =
                operator.send(
                        "PUT",
                        BUDGETS,
                        """
                        {"owner": "project:77", "unit": "dollars", "period": "week", "amount": -1,
                         "time_zone": "Europe/Berln"}""");

        refused(response, 422, "validation_failed");
        var errors = json(response).at("/errors");
        assertThat(errors.at("/owner/0").asString()).startsWith("must be account, project:");
        assertThat(errors.at("/unit/0").asString()).isEqualTo("must be one of: cents, tasks");
        assertThat(errors.at("/period/0").asString())
                .isEqualTo("must be one of: day, month, total");
        assertThat(errors.at("/amount/0").asString())
                .isEqualTo("must be an integer between 0 and 1000000000");
        assertThat(errors.at("/time_zone/0").asString()).contains("did you mean Europe/Berlin?");
        refused(operator.send("PUT", BUDGETS, "{}"), 422, "validation_failed");
        refused(operator.delete(BUDGETS + "/5"), 404, "not_found");
        assertThat(gateway.clock.instant()).isEqualTo(SettableClock.NOON);
    }

    @Test
    void an_account_administrator_sets_budgets_of_projects_and_keys_but_not_its_own_ceiling() {
        var own = new Admin(gateway, TestGateway.KEY);
        long eve = ok(operator.post("accounts", "{\"name\": \"Eve\"}")).at("/id").asLong();
        long ceiling = set("account", "cents", "month", 5_000).at("/id").asLong();

        ok(own.send("PUT", BUDGETS, body("project:1", "cents", "day", 100, "UTC")));
        refused(
                own.send("PUT", BUDGETS, body("account", "cents", "month", 9_000, "UTC")),
                403,
                "forbidden");
        refused(own.delete(BUDGETS + "/" + ceiling), 403, "forbidden");
        refused(own.get("accounts/%d/budgets".formatted(eve)), 404, "not_found");
        refused(
                own.send(
                        "PUT",
                        "accounts/%d/budgets".formatted(eve),
                        body("account", "cents", "day", 1, "UTC")),
                404,
                "not_found");
        refused(
                operator.send(
                        "PUT",
                        "accounts/%d/budgets".formatted(eve),
                        body("project:1", "cents", "day", 1, "UTC")),
                422,
                "validation_failed");
        assertThat(own.get(BUDGETS).body()).contains("5000");
    }
}
