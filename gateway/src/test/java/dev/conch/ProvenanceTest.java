package dev.conch;

import static dev.conch.testing.Admin.ok;
import static dev.conch.testing.TestGateway.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.conch.base.TaskId;
import dev.conch.db.Dialect;
import dev.conch.provider.VideoRequest;
import dev.conch.testing.Admin;
import dev.conch.testing.Boxes;
import dev.conch.testing.Sha256;
import dev.conch.testing.TestGateway;
import dev.conch.testing.TinyVideo;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What is remembered of where videos came from, and what projects may demand of them. */
@ParameterizedClass
@EnumSource(Dialect.class)
class ProvenanceTest {
    private static final String PROJECT = "accounts/1/projects/1";
    private static final String WATERMARK = "{\"labeling\": \"require_watermark\"}";

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
    void close() {
        gateway.close();
    }

    private JsonNode completed() {
        return gateway.awaitStatus(gateway.createMarble(), "completed");
    }

    private List<JsonNode> exported(Admin who, String query) {
        var answer = who.get("provenance" + query);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type"))
                .hasValue("application/x-ndjson; charset=utf-8");
        return answer.body().lines().map(line -> JsonMapper.shared().readTree(line)).toList();
    }

    @Test
    void a_task_shows_where_its_video_came_from_and_which_marks_it_carries() {
        var video =
                Boxes.join(TinyVideo.bytes(), Boxes.c2pa(), Boxes.box("udta", Boxes.keys("AIGC")));
        gateway.provider.makes(video);
        gateway.start();

        var shown = completed().at("/videos/0");

        assertThat(shown.at("/sha256").asString()).isEqualTo(Sha256.of(video));
        var provenance = shown.at("/provenance");
        assertThat(provenance.at("/provider").asString()).isEqualTo("scripted");
        assertThat(provenance.at("/upstream_model").asString())
                .isEqualTo("hailuo-02-text-to-video-pro");
        assertThat(provenance.at("/made_at").asString()).isEqualTo("2026-11-22T12:00:00.000000Z");
        assertThat(provenance.at("/watermark").asBoolean()).isFalse();
        assertThat(provenance.at("/c2pa_present").asBoolean()).isTrue();
        assertThat(provenance.at("/aigc_present").asBoolean()).isTrue();
    }

    @Test
    void of_a_file_without_marks_and_of_one_that_is_no_mp4_it_says_so() {
        gateway.start();
        assertThat(completed().at("/videos/0/provenance/c2pa_present").isNull()).isTrue();
        gateway.provider.makes(TinyVideo.bytes());
        var clean = completed().at("/videos/0/provenance");
        assertThat(clean.at("/c2pa_present").asBoolean(true)).isFalse();
        assertThat(clean.at("/aigc_present").asBoolean(true)).isFalse();
    }

    @Test
    void the_export_has_a_line_for_each_result_and_no_person() {
        gateway.provider.makes(TinyVideo.bytes());
        gateway.start();
        var id = completed().at("/id").asString();

        var line = exported(operator, "").getFirst();

        assertThat(line.at("/task_id").asString())
                .isEqualTo(TaskId.parse(id).orElseThrow().shortForm());
        assertThat(line.at("/provider_task_id").asString()).isEqualTo(id + "-1");
        assertThat(line.at("/account_id").asInt()).isEqualTo(1);
        assertThat(line.at("/api_key_id").asString()).isNotEmpty();
        assertThat(line.at("/model").asString()).isEqualTo("hailuo-02-text-to-video-pro");
        assertThat(line.at("/sha256").asString()).isEqualTo(Sha256.of(TinyVideo.bytes()));
        assertThat(line.at("/c2pa_present").asBoolean(true)).isFalse();
        assertThat(line.toString()).doesNotContain("owner@localhost", "marble");
    }

    @Test
    void a_deleted_video_is_still_accounted_for() {
        gateway.start();
        var id = completed().at("/id").asString();
        assertThat(gateway.delete("/api/v1/tasks/" + id + "/files").statusCode()).isEqualTo(200);
        assertThat(exported(operator, "")).hasSize(1);
    }

    @Test
    void a_failed_task_leaves_no_record() {
        gateway.provider.fails("No");
        gateway.start();
        gateway.awaitStatus(gateway.createMarble(), "failed");
        assertThat(exported(operator, "")).isEmpty();
    }

    @Test
    void the_export_is_cut_by_time_from_the_first_moment_to_before_the_last() {
        gateway.start();
        var ids = new ArrayList<String>();
        for (int hour = 12; hour < 15; hour++) {
            ids.add(completed().at("/task_id").asString());
            gateway.clock.advance(Duration.ofHours(1));
        }
        assertThat(tasks("")).isEqualTo(ids);
        assertThat(tasks("?since=2026-11-22T13:00:00Z")).isEqualTo(ids.subList(1, 3));
        assertThat(tasks("?until=2026-11-22T14:00:00Z")).isEqualTo(ids.subList(0, 2));
        assertThat(tasks("?since=2026-11-22T13:00:00Z&until=2026-11-22T14:00:00Z"))
                .isEqualTo(ids.subList(1, 2));
        assertThat(operator.get("provenance?since=yesterday").statusCode()).isEqualTo(400);
    }

    private List<String> tasks(String query) {
        return exported(operator, query).stream()
                .map(line -> line.at("/task_id").asString())
                .toList();
    }

    @Test
    void an_accounts_administrator_sees_the_own_account_only() {
        gateway.start();
        completed();
        ok(operator.post("accounts", "{\"name\": \"Bob\", \"email\": \"bob@example.com\"}"));
        var own = admin(1);
        var other = admin(2);

        assertThat(exported(own, "")).hasSize(1);
        assertThat(exported(other, "")).isEmpty();
        assertThat(other.get("provenance?account=1").statusCode()).isEqualTo(404);
        assertThat(exported(operator, "?account=2")).isEmpty();
        assertThat(exported(operator, "?account=1")).hasSize(1);
        assertThat(admin(1, "video:create").get("provenance").statusCode()).isEqualTo(403);
    }

    private Admin admin(int account) {
        return admin(account, "admin");
    }

    private Admin admin(int account, String scope) {
        var project =
                ok(operator.get("accounts/" + account + "/projects")).at("/projects/0/id").asInt();
        var key =
                operator.key(
                        account,
                        ", \"project_id\": " + project + ", \"scopes\": [\"" + scope + "\"]");
        return new Admin(gateway, key.at("/key").asString());
    }

    @Test
    void a_project_that_requires_watermarks_gets_them_and_its_callers_cannot_refuse() {
        gateway.provider.drawsMarks();
        gateway.start();
        var without = completed();
        ok(operator.send("PATCH", PROJECT, WATERMARK));

        var asked =
                TestGateway.MARBLE.replace(
                        "\"prompt\"",
                        "\"watermark\": false, \"aigc_watermark\": false, \"prompt\"");
        var created = json(gateway.post(TestGateway.TEXT_TO_VIDEO, asked));
        var with = gateway.awaitStatus(created.at("/id").asString(), "completed");

        assertThat(gateway.provider.submits())
                .extracting(ProvenanceTest::watermark)
                .containsExactly(false, true);
        assertThat(created.at("/watermark").asBoolean()).isTrue();
        assertThat(without.at("/videos/0/provenance/watermark").asBoolean(true)).isFalse();
        assertThat(with.at("/videos/0/provenance/watermark").asBoolean()).isTrue();
        var story = ok(operator.get("tasks/" + with.at("/id").asString()));
        assertThat(story.at("/watermark").asBoolean()).isTrue();
        assertThat(exported(operator, "").getLast().at("/watermark").asBoolean()).isTrue();
    }

    private static boolean watermark(VideoRequest submit) {
        return submit.wish().options().watermark();
    }

    @Test
    void who_cannot_draw_a_mark_makes_no_video_for_such_a_project() {
        gateway.start();
        ok(operator.send("PATCH", PROJECT, WATERMARK));

        var refused = gateway.post(TestGateway.TEXT_TO_VIDEO, TestGateway.MARBLE);

        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(json(refused).at("/error/message").asString()).contains("visible mark");
        assertThat(gateway.provider.submits()).isEmpty();
        assertThat(gateway.balance().at("/held_cents").asInt()).isZero();
    }

    @Test
    void an_accounts_administrator_may_require_watermarks_and_not_take_them_away() {
        gateway.start();
        var administrator = admin(1);
        var passthrough = "{\"labeling\": \"passthrough\"}";
        assertThat(labeling(ok(operator.get(PROJECT)))).isEqualTo("passthrough");

        assertThat(labeling(ok(administrator.send("PATCH", PROJECT, WATERMARK))))
                .isEqualTo("require_watermark");
        assertThat(administrator.send("PATCH", PROJECT, passthrough).statusCode()).isEqualTo(403);
        ok(administrator.send("PATCH", PROJECT, "{\"name\": \"renamed\"}"));
        assertThat(labeling(ok(operator.get(PROJECT)))).isEqualTo("require_watermark");
        assertThat(labeling(ok(operator.send("PATCH", PROJECT, passthrough))))
                .isEqualTo("passthrough");
        assertThat(operator.send("PATCH", PROJECT, "{\"labeling\": \"none\"}").statusCode())
                .isEqualTo(422);
        var made =
                operator.post("accounts/1/projects", "{\"name\": \"b\", " + WATERMARK.substring(1));
        assertThat(labeling(ok(made))).isEqualTo("require_watermark");
    }

    private static String labeling(JsonNode project) {
        return project.at("/labeling").asString();
    }
}
