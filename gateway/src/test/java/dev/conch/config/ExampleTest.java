package dev.conch.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExampleTest {
    @TempDir Path folder;

    @Test
    void the_example_in_the_repository_is_the_one_that_the_settings_give() throws IOException {
        Path root = Path.of("").toAbsolutePath();
        while (!Files.exists(root.resolve("conch.example.toml")) && root.getParent() != null) {
            root = root.getParent();
        }

        assertThat(root.resolve("conch.example.toml"))
                .as("write Config.exampleToml() to this file")
                .hasContent(Config.exampleToml());
    }

    @Test
    void the_example_changes_nothing_as_it_is_nor_with_its_settings_taken_in() throws IOException {
        String example = Config.exampleToml();
        String takenIn = example.replaceAll("(?m)^# ([a-z_]+ = )", "$1");

        assertThat(takenIn.lines().filter(line -> line.matches("[a-z_]+ = .*")))
                .hasSize(Settings.ALL.size());
        assertThat(load(example)).isEqualTo(Config.defaults());
        assertThat(load(takenIn)).isEqualTo(Config.defaults());
    }

    @Test
    void no_line_of_the_example_is_too_wide() {
        assertThat(Config.exampleToml().lines()).allMatch(line -> line.length() <= 100);
    }

    private Config load(String text) throws IOException {
        Path file = Files.writeString(folder.resolve("conch.toml"), text);
        return Config.load(file, Map.of(), Map.of());
    }
}
