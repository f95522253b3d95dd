package dev.conch.provider.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.conch.testing.TinyVideo;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;

class VideoInspectorTest {
    @TempDir Path folder;

    @Test
    void damaged_files_are_refused_or_read_and_nothing_else_happens() throws Exception {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        var inspector = new VideoInspector();
        for (int i = 0; i < 6; i++) {
            var bytes = TinyVideo.bytes();
            for (int hits = 1 + random.nextInt(40); hits > 0; hits--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            var length = random.nextBoolean() ? bytes.length : random.nextInt(bytes.length);
            var file = Files.write(folder.resolve("a.part"), Arrays.copyOf(bytes, length));
            try {
                var found = inspector.inspect(file, folder.resolve("a.jpg"));
                assertThat(found.facts().frames()).as("seed %d", seed).isPositive();
            } catch (IOException e) {
                assertThat(e.getMessage()).as("seed %d", seed).isNotBlank();
            }
        }
        assertThat(folder.resolve("a.part.report")).doesNotExist();
    }

    @Test
    void a_reader_that_hangs_is_ended() throws IOException {
        var file = Files.write(folder.resolve("a.part"), TinyVideo.bytes());
        var impatient = new VideoInspector(Duration.ofMillis(1));
        assertThatThrownBy(() -> impatient.inspect(file, folder.resolve("a.jpg")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("more than");
    }
}
