package dev.conch;

import static dev.conch.testing.Admin.ok;
import static dev.conch.testing.TestGateway.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.conch.base.TaskId;
import dev.conch.db.Dialect;
import dev.conch.provider.SubmitOutcome;
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

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What an operator sees of tasks, and can do to them. */
@ParameterizedClass
@EnumSource(Dialect.class)
class AdminTasksTest {
    @Parameter Dialect dialect;
    @TempDir Path folder;
    private TestGateway gateway;
    private Admin operator;

    @BeforeEach
    void open() {
        gateway = TestGateway.on(dialect, folder, 10_000);
        operator = Admin.operator(gateway);
    }

    @AfterEach
    void the_gateway_is_sound() {
        assertThat(ok(operator.get("doctor")).at("/problems")).isEmpty();
        gateway.close();
    }

    private static void refused(HttpResponse<String> response, int status, String code) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(json(response).at("/error/code").asString()).isEqualTo(code);
    }

    private static List<String> texts(JsonNode array, String pointer) {
        return array.valueStream().map(item -> item.at(pointer).asString()).toList();
    }

    /** A task of which nobody knows whether its provider has it. */
    private String unclearTask() {
        gateway.provider.charges().answers(new SubmitOutcome.Unclear("connection reset"));
        gateway.start();
        var id = gateway.createMarble();
        gateway.await(id, _ -> state(id).equals("unclear"));
        return id;
    }

    private String state(String id) {
        return ok(operator.get("tasks/" + id)).at("/state").asString();
    }

    private int held() {
        return gateway.balance().at("/held_cents").asInt();
    }

    private int balance() {
        return gateway.balance().at("/balance_cents").asInt();
    }

    @Test
    void the_story_has_every_state_submit_transfer_and_file_with_its_time() {
        gateway.start();
        var id = gateway.createMarble();
        gateway.awaitStatus(id, "completed");

        var story = ok(operator.get("tasks/" + id));

        assertThat(story.at("/task_id").asString())
                .isEqualTo(TaskId.parse(id).orElseThrow().shortForm());
        assertThat(texts(story.at("/events"), "/state"))
                .containsExactly("queued", "running", "storing", "completed");
        assertThat(texts(story.at("/events"), "/at")).containsOnly("2026-11-22T12:00:00.000Z");
        var submit = story.at("/attempts/0");
        assertThat(submit.at("/provider").asString()).isEqualTo("scripted");
        assertThat(submit.at("/provider_task_id").asString()).isEqualTo(id + "-1");
        assertThat(submit.at("/outcome").asString()).isNotEmpty();
        assertThat(texts(story.at("/money"), "/kind")).containsExactlyInAnyOrder("hold", "charge");
        assertThat(story.at("/money/0/amount_cents").asInt()).isEqualTo(57);
        assertThat(story.at("/charged_micro_cents").asLong()).isEqualTo(57_000_000);
        assertThat(texts(story.at("/files"), "/kind")).containsExactly("poster", "video");
        assertThat(story.at("/deliveries")).isEmpty();
        assertThat(story.toString()).doesNotContain("glass marble");
        assertThat(ok(operator.get("tasks/" + story.at("/task_id").asString()))).isEqualTo(story);
    }

    @Test
    void a_failed_task_tells_why_and_that_its_money_went_back() {
        gateway.provider.fails("The content was refused");
        gateway.start();
        var id = gateway.createMarble();
        gateway.awaitStatus(id, "failed");

        var story = ok(operator.get("tasks/" + id));

        assertThat(story.at("/error").asString()).isEqualTo("The content was refused");
        assertThat(texts(story.at("/money"), "/kind")).containsExactlyInAnyOrder("hold", "return");
        assertThat(story.at("/charged_micro_cents").isNull()).isTrue();
    }

    @Test
    void tasks_of_all_accounts_are_listed_by_state_account_model_and_page() {
        gateway.provider.works(0);
        gateway.start();
        long eve = ok(operator.post("accounts", "{\"name\": \"Eve\"}")).at("/id").asLong();
        var mine = new ArrayList<String>();
        for (int i = 0; i < 5; i++) {
            mine.addFirst(gateway.createMarble());
        }

        assertThat(ids("tasks")).isEqualTo(mine);
        assertThat(ids("tasks?account=1&state=queued,running")).isEqualTo(mine);
        assertThat(ids("tasks?state=completed")).isEmpty();
        assertThat(ids("tasks?account=" + eve)).isEmpty();
        assertThat(ids("tasks?model=hailuo-02-text-to-video-pro")).hasSize(5);
        assertThat(ids("tasks?created_to=2026-11-22T12:00:00Z")).isEmpty();
        var first = ok(operator.get("tasks?limit=3"));
        assertThat(first.at("/has_more").asBoolean()).isTrue();
        assertThat(ids("tasks?limit=3&cursor=" + first.at("/next_cursor").asString()))
                .isEqualTo(mine.subList(3, 5));
        refused(operator.get("tasks?state=weird"), 400, "malformed_request");
        refused(operator.get("tasks?cursor=weird"), 400, "malformed_request");
        refused(operator.get("tasks?project=1"), 400, "malformed_request");
    }

    private List<String> ids(String path) {
        return texts(ok(operator.get(path)).at("/tasks"), "/id");
    }

    @Test
    void an_unclear_task_that_the_provider_has_goes_on_and_is_charged_once() {
        var id = unclearTask();
        assertThat(ids("tasks?state=unclear")).containsExactly(id);
        gateway.provider
                .knows("theirs-7")
                .lists(new dev.conch.provider.ReconcileOutcome.CannotTell());
        gateway.provider.answers(new SubmitOutcome.Accepted(""));

        var resolved =
                ok(
                        operator.post(
                                "tasks/" + id + "/resolve",
                                "{\"as\": \"completed\", \"provider_task_id\": \"theirs-7\"}"));

        assertThat(resolved.at("/provider_task_id").asString()).isEqualTo("theirs-7");
        gateway.awaitStatus(id, "completed");
        assertThat(gateway.provider.submits()).hasSize(1);
        assertThat(balance()).isEqualTo(10_000 - 57);
        assertThat(ok(operator.get("audit")).at("/entries/0/action").asString())
                .isEqualTo("task.resolve");
    }

    @Test
    void an_unclear_task_resolved_as_failed_costs_nothing_and_tells_its_owner_the_reason() {
        var id = unclearTask();
        assertThat(held()).isEqualTo(57);
        var body = "{\"as\": \"failed\", \"reason\": \"The provider was down\"}";

        ok(operator.postOnce("tasks/" + id + "/resolve", body, "r-1"));

        assertThat(gateway.task(id).at("/error").asString()).isEqualTo("The provider was down");
        assertThat(List.of(held(), balance())).containsExactly(0, 10_000);
        var replay = ok(operator.postOnce("tasks/" + id + "/resolve", body, "r-1"));
        assertThat(replay.at("/replayed").asBoolean()).isTrue();
        refused(operator.post("tasks/" + id + "/resolve", body), 409, "request_conflict");
    }

    @Test
    void an_unclear_task_that_the_provider_never_had_is_sent_again() {
        var id = unclearTask();
        gateway.provider.answers(new SubmitOutcome.Accepted(""));

        ok(operator.post("tasks/" + id + "/resolve", "{\"as\": \"retry\"}"));

        gateway.awaitStatus(id, "completed");
        assertThat(gateway.provider.submits()).hasSize(2);
        assertThat(ok(operator.get("tasks/" + id)).at("/attempts")).hasSize(2);
    }

    @Test
    void a_resolve_that_makes_no_sense_is_refused_and_changes_nothing() {
        var id = unclearTask();
        for (var body :
                List.of(
                        "{}",
                        "{\"as\": \"done\"}",
                        "{\"as\": \"completed\"}",
                        "{\"as\": \"failed\"}",
                        "{\"as\": \"retry\", \"provider_task_id\": \"x\"}",
                        "{\"as\": \"failed\", \"reason\": \"x\", \"provider_task_id\": \"x\"}")) {
            refused(operator.post("tasks/" + id + "/resolve", body), 422, "validation_failed");
        }
        refused(
                operator.post("tasks/" + TaskId.next() + "/resolve", "{\"as\": \"retry\"}"),
                404,
                "not_found");
        refused(operator.post("tasks/5/resolve", "{}"), 400, "invalid_resource_id");

        assertThat(state(id)).isEqualTo("unclear");
        assertThat(held()).isEqualTo(57);
    }

    @Test
    void an_operators_cancel_ends_a_waiting_task_and_is_in_the_audit_log() {
        gateway.provider.works(0);
        gateway.start();
        var id = gateway.createMarble();

        assertThat(ok(operator.post("tasks/" + id + "/cancel", "")).at("/state").asString())
                .isEqualTo("canceled");

        assertThat(List.of(held(), balance())).containsExactly(0, 10_000);
        var line = ok(operator.get("audit?account=1")).at("/entries/0");
        assertThat(line.at("/action").asString()).isEqualTo("task.cancel");
        assertThat(line.at("/target").asString()).isEqualTo(id);
    }

    @Test
    void a_completed_task_cannot_be_canceled_and_the_attempt_leaves_no_line() {
        gateway.start();
        var id = gateway.createMarble();
        gateway.awaitStatus(id, "completed");

        refused(operator.post("tasks/" + id + "/cancel", "{}"), 409, "task_not_cancelable");

        assertThat(operator.get("audit").body()).doesNotContain("task.cancel");
    }

    @Test
    void tasks_and_the_doctor_are_for_operators_only() {
        gateway.start();
        var id = gateway.createMarble();
        var own = new Admin(gateway, TestGateway.KEY);

        refused(own.get("tasks"), 403, "forbidden");
        refused(own.get("tasks/" + id), 403, "forbidden");
        refused(own.post("tasks/" + id + "/resolve", "{\"as\": \"retry\"}"), 403, "forbidden");
        refused(own.post("tasks/" + id + "/cancel", "{}"), 403, "forbidden");
        refused(own.get("doctor"), 403, "forbidden");
        refused(own.get("admin_keys"), 403, "forbidden");
        gateway.awaitStatus(id, "completed");
    }

    @Test
    void the_doctor_names_each_invariant_and_what_waits() {
        gateway.provider.holdsBack();
        var id = unclearTask();
        gateway.clock.advance(Duration.ofHours(2));
        gateway.await(id, _ -> ok(operator.get("doctor")).at("/sound").asBoolean());

        var doctor = ok(operator.get("doctor"));

        assertThat(doctor.at("/sound").asBoolean()).isTrue();
        assertThat(texts(doctor.at("/invariants"), "/name"))
                .containsExactly(
                        "ledger_sums_to_zero",
                        "balances_match_transfers",
                        "nobody_is_overdrawn",
                        "open_tasks_have_their_hold",
                        "charges_match_tasks");
        assertThat(texts(doctor.at("/invariants"), "/count")).containsOnly("0");
        assertThat(doctor.at("/database").asString())
                .isEqualTo(dialect == Dialect.SQLITE ? "sqlite" : "postgresql");
        assertThat(doctor.at("/tasks/unclear").asInt()).isEqualTo(1);
        assertThat(doctor.at("/oldest_unclear/task_id").asString())
                .isEqualTo(TaskId.parse(id).orElseThrow().shortForm());
        assertThat(doctor.at("/attention/0").asString()).contains("resolve it");
        assertThat(doctor.at("/free_disk_bytes").asLong()).isPositive();
        assertThat(doctor.at("/nodes").size()).isEqualTo(1);
    }
}
