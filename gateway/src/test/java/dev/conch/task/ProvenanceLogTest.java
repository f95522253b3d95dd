package dev.conch.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.conch.base.TaskId;
import dev.conch.db.Database;
import dev.conch.db.Dialect;
import dev.conch.testing.SettableClock;
import dev.conch.testing.TestDatabases;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

@ParameterizedClass
@EnumSource(Dialect.class)
class ProvenanceLogTest {
    private static final Duration KEPT = Duration.ofDays(180);
    private static final Instant FAR = Instant.parse("9999-01-01T00:00:00Z");

    @Parameter Dialect dialect;
    @TempDir Path folder;
    private final SettableClock clock = new SettableClock();
    private Database database;
    private ProvenanceLog log;

    @BeforeEach
    void open() {
        database = TestDatabases.open(dialect, folder);
        log = new ProvenanceLog(database, KEPT, clock);
    }

    @AfterEach
    void close() {
        database.close();
    }

    private void add(int count, long account) {
        database.write(
                tx -> {
                    for (int i = 0; i < count; i++) {
                        JdbcProvenance.insert(tx, record(account, i % 3 == 0 ? null : i % 3 == 1));
                    }
                    return count;
                });
    }

    private Provenance record(long account, @org.jspecify.annotations.Nullable Boolean mark) {
        return new Provenance(
                TaskId.next(),
                account,
                2,
                "key_1",
                "p",
                "m",
                "M",
                null,
                clock.instant(),
                "0".repeat(64),
                false,
                mark,
                mark);
    }

    private List<Provenance> all(ProvenanceLog.Filter filter) {
        var all = new ArrayList<Provenance>();
        var page = log.page(filter, null);
        while (!page.isEmpty()) {
            all.addAll(page);
            page = log.page(filter, page.getLast());
        }
        return all;
    }

    @Test
    void many_records_of_one_moment_come_page_by_page_each_once() {
        add(1201, 1);
        add(3, 2);
        clock.advance(Duration.ofMillis(1));
        add(1, 1);

        var all = all(new ProvenanceLog.Filter(1L, Instant.EPOCH, FAR));

        assertThat(all).hasSize(1202);
        assertThat(new HashSet<>(all.stream().map(Provenance::taskId).toList())).hasSize(1202);
        assertThat(all.getLast().at()).isEqualTo(clock.instant());
        assertThat(all(new ProvenanceLog.Filter(null, Instant.EPOCH, FAR))).hasSize(1205);
    }

    @Test
    void what_was_read_from_the_file_and_what_could_not_be_are_kept_apart() {
        add(3, 1);
        assertThat(all(new ProvenanceLog.Filter(null, Instant.EPOCH, FAR)))
                .extracting(Provenance::c2pa)
                .containsExactlyInAnyOrder(null, true, false);
    }

    @Test
    void records_are_forgotten_when_their_time_is_over_and_not_before() {
        add(2, 1);
        clock.advance(KEPT);
        add(1, 1);
        assertThat(log.forget()).isZero();

        clock.advance(Duration.ofMillis(1));

        assertThat(log.forget()).isEqualTo(2);
        assertThat(all(new ProvenanceLog.Filter(null, Instant.EPOCH, FAR))).hasSize(1);
        assertThat(log.forget()).isZero();
    }
}
