package dev.conch;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import com.google.googlejavaformat.java.JavaFormatterOptions;
import com.google.googlejavaformat.java.RemoveUnusedImports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * All Java source is as Spotless would write it. Spotless itself cannot check this under every JDK
 * that may run Maven, since the formatter needs the parser of a new one; tests always run on that.
 */
class FormatTest {
    @Test
    void source_is_formatted_and_if_not_conch_format_does_it() throws Exception {
        var formatter =
                new Formatter(
                        JavaFormatterOptions.builder()
                                .style(JavaFormatterOptions.Style.AOSP)
                                .build());
        var unformatted = new ArrayList<Path>();
        for (var file : sources()) {
            var text = Files.readString(file);
            if (!text.equals(formatted(formatter, text))) {
                unformatted.add(file);
            }
        }
        assertThat(unformatted).as("run: ./conch format").isEmpty();
    }

    private static String formatted(Formatter formatter, String text) throws FormatterException {
        return RemoveUnusedImports.removeUnusedImports(formatter.formatSource(text));
    }

    private static List<Path> sources() throws IOException {
        var root = Path.of("").toAbsolutePath().getParent();
        var found = new ArrayList<Path>();
        for (var module : List.of("studio", "gateway", "bench")) {
            try (var files = Files.walk(root.resolve(module).resolve("src"))) {
                files.filter(file -> file.toString().endsWith(".java")).forEach(found::add);
            }
        }
        return found;
    }
}
