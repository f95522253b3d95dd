package dev.conch;

import static dev.conch.testing.Admin.ok;
import static dev.conch.testing.TestGateway.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.conch.base.Money;
import dev.conch.db.Database;
import dev.conch.db.Dialect;
import dev.conch.provider.ErrorClass;
import dev.conch.provider.Failure;
import dev.conch.provider.SubmitOutcome;
import dev.conch.provider.Trouble;
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

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What an operator sees of those who make the videos, and can do to them. */
@ParameterizedClass
@EnumSource(Dialect.class)
class AdminProvidersTest {
    private static final SubmitOutcome NO_MONEY =
            new SubmitOutcome.Refused(
                    new Trouble(
                            ErrorClass.ACCOUNT,
                            new Failure("provider_unavailable", "The provider is not available"),
                            "1008",
                            null));
    private static final String UNREACHABLE =
            """
            [provider.spare]
            type = "runapi"
            base_url = "http://127.0.0.1:1"
            tasks_in_flight = 7
            submits_per_minute = 9
            """;

    @Parameter Dialect dialect;
    @TempDir Path folder;
    private final Map<String, String> settings = new HashMap<>();
    private TestGateway gateway;
    private Admin operator;

    @BeforeEach
    void open() {
        if (dialect == Dialect.POSTGRESQL) {
            settings.put("db.url", TestDatabases.freshPostgres());
        }
        openNext();
    }

    private void openNext() {
        gateway = TestGateway.with(folder, 10_000, settings);
        operator = Admin.operator(gateway);
    }

    /** The same gateway, started again with a file of providers. */
    private void restartWith(String toml) throws IOException {
        gateway.close();
        var file = Files.writeString(folder.resolve("upstreams.toml"), toml);
        settings.put("upstreams.file", file.toString());
        openNext();
        gateway.start();
    }

    @AfterEach
    void close() {
        gateway.close();
    }

    private static void refused(HttpResponse<String> response, int status, String code) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(json(response).at("/error/code").asString()).isEqualTo(code);
    }

    private static List<String> texts(JsonNode array) {
        return array.valueStream().map(JsonNode::asString).toList();
    }

    private JsonNode provider() {
        return ok(operator.get("providers")).at("/providers/0");
    }

    private List<String> attention() {
        return texts(ok(operator.get("doctor")).at("/attention"));
    }

    /** A task whose provider has said that it has no money left. */
    private String refusedTask() {
        gateway.provider.charges().answers(NO_MONEY);
        gateway.start();
        var id = gateway.createMarble();
        gateway.await(id, _ -> provider().at("/resting").asBoolean());
        return id;
    }

    @Test
    void a_provider_that_is_well_says_how_much_it_has_to_do_and_who_sends_it_work() {
        gateway.provider.holdsBack();
        gateway.start();
        var id = gateway.createMarble();
        gateway.await(id, _ -> provider().at("/tasks_in_flight").asInt() == 1);

        var scripted = provider();

        assertThat(scripted.at("/name").asString()).isEqualTo("scripted");
        assertThat(scripted.at("/most_tasks_in_flight").asInt()).isEqualTo(4);
        assertThat(scripted.at("/submits_per_minute").asInt()).isZero();
        assertThat(texts(scripted.at("/routes"))).containsExactly("default");
        assertThat(scripted.at("/resting").asBoolean()).isFalse();
        assertThat(scripted.at("/resting_until").isNull()).isTrue();
        assertThat(scripted.at("/trouble").isNull()).isTrue();
        assertThat(scripted.at("/failures").asInt()).isZero();
    }

    @Test
    void a_provider_without_money_rests_and_the_doctor_says_why_and_until_when() {
        refusedTask();

        var scripted = provider();

        assertThat(scripted.at("/trouble").asString()).isEqualTo("account");
        assertThat(scripted.at("/reason").asString())
                .isEqualTo("The provider is not available (1008)");
        assertThat(scripted.at("/resting_until").asString()).isEqualTo("2026-11-22T12:10:00.000Z");
        assertThat(scripted.at("/failures").asInt()).isEqualTo(1);
        assertThat(attention())
                .containsExactly(
                        "provider scripted gets no new tasks until 2026-11-22T12:10:00.000Z:"
                                + " The provider is not available (1008)");
        assertThat(ok(operator.get("doctor")).at("/sound").asBoolean()).isTrue();
    }

    @Test
    void a_provider_that_is_woken_gets_the_waiting_task_at_once_and_the_log_says_who_did_it() {
        var id = refusedTask();
        assertThat(gateway.task(id).at("/status").asString()).isEqualTo("pending");
        gateway.provider.answers(new SubmitOutcome.Accepted(""));

        var woken = ok(operator.post("providers/scripted/wake", "{}"));

        assertThat(woken.at("/resting").asBoolean()).isFalse();
        assertThat(woken.at("/failures").asInt()).isZero();
        gateway.awaitStatus(id, "completed");
        assertThat(attention()).isEmpty();
        var line = ok(operator.get("audit")).at("/entries/0");
        assertThat(line.at("/action").asString()).isEqualTo("provider.wake");
        assertThat(line.at("/target").asString()).isEqualTo("scripted");
        assertThat(line.at("/details/reason").asString()).contains("1008");
    }

    @Test
    void the_story_of_a_task_tells_each_attempts_provider_model_trouble_trace_and_cost() {
        gateway.provider.costs(Money.ofCents(28));
        var id = refusedTask();
        gateway.provider.answers(new SubmitOutcome.Accepted("", "trace-5"));
        ok(operator.post("providers/scripted/wake", ""));
        gateway.awaitStatus(id, "completed");

        var attempts = ok(operator.get("tasks/" + id)).at("/attempts");

        assertThat(attempts).hasSize(2);
        assertThat(attempts.at("/0/provider").asString()).isEqualTo("scripted");
        assertThat(attempts.at("/0/upstream_model").asString())
                .isEqualTo("hailuo-02-text-to-video-pro");
        assertThat(attempts.at("/0/outcome").asString()).isEqualTo("Refused");
        assertThat(attempts.at("/0/trouble").asString()).isEqualTo("account 1008");
        assertThat(attempts.at("/0/cost_micro_cents").isNull()).isTrue();
        assertThat(attempts.at("/1/trouble").isNull()).isTrue();
        assertThat(attempts.at("/1/trace").asString()).isEqualTo("trace-5");
        assertThat(attempts.at("/1/cost_micro_cents").asLong()).isEqualTo(28_000_000);
    }

    @Test
    void metrics_show_who_rests_and_who_works() {
        refusedTask();
        gateway.clock.advance(Duration.ofSeconds(1)); // metrics may be a second old
        assertThat(gateway.metric("conch_provider_resting{provider=\"scripted\"}")).isEqualTo(1);
        assertThat(gateway.metric("conch_provider_in_flight{provider=\"scripted\"}")).isZero();
        gateway.provider.answers(new SubmitOutcome.Accepted("")).holdsBack();

        ok(operator.post("providers/scripted/wake", ""));
        gateway.await(gateway.createMarble(), _ -> provider().at("/tasks_in_flight").asInt() == 2);
        gateway.clock.advance(Duration.ofSeconds(1));

        assertThat(gateway.metric("conch_provider_resting{provider=\"scripted\"}")).isZero();
        assertThat(gateway.metric("conch_provider_in_flight{provider=\"scripted\"}")).isEqualTo(2);
    }

    @Test
    void a_test_asks_the_provider_itself_and_says_what_it_found() throws IOException {
        restartWith(UNREACHABLE);

        var scripted = ok(operator.post("providers/scripted/test", "{}"));
        var spare = ok(operator.post("providers/spare/test", "{}"));

        assertThat(scripted.at("/well").asBoolean()).isTrue();
        assertThat(spare.at("/well").asBoolean()).isFalse();
        assertThat(spare.at("/finding").asString())
                .startsWith("No connection to http://127.0.0.1:1");
        refused(operator.post("providers/spar/test", "{}"), 404, "not_found");
        assertThat(operator.post("providers/spar/wake", "{}").body())
                .contains("There is no provider spar; there are: scripted, spare");
    }

    @Test
    void routes_say_which_models_they_serve_and_what_each_provider_calls_them() throws IOException {
        restartWith(
                UNREACHABLE
                        + """
                        [provider.first]
                        type = "minimax"
                        [[route]]
                        name = "text"
                        models = ["hailuo-02-text-*"]
                        choice = "weight"
                        when_full = "wait"
                        resubmit_unclear_minutes = 15
                        to = [{provider = "first", weight = 3}, {provider = "spare", model = "own"}]
                        [[route]]
                        models = ["hailuo-02-*"]
                        to = ["studio"]
                        """);

        var answer = ok(operator.get("routes"));

        var text = answer.at("/routes/0");
        assertThat(text.at("/name").asString()).isEqualTo("text");
        assertThat(text.at("/choice").asString()).isEqualTo("weight");
        assertThat(text.at("/when_full").asString()).isEqualTo("wait");
        assertThat(text.at("/resubmit_unclear_minutes").asInt()).isEqualTo(15);
        assertThat(texts(text.at("/serves")))
                .containsExactly("hailuo-02-text-to-video-pro", "hailuo-02-text-to-video-standard");
        assertThat(text.at("/targets/0/weight").asInt()).isEqualTo(3);
        assertThat(text.at("/targets/0/upstream_models/hailuo-02-text-to-video-pro").asString())
                .isEqualTo("MiniMax-Hailuo-02");
        assertThat(text.at("/targets/1/upstream_models/hailuo-02-text-to-video-pro").asString())
                .isEqualTo("own");
        var rest = answer.at("/routes/1");
        assertThat(texts(rest.at("/serves")))
                .containsExactly(
                        "hailuo-02-image-to-video-pro", "hailuo-02-image-to-video-standard");
        assertThat(rest.at("/resubmit_unclear_minutes").isNull()).isTrue();
        assertThat(rest.at("/targets/0/configured").asBoolean()).isFalse();
        assertThat(texts(answer.at("/models_without_route")))
                .containsExactly(
                        "hailuo-2.3-image-to-video-pro",
                        "hailuo-2.3-image-to-video-standard",
                        "minimax-h3");
        var spare = ok(operator.get("providers")).at("/providers/1");
        assertThat(spare.at("/name").asString()).isIn("spare", "first");
        assertThat(texts(spare.at("/routes"))).containsExactly("text");
    }

    @Test
    void a_sealed_key_serves_the_provider_that_it_was_sealed_for_and_no_other() throws IOException {
        gateway.start();
        var key = "sk-a-secret-of-the-provider";

        var sealed =
                ok(operator.post(
                                "providers/seal",
                                "{\"name\": \"spare\", \"key\": \"%s\"}".formatted(key)))
                        .at("/sealed")
                        .asString();

        assertThat(sealed).startsWith("sealed:v1.").doesNotContain(key);
        assertThat(operator.get("audit").body()).contains("provider.seal").doesNotContain(key);
        restartWith(UNREACHABLE + "key = \"" + sealed + "\"\n");
        assertThat(operator.get("providers").body()).contains("spare").doesNotContain(sealed);
        assertThatThrownBy(
                        () ->
                                restartWith(
                                        UNREACHABLE.replace("spare", "other")
                                                + "key = \""
                                                + sealed
                                                + "\"\n"))
                .hasMessageContaining("[provider.other]: key: cannot be opened");
    }

    @Test
    void a_key_is_not_sealed_without_a_name_that_a_provider_can_have() {
        gateway.start();

        for (var body :
                List.of(
                        "{}",
                        "{\"name\": \"spare\"}",
                        "{\"name\": \"Spare One\", \"key\": \"k\"}",
                        "{\"name\": \"spare\", \"key\": \" \"}")) {
            refused(operator.post("providers/seal", body), 422, "validation_failed");
        }
        assertThat(operator.get("audit").body()).doesNotContain("provider.seal");
    }

    @Test
    void the_doctor_names_models_that_no_route_serves_and_providers_that_are_gone()
            throws IOException {
        gateway.provider.holdsBack().works(1);
        gateway.start();
        gateway.await(gateway.createMarble(), _ -> provider().at("/tasks_in_flight").asInt() == 1);
        gateway.createMarble();
        gateway.createMarble();
        gateway.close();
        try (var database = database()) {
            database.write(
                    tx ->
                            tx.handle()
                                    .execute(
                                            "update task set provider = 'gone'"
                                                    + " where state = 'running'"));
        }

        restartWith(UNREACHABLE + "[[route]]\nmodels = [\"other-*\"]\nto = [\"spare\"]\n");

        assertThat(attention())
                .containsExactly(
                        "no route serves hailuo-02-text-to-video-pro, and tasks wait for it: 2",
                        "provider gone is not configured any more, and has started tasks: 1; put"
                                + " it back, without a route, until they have ended");
    }

    private Database database() {
        var url = settings.get("db.url");
        return url == null ? Database.open(folder.resolve("data/conch.db")) : Database.open(url);
    }

    @Test
    void providers_routes_and_reports_are_for_operators_only() {
        gateway.start();
        var own = new Admin(gateway, TestGateway.KEY);

        for (var path : List.of("providers", "routes", "reports/costs")) {
            refused(own.get(path), 403, "forbidden");
        }
        for (var path : List.of("scripted/test", "scripted/wake", "seal")) {
            refused(own.post("providers/" + path, "{}"), 403, "forbidden");
        }
    }
}
