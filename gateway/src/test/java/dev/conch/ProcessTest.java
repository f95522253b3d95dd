package dev.conch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.conch.studio.encode.VideoProbe;
import dev.conch.testing.ConchProcess;
import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real program in processes of its own, killed and stopped while the real studio renders. */
class ProcessTest {
    @TempDir Path folder;

    /** A picture with something to see in it, as a data URI. */
    private static String picture() throws IOException {
        var image = new BufferedImage(640, 480, BufferedImage.TYPE_INT_RGB);
        var graphics = image.createGraphics();
        graphics.setPaint(new GradientPaint(0, 0, Color.ORANGE, 640, 480, Color.BLUE));
        graphics.fillRect(0, 0, 640, 480);
        graphics.setColor(Color.WHITE);
        graphics.fillOval(250, 180, 120, 120);
        graphics.dispose();
        var bytes = new ByteArrayOutputStream();
        ImageIO.write(image, "png", bytes);
        return "data:image/png;base64," + Base64.getEncoder().encodeToString(bytes.toByteArray());
    }

    private static String order() throws IOException {
        return """
        {"model": "hailuo-02-image-to-video-standard", "prompt": "[Push in]", "duration_seconds": 6,
         "output_resolution": "512p", "first_frame_image_url": "%s"}"""
                .formatted(picture());
    }

    @Test
    void a_task_survives_kill_9_in_the_middle_of_its_render_and_is_charged_once() throws Exception {
        String id;
        try (var conch = ConchProcess.start(folder)) {
            id = conch.create("/api/v1/hailuo/image_to_video", order());
            conch.await(id, task -> task.at("/progress").asDouble() > 0.05);
            conch.killNow();
        }
        try (var conch = ConchProcess.start(folder)) {
            var task = conch.await(id, t -> t.at("/status").asString().equals("completed"));

            assertThat(task.at("/billing/settlement/charged_amount_cents").asInt()).isEqualTo(12);
            assertThat(conch.get("/api/v1/me/balance").at("/balance_cents").asInt())
                    .isEqualTo(10_000 - 12);
            assertThat(conch.get("/api/v1/me/balance").at("/held_cents").asInt()).isZero();
            var video =
                    conch.download(task.at("/videos/0/url").asString(), folder.resolve("v.mp4"));
            var facts = VideoProbe.probe(video);
            assertThat(facts.width()).isEqualTo(682);
            assertThat(facts.height()).isEqualTo(512);
            assertThat(facts.frames()).isEqualTo(144);
            assertThat(facts.faststart()).isTrue();
            assertThat(Files.size(video)).isEqualTo(task.at("/videos/0/bytes").asLong());
        }
    }

    @Test
    void sigterm_stops_within_ten_seconds_and_the_next_start_goes_on() throws Exception {
        String id;
        try (var conch = ConchProcess.start(folder)) {
            id = conch.create("/api/v1/hailuo/image_to_video", order());
            conch.await(id, task -> task.at("/progress").asDouble() > 0.02);

            conch.process().destroy();

            assertThat(conch.process().waitFor(10, TimeUnit.SECONDS)).isTrue();
        }
        try (var conch = ConchProcess.start(folder)) {
            var task = conch.get("/api/v1/tasks/" + id);

            assertThat(task.at("/status").asString()).isIn("pending", "processing");
            assertThat(conch.get("/api/v1/me/balance").at("/held_cents").asInt()).isEqualTo(12);
        }
    }

    @Test
    void a_wrong_setting_stops_the_start_with_file_line_and_what_would_be_right() throws Exception {
        var file =
                Files.writeString(
                        folder.resolve("conch.toml"), "[server]\nprot = 1\nport = 99999\n");

        var ended = ConchProcess.run(folder, "serve", "--config", file.toString());

        assertThat(ended.exitCode()).isEqualTo(2);
        assertThat(ended.output())
                .contains("conch.toml:2: ")
                .contains("did you mean server.port?")
                .contains("conch.toml:3: ");
    }

    @Test
    void the_first_start_shows_a_generated_key_once_that_works() throws Exception {
        String key;
        try (var conch = ConchProcess.startWithoutKey(folder)) {
            key = conch.shownKey();
            assertThat(key).matches("conch_[0-9A-Za-z]{49}");
            assertThat(conch.get("/api/v1/me", key).at("/name").asString()).isEqualTo("Default");
        }
        try (var conch = ConchProcess.startWithoutKey(folder)) {
            assertThat(conch.shownKey()).isEmpty();
            assertThat(conch.get("/api/v1/me", key).at("/name").asString()).isEqualTo("Default");
        }
    }
}
