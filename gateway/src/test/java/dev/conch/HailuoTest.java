package dev.conch;

import static dev.conch.testing.TestGateway.MARBLE;
import static dev.conch.testing.TestGateway.TEXT_TO_VIDEO;
import static dev.conch.testing.TestGateway.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.conch.testing.Complaint;
import dev.conch.testing.TestGateway;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.Map;

/** The guide's API over real HTTP: create, poll, fetch, and every way to get it wrong. */
class HailuoTest {
    @TempDir Path folder;

    @Test
    void a_create_is_answered_at_once_with_both_ids_and_the_reservation() {
        try (var gateway = TestGateway.started(folder)) {
            var response = gateway.post(TEXT_TO_VIDEO, MARBLE);

            assertThat(response.statusCode()).isEqualTo(200);
            var task = json(response);
            assertThat(task.at("/id").asString())
                    .matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
            assertThat(task.at("/task_id").asString())
                    .isEqualTo("tsk_" + task.at("/id").asString().replace("-", ""));
            assertThat(task.at("/status").asString()).isEqualTo("pending");
            assertThat(task.at("/model").asString()).isEqualTo("hailuo-02-text-to-video-pro");
            assertThat(task.at("/created_at").asString()).isEqualTo("2026-11-22T12:00:00.000000Z");
            assertThat(task.at("/billing/reservation/amount_cents").asInt()).isEqualTo(57);
            assertThat(task.at("/billing/settlement").isNull()).isTrue();
            assertThat(task.at("/billing/refund").isNull()).isTrue();
            assertThat(response.headers().firstValue("X-Request-Id")).isPresent();
            assertThat(response.headers().firstValue("X-RunAPI-Task-Id"))
                    .contains(task.at("/id").asString());
        }
    }

    @Test
    void a_finished_task_shows_its_video_and_what_it_cost() {
        try (var gateway = TestGateway.started(folder)) {
            var task = gateway.awaitStatus(gateway.createMarble(), "completed");

            assertThat(task.at("/progress").asDouble()).isEqualTo(1);
            var video = task.at("/videos/0");
            assertThat(video.at("/url").asString())
                    .startsWith(gateway.uri("/files/vid_").toString());
            assertThat(video.at("/poster_url").asString()).contains("/files/pst_");
            assertThat(video.at("/width").asInt()).isEqualTo(1920);
            assertThat(video.at("/height").asInt()).isEqualTo(1080);
            assertThat(video.at("/fps").asInt()).isEqualTo(24);
            assertThat(video.at("/sha256").asString()).hasSize(64);
            assertThat(task.at("/billing/reservation").isNull()).isTrue();
            assertThat(task.at("/billing/settlement/charged_amount_cents").asInt()).isEqualTo(57);
            assertThat(task.at("/billing/settlement/amount_micro_cents").asLong())
                    .isEqualTo(57_000_000);
            assertThat(task.at("/usage/cost").asDouble()).isEqualTo(0.57);
            assertThat(task.at("/error").isMissingNode()).isTrue();
        }
    }

    @Test
    void every_documented_path_finds_the_task_by_either_id() {
        try (var gateway = TestGateway.started(folder)) {
            var id = gateway.createMarble();
            var shortId = "tsk_" + id.replace("-", "");

            for (var path :
                    new String[] {
                        TEXT_TO_VIDEO + "/",
                        "/api/v1/hailuo/",
                        "/api/v1/hailuo/image_to_video/",
                        "/api/v1/tasks/"
                    }) {
                assertThat(json(gateway.get(path + id)).at("/id").asString()).isEqualTo(id);
                assertThat(json(gateway.get(path + shortId)).at("/id").asString()).isEqualTo(id);
            }
        }
    }

    @Test
    @Complaint({1, 52})
    void a_failed_task_says_why_and_costs_nothing() {
        try (var gateway = TestGateway.with(folder, 100, Map.of())) {
            gateway.provider.fails("The renderer ran out of memory");
            gateway.start();

            var task = gateway.awaitStatus(gateway.createMarble(), "failed");

            assertThat(task.at("/error").asString()).isEqualTo("The renderer ran out of memory");
            assertThat(task.at("/videos").isMissingNode()).isTrue();
            assertThat(task.at("/billing/settlement").isNull()).isTrue();
            assertThat(task.at("/billing/refund/refunded_at").asString())
                    .isEqualTo("2026-11-22T12:00:00.000000Z");
            assertThat(gateway.balance().at("/balance_cents").asInt()).isEqualTo(100);
        }
    }

    @Test
    void all_three_ways_to_show_a_key_are_accepted() {
        try (var gateway = TestGateway.started(folder)) {
            for (var header : new String[] {"x-api-key", "X-API-Key"}) {
                var request =
                        HttpRequest.newBuilder(gateway.uri("/api/v1/me"))
                                .header(header, TestGateway.KEY);
                assertThat(gateway.send(request).statusCode()).isEqualTo(200);
            }
            var lower =
                    HttpRequest.newBuilder(gateway.uri("/api/v1/me"))
                            .header("Authorization", "bearer " + TestGateway.KEY);
            assertThat(gateway.send(lower).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void no_key_or_a_wrong_one_is_401_in_json_before_the_body_is_looked_at() {
        try (var gateway = TestGateway.started(folder)) {
            var none =
                    gateway.send(
                            HttpRequest.newBuilder(gateway.uri(TEXT_TO_VIDEO))
                                    .POST(BodyPublishers.ofString("not even JSON")));
            var wrong =
                    gateway.send(
                            HttpRequest.newBuilder(gateway.uri("/api/v1/me"))
                                    .header("Authorization", "Bearer conch_wrong"));

            assertThat(none.statusCode()).isEqualTo(401);
            assertThat(wrong.statusCode()).isEqualTo(401);
            assertThat(json(none).at("/error/type").asString()).isEqualTo("authentication_error");
            assertThat(json(wrong).at("/error/code").asString()).isEqualTo("unauthorized");
            assertThat(wrong.headers().firstValue("WWW-Authenticate")).contains("Bearer");
        }
    }

    @Test
    void a_refused_value_is_422_with_the_field_named() {
        try (var gateway = TestGateway.started(folder)) {
            var response =
                    gateway.post(TEXT_TO_VIDEO, "{\"model\": \"hailuo-02-text-to-video-pro\"}");

            assertThat(response.statusCode()).isEqualTo(422);
            var body = json(response);
            assertThat(body.at("/error/message").asString()).isEqualTo("prompt is required");
            assertThat(body.at("/error/param").asString()).isEqualTo("prompt");
            assertThat(body.at("/errors/prompt/0").asString()).isEqualTo("is required");
            assertThat(gateway.balance().at("/balance_cents").asInt()).isEqualTo(10_000);
        }
    }

    @Test
    void an_unknown_field_is_not_refused_but_named_with_the_nearest_known() {
        try (var gateway = TestGateway.started(folder)) {
            var response =
                    gateway.post(
                            TEXT_TO_VIDEO,
                            """
                            {"model": "hailuo-02-text-to-video-standard", "prompt": "p", "duration": 6}""");

            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(json(response).at("/warnings/0").asString())
                    .contains("duration")
                    .contains("duration_seconds");
        }
    }

    @Test
    void malformed_json_is_400_with_its_place_and_a_wrong_media_type_is_415() {
        try (var gateway = TestGateway.started(folder)) {
            var malformed = gateway.post(TEXT_TO_VIDEO, "{\"model\": }");
            var array = gateway.post(TEXT_TO_VIDEO, "[]");
            var empty = gateway.post(TEXT_TO_VIDEO, "");
            var twice = gateway.post(TEXT_TO_VIDEO, "{\"model\": \"a\", \"model\": \"b\"}");
            var form =
                    gateway.send(
                            gateway.request(TEXT_TO_VIDEO)
                                    .header("Content-Type", "application/x-www-form-urlencoded")
                                    .POST(BodyPublishers.ofString("model=x")));

            assertThat(malformed.statusCode()).isEqualTo(400);
            assertThat(json(malformed).at("/error/message").asString()).contains("line 1");
            assertThat(array.statusCode()).isEqualTo(400);
            assertThat(empty.statusCode()).isEqualTo(400);
            assertThat(twice.statusCode()).isEqualTo(400);
            assertThat(form.statusCode()).isEqualTo(415);
        }
    }

    @Test
    void a_wrong_method_and_an_unknown_route_are_told_apart() {
        try (var gateway = TestGateway.started(folder)) {
            var method =
                    gateway.send(gateway.request(TEXT_TO_VIDEO).PUT(BodyPublishers.ofString("{}")));
            var route = gateway.get("/api/v1/hailuo/text_to_video/a/b");

            assertThat(method.statusCode()).isEqualTo(405);
            assertThat(method.headers().firstValue("Allow")).contains("POST");
            assertThat(json(method).at("/error/code").asString()).isEqualTo("method_not_allowed");
            assertThat(route.statusCode()).isEqualTo(404);
            assertThat(json(route).at("/error/code").asString()).isEqualTo("not_found");
            assertThat(route.headers().firstValue("X-Request-Id")).isPresent();
        }
    }

    @Test
    @Complaint(51)
    void an_ill_formed_id_is_400_and_an_unknown_one_404() {
        try (var gateway = TestGateway.started(folder)) {
            var ill = gateway.get("/api/v1/tasks/task_123");
            var unknown = gateway.get("/api/v1/tasks/01999999-0000-7000-8000-000000000000");

            assertThat(ill.statusCode()).isEqualTo(400);
            assertThat(json(ill).at("/error/code").asString()).isEqualTo("invalid_resource_id");
            assertThat(unknown.statusCode()).isEqualTo(404);
        }
    }

    @Test
    void a_body_over_the_limit_is_413_declared_or_chunked() {
        var big = new byte[1_100_000];
        try (var gateway = TestGateway.started(folder)) {
            var declared =
                    gateway.send(
                            gateway.request(TEXT_TO_VIDEO)
                                    .header("Content-Type", "application/json")
                                    .POST(BodyPublishers.ofByteArray(big)));
            var chunked =
                    gateway.send(
                            gateway.request(TEXT_TO_VIDEO)
                                    .header("Content-Type", "application/json")
                                    .POST(
                                            BodyPublishers.ofInputStream(
                                                    () -> new java.io.ByteArrayInputStream(big))));

            assertThat(declared.statusCode()).isEqualTo(413);
            assertThat(json(declared).at("/error/code").asString()).isEqualTo("payload_too_large");
            assertThat(chunked.statusCode()).isEqualTo(413);
        }
    }

    @Test
    void the_callers_own_mark_is_echoed_now_and_later_unless_it_is_not_printable() {
        try (var gateway = TestGateway.started(folder)) {
            var response =
                    gateway.send(
                            gateway.request(TEXT_TO_VIDEO)
                                    .header("Content-Type", "application/json")
                                    .header("X-Client-Request-Id", "agent-7/step-3")
                                    .POST(BodyPublishers.ofString(MARBLE)));
            var later = gateway.get("/api/v1/tasks/" + json(response).at("/id").asString());
            var none = gateway.post(TEXT_TO_VIDEO, MARBLE);

            assertThat(response.headers().firstValue("X-Client-Request-Id"))
                    .contains("agent-7/step-3");
            assertThat(later.headers().firstValue("X-Client-Request-Id"))
                    .contains("agent-7/step-3");
            assertThat(none.headers().firstValue("X-Client-Request-Id")).isEmpty();
        }
    }

    @Test
    @Complaint(10)
    void the_account_is_told_who_it_is_and_what_it_has() {
        try (var gateway = TestGateway.with(folder, 10_000, Map.of())) {
            gateway.provider.holdsBack();
            gateway.start();
            var me = json(gateway.get("/api/v1/me"));
            var id = gateway.createMarble();
            var held = gateway.balance();
            gateway.provider.finish();
            gateway.awaitStatus(id, "completed");
            var spent = gateway.balance();

            assertThat(me.at("/id").isInt()).isTrue();
            assertThat(me.at("/account/name").asString()).isEqualTo("Default");
            assertThat(held.at("/balance_cents").asInt()).isEqualTo(9_943);
            assertThat(held.at("/held_cents").asInt()).isEqualTo(57);
            assertThat(held.at("/spent_cents_total").asInt()).isZero();
            assertThat(spent.at("/balance_cents").asInt()).isEqualTo(9_943);
            assertThat(spent.at("/spent_cents_today").asInt()).isEqualTo(57);
            assertThat(spent.at("/spent_cents_total").asInt()).isEqualTo(57);
            assertThat(gateway.metric("conch_ledger_imbalance_microcents")).isZero();
        }
    }

    @Test
    void watchers_need_no_key() {
        try (var gateway = TestGateway.started(folder)) {
            for (var path : new String[] {"/health/live", "/health/ready", "/metrics"}) {
                var response = gateway.send(HttpRequest.newBuilder(gateway.uri(path)).GET());
                assertThat(response.statusCode()).isEqualTo(200);
            }
        }
    }
}
