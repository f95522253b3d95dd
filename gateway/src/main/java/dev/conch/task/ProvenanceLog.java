package dev.conch.task;

import dev.conch.db.Database;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Where results came from, for those who must answer for them. Shared between threads. */
public final class ProvenanceLog {
    private static final Logger LOG = LoggerFactory.getLogger(ProvenanceLog.class);
    private static final int PAGE = 500;
    private static final int BATCH = 1000;

    /** Later than every id that there is. */
    private static final String LAST_ID = "g";

    private static final Duration DAILY = Duration.ofHours(24);

    private final Database database;
    private final Duration kept;
    private final Clock clock;

    /**
     * The log.
     *
     * @param kept how long records are kept
     */
    public ProvenanceLog(Database database, Duration kept, Clock clock) {
        this.database = database;
        this.kept = kept;
        this.clock = clock;
    }

    /**
     * Which records.
     *
     * @param account null for all
     * @param until not of this moment and later
     */
    public record Filter(@Nullable Long account, Instant since, Instant until) {}

    /**
     * Some records, the oldest first; empty when there are no more.
     *
     * @param last of the page before; null to begin
     */
    public List<Provenance> page(Filter filter, @Nullable Provenance last) {
        var after = last == null ? filter.since().minusMillis(1) : last.at();
        var afterTask = last == null ? LAST_ID : last.taskId().toString();
        return database.read(tx -> JdbcProvenance.list(tx, filter, after, afterTask, PAGE));
    }

    /** What is to be done now and then. */
    public Chores.Chore chore() {
        return new Chores.Chore("forget provenance", DAILY, this::forget);
    }

    /** Deletes records whose time is over; how many. */
    int forget() {
        var before = clock.instant().minus(kept);
        int all = 0;
        while (!Thread.currentThread().isInterrupted()
                && database.read(tx -> JdbcProvenance.anyBefore(tx, before))) {
            int forgotten = database.write(tx -> JdbcProvenance.forget(tx, before, BATCH));
            if (forgotten == 0) {
                break; // another node is at it
            }
            all += forgotten;
        }
        if (all > 0) {
            LOG.atInfo().addKeyValue("records", all).log("provenance forgotten");
        }
        return all;
    }
}
