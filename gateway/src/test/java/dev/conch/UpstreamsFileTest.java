package dev.conch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.conch.base.Secret;
import dev.conch.base.SecretBox;
import dev.conch.config.Upstreams;
import dev.conch.provider.VideoProvider;
import dev.conch.provider.http.Inspector;
import dev.conch.testing.SettableClock;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What the operator's file names is followed, and what that names too. */
class UpstreamsFileTest {
    @TempDir Path folder;
    private final List<String> made = new ArrayList<>();
    private Adapters adapters;
    private UpstreamsFile upstreams;

    @BeforeEach
    void open() {
        adapters =
                new Adapters(
                        Map.of(),
                        new SecretBox(new byte[32]),
                        folder.resolve("work"),
                        new SettableClock(),
                        Inspector::inProcesses);
        upstreams = new UpstreamsFile(folder.resolve("upstreams.toml"), List.of(), this::make);
    }

    private VideoProvider make(Upstreams.Provider wanted) {
        Secret key = adapters.key(wanted);
        made.add(wanted.name() + " " + key.reveal());
        return adapters.make(wanted, key);
    }

    private void write(String... names) throws IOException {
        var text = new StringBuilder();
        for (var name : names) {
            text.append("[provider.%s]%ntype = \"fal\"%n".formatted(name));
            text.append("key = \"file:%s\"%n".formatted(folder.resolve(name)));
        }
        text.append("[[route]]%nmodels = [\"*\"]%nto = [\"one\"]%n".formatted());
        Files.writeString(folder.resolve("upstreams.toml"), text);
    }

    @Test
    void a_key_that_changes_makes_its_provider_anew_and_no_other() throws IOException {
        write("one", "two");
        Files.writeString(folder.resolve("one"), "a");
        Files.writeString(folder.resolve("two"), "b");
        upstreams.read();
        made.clear();

        Files.writeString(folder.resolve("two"), "another");

        assertThat(upstreams.readIfChanged()).isPresent();
        assertThat(made).containsExactly("two another");
        assertThat(upstreams.readIfChanged()).isEmpty();
    }

    @Test
    void a_key_that_comes_after_the_file_that_names_it_is_found() throws IOException {
        write("one");
        Files.writeString(folder.resolve("one"), "a");
        upstreams.read();
        write("one", "late");

        assertThat(upstreams.readIfChanged()).isEmpty();
        assertThat(upstreams.problem().orElseThrow()).contains("late").contains("cannot be read");
        Files.writeString(folder.resolve("late"), "here");

        assertThat(upstreams.readIfChanged()).isPresent();
        assertThat(upstreams.problem()).isEmpty();
        assertThat(made).contains("late here");
    }
}
