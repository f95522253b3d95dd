package dev.conch.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

class SqliteDatabaseTest extends DatabaseContract {
    @TempDir Path folder;

    @Override
    Database open() {
        return Database.open(folder.resolve("test.db"));
    }

    @Test
    void after_a_full_disk_has_room_again_all_goes_on() {
        database.write(tx -> tx.handle().execute("create table big (content blob)"));
        database.write(tx -> insert(tx, 1));
        limitPages(integers("select page_count + 2 from pragma_page_count").getFirst());

        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> database.write(SqliteDatabaseTest::insertBig))
                    .hasStackTraceContaining("full");
        }
        database.write(tx -> insert(tx, 2));
        limitPages(1_000_000);
        database.write(SqliteDatabaseTest::insertBig);

        assertThat(integers("select count(*) from big")).containsExactly(1);
        assertThat(ids()).containsExactly(1, 2);
    }

    private void limitPages(int most) {
        database.write(tx -> tx.handle().execute("pragma max_page_count = " + most));
    }

    private static int insertBig(Transaction tx) {
        return tx.handle()
                .createUpdate("insert into big (content) values (zeroblob(:bytes))")
                .bind("bytes", 1_000_000)
                .execute();
    }
}
