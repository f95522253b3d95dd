package dev.conch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.conch.db.Database;
import dev.conch.testing.SettableClock;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A folder of files belongs to one database: others would delete what they do not know. */
class FileFolderTest {
    @TempDir Path folder;
    private final SettableClock clock = new SettableClock();

    private Database database(String name) {
        return Database.open(folder.resolve(name));
    }

    @Test
    void a_folder_stays_with_the_database_that_had_it_first() throws Exception {
        var files = new FileFolder(folder.resolve("files"), false);
        try (var first = database("first.db");
                var second = database("second.db")) {
            var stored = files.open(first, clock).put(new ByteArrayInputStream(new byte[3]), 3);

            assertThatThrownBy(() -> files.open(second, clock))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("belong to another database")
                    .hasMessageContaining("database-id");
            assertThat(files.open(first, clock).find(stored.sha256())).isPresent();

            Files.delete(files.root().resolve("database-id"));
            assertThat(files.open(second, clock).find(stored.sha256())).isPresent();
        }
    }

    @Test
    void a_mark_that_a_crash_left_empty_is_written_anew() throws Exception {
        var files = new FileFolder(folder.resolve("files"), true);
        Files.createDirectories(files.root());
        Files.writeString(files.root().resolve("database-id"), "");
        try (var database = database("first.db")) {
            files.open(database, clock);

            assertThat(files.root().resolve("database-id")).isNotEmptyFile();
        }
    }
}
