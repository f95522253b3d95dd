package dev.conch;

import static dev.conch.testing.TestGateway.MARBLE;
import static dev.conch.testing.TestGateway.TEXT_TO_VIDEO;
import static dev.conch.testing.TestGateway.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.conch.config.ConfigException;
import dev.conch.testing.Admin;
import dev.conch.testing.Complaint;
import dev.conch.testing.SettableClock;
import dev.conch.testing.TestGateway;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** The operator's own models and prices, changed while a gateway runs. */
class CatalogFolderTest {
    private static final String PRO = "hailuo-02-text-to-video-pro";

    @TempDir private Path folder;
    private int edits;

    private Path catalog() {
        return folder.resolve("data/catalog");
    }

    /** Each edit has a time of its own, however quickly they follow each other. */
    private Path write(String name, String json) {
        try {
            Files.createDirectories(catalog());
            var file = Files.writeString(catalog().resolve(name), json.replace('\'', '"'));
            return Files.setLastModifiedTime(
                    file, FileTime.from(SettableClock.NOON.plusSeconds(++edits)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String price(int cents) {
        return """
        {'version': 1, 'service': 'hailuo', 'models': [
          {'name': 'hailuo-02-text-to-video-pro',
           'price': {'unit_price_cents': %d, 'billing_config': {}}}]}"""
                .formatted(cents);
    }

    private TestGateway started() {
        return TestGateway.with(folder, 10_000, Map.of()).start();
    }

    private static void until(TestGateway gateway, BooleanSupplier so) {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!so.getAsBoolean()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(end);
            gateway.clock.advance(Duration.ofSeconds(3));
        }
    }

    private static JsonNode listed(TestGateway gateway, String query) {
        var answer =
                gateway.send(
                        HttpRequest.newBuilder(gateway.uri("/api/v1/price_schedules" + query))
                                .GET());
        assertThat(answer.statusCode()).isEqualTo(200);
        return json(answer).at("/price_schedules");
    }

    private static int cents(TestGateway gateway) {
        return listed(gateway, "?model=" + PRO).at("/0/unit_price_cents").asInt();
    }

    private static JsonNode create(TestGateway gateway) {
        return json(gateway.post(TEXT_TO_VIDEO, MARBLE));
    }

    private static String attention(TestGateway gateway) {
        return json(Admin.operator(gateway).get("doctor")).at("/attention").toString();
    }

    @Test
    void a_new_price_holds_for_the_next_request_and_not_for_those_before() {
        try (var gateway = started()) {
            gateway.provider.holdsBack();
            var before = create(gateway);
            assertThat(cents(gateway)).isEqualTo(57);

            write("prices.json", price(60));
            until(gateway, () -> cents(gateway) == 60);
            var after = create(gateway);

            assertThat(before.at("/billing/reservation/amount_cents").asInt()).isEqualTo(57);
            assertThat(after.at("/billing/reservation/amount_cents").asInt()).isEqualTo(60);
            gateway.provider.finish();
            for (var task : new JsonNode[] {before, after}) {
                var done = gateway.awaitStatus(task.at("/id").asString(), "completed");
                assertThat(done.at("/billing/settlement/charged_amount_cents").asInt())
                        .isEqualTo(task.at("/billing/reservation/amount_cents").asInt());
            }
            assertThat(gateway.balance().at("/balance_cents").asInt()).isEqualTo(10_000 - 117);
        }
    }

    @Test
    void a_broken_file_changes_nothing_and_the_doctor_names_the_place_until_it_is_right() {
        write("prices.json", price(60));
        try (var gateway = started()) {
            assertThat(cents(gateway)).isEqualTo(60);

            var file =
                    write("prices.json", price(61).replace("'billing_config': {}", "'cents': 1"));
            until(gateway, () -> attention(gateway).contains("models and prices"));

            assertThat(cents(gateway)).isEqualTo(60);
            assertThat(create(gateway).at("/billing/reservation/amount_cents").asInt())
                    .isEqualTo(60);
            assertThat(attention(gateway))
                    .contains(file + ": /models/0/price/cents is unknown; must be one of:");
            assertThat(json(Admin.operator(gateway).get("doctor")).at("/sound").asBoolean())
                    .isTrue();

            write("prices.json", price(62));
            until(gateway, () -> cents(gateway) == 62);
            assertThat(attention(gateway)).doesNotContain("models and prices");
        }
    }

    @Test
    void a_file_that_is_taken_away_takes_its_prices_with_it_but_a_folder_does_not()
            throws IOException {
        write("a.json", price(60));
        var other = write("b.json", price(61).replace(PRO, "hailuo-02-image-to-video-pro"));
        try (var gateway = started()) {
            Files.delete(catalog().resolve("a.json"));
            until(gateway, () -> cents(gateway) == 57);

            Files.move(catalog(), folder.resolve("away"));
            until(gateway, () -> attention(gateway).contains("is not there any more"));
            assertThat(listed(gateway, "?model=hailuo-02-image-to-video-pro&action=image_to_video"))
                    .hasSize(1);
            assertThat(
                            listed(gateway, "?model=hailuo-02-image-to-video-pro")
                                    .at("/0/unit_price_cents")
                                    .asInt())
                    .isEqualTo(61);
            Files.move(folder.resolve("away"), catalog());
            until(gateway, () -> !attention(gateway).contains("is not there any more"));
            assertThat(other).exists();
        }
    }

    @Test
    @Complaint(55)
    void a_new_model_can_be_ordered_limited_and_routed_without_a_restart() {
        try (var gateway = started()) {
            var order =
                    """
                    {"model": "minimax-h3-max", "prompt": "A marble.", "aspect_ratio": "16:9",
                     "output_resolution": "480p", "duration_seconds": 5}""";
            var path = "/api/v1/minimax_h3/text_to_video";
            assertThat(json(gateway.post(path, order)).at("/error/message").asString())
                    .isEqualTo("model must be one of: minimax-h3");

            write("max.json", MAX);
            until(gateway, () -> listed(gateway, "?model=minimax-h3-max").size() == 1);

            var task = json(gateway.post(path, order));
            assertThat(task.at("/billing/reservation/amount_cents").asInt()).isEqualTo(25);
            gateway.awaitStatus(task.at("/id").asString(), "completed");
            assertThat(gateway.provider.submits().getLast().wish().shortSide()).isEqualTo(480);
            var key =
                    Admin.operator(gateway)
                            .post(
                                    "accounts/1/keys",
                                    """
                                    {"project_id": 1, "name": "max",
                                     "limits": {"models": ["minimax-h3-max"]}}""");
            assertThat(json(key).at("/limits/models/0").asString()).isEqualTo("minimax-h3-max");
            assertThat(
                            json(Admin.operator(gateway).get("routes"))
                                    .at("/routes/0/serves")
                                    .toString())
                    .contains("minimax-h3-max");
        }
    }

    /** The example of docs/catalog.md. */
    private static final String MAX =
            """
            {"version": 1, "service": "minimax_h3",
             "resolutions": {"480p": 480},
             "models": [
               {"name": "minimax-h3-max", "title": "MiniMax H3 Max, text to video",
                "action": "text_to_video",
                "fields": {
                  "aspect_ratio": {"required": true,
                                   "enum": ["21:9", "16:9", "4:3", "1:1", "3:4", "9:16"]},
                  "callback_url": {}, "prompt": {},
                  "duration_seconds": {"enum": [5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]},
                  "output_resolution": {"enum": ["480p", "768p"], "default": "768p"}},
                "fixed": {}, "rules": [],
                "price": {"cents_per_second": {"480p": 5, "768p": 8}}}]}""";

    @Test
    void a_wrong_file_stops_the_start_in_words() {
        write("prices.json", price(60).replace("-pro", "-prof"));

        assertThatThrownBy(this::started)
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("prices.json: /models/0/name must be one of: " + PRO);
        assertThatThrownBy(
                        () ->
                                TestGateway.with(
                                        folder,
                                        0,
                                        Map.of(
                                                "catalog.folder",
                                                folder.resolve("none").toString())))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("catalog.folder must be a folder that is there");
    }

    @Test
    void the_price_list_needs_no_key_and_is_not_sent_twice() {
        try (var gateway = started()) {
            var uri = gateway.uri("/api/v1/price_schedules?service=minimax_h3");
            var first = gateway.send(HttpRequest.newBuilder(uri).GET());
            var etag = first.headers().firstValue("ETag").orElseThrow();
            var second =
                    gateway.send(HttpRequest.newBuilder(uri).header("If-None-Match", etag).GET());
            var hyphen =
                    gateway.send(
                            HttpRequest.newBuilder(
                                            gateway.uri(
                                                    "/api/v1/price_schedules?service=minimax-h3"))
                                    .GET());

            assertThat(json(first).at("/price_schedules")).hasSize(2);
            assertThat(json(first).at("/price_schedules/0/billing_config/matrix/6/2k").asInt())
                    .isEqualTo(78);
            assertThat(second.statusCode()).isEqualTo(304);
            assertThat(second.body()).isEmpty();
            assertThat(hyphen.statusCode()).isEqualTo(400);
        }
    }
}
