package dev.conch;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;

import dev.conch.testing.Complaint;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The table of docs/complaints.md names the tests that there are. */
class ComplaintsTest {
    /** A row that begins with a number and names tests as {@code Class.method}. */
    private static final Pattern ROW = Pattern.compile("\\| (\\d+) \\|.*");

    private static final Pattern TEST = Pattern.compile("`([A-Z][A-Za-z]+\\.[a-z0-9_]+)`");

    @Test
    void every_row_names_exactly_the_tests_that_name_its_number() throws IOException {
        assertThat(inDocs())
                .as("docs/complaints.md against the @Complaint annotations of the tests")
                .isEqualTo(inTests());
    }

    private static Map<Integer, Set<String>> inTests() {
        var tests = new TreeMap<Integer, Set<String>>();
        for (var type : new ClassFileImporter().importPackages("dev.conch")) {
            for (var method : type.getMethods()) {
                method.tryGetAnnotationOfType(Complaint.class)
                        .ifPresent(
                                complaint ->
                                        Arrays.stream(complaint.value())
                                                .forEach(
                                                        number ->
                                                                tests.computeIfAbsent(
                                                                                number,
                                                                                _ ->
                                                                                        new TreeSet<>())
                                                                        .add(
                                                                                type.getSimpleName()
                                                                                        + "."
                                                                                        + method
                                                                                                .getName())));
            }
        }
        return tests;
    }

    private static Map<Integer, Set<String>> inDocs() throws IOException {
        var rows = new TreeMap<Integer, Set<String>>();
        for (var line : Files.readAllLines(root().resolve("docs/complaints.md"))) {
            var row = ROW.matcher(line);
            if (!row.matches()) {
                continue;
            }
            var named = new TreeSet<String>();
            TEST.matcher(line).results().forEach(test -> named.add(test.group(1)));
            if (!named.isEmpty()) {
                rows.put(Integer.valueOf(row.group(1)), named);
            }
        }
        return rows;
    }

    private static Path root() {
        var folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("docs/complaints.md"))) {
            folder = folder.getParent();
        }
        return folder;
    }
}
