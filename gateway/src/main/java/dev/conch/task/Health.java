package dev.conch.task;

import dev.conch.db.Database;
import dev.conch.db.DatabaseUnavailable;
import dev.conch.db.Transaction;
import dev.conch.provider.ErrorClass;
import dev.conch.provider.Trouble;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Clock;
import java.util.List;
import java.util.Objects;

/**
 * How each provider is, by what it answered: one that is refused, throttled or broken rests, on all
 * nodes. Shared between threads.
 */
final class Health {
    private static final Logger LOG = LoggerFactory.getLogger(Health.class);

    private final Database database;
    private final Clock clock;

    Health(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** It took a task. */
    void well(Transaction tx, String provider) {
        if (!JdbcGate.troubled(tx, provider)) {
            return; // the usual case takes no lock
        }
        var gate = gate(tx, provider);
        if (gate.failures() > 0) {
            JdbcGate.update(tx, gate.well(), clock.instant());
            if (gate.restingUntil() != null) {
                LOG.atInfo().addKeyValue("provider", provider).log("provider is well again");
            }
        }
    }

    /** It refused a task. */
    void refused(Transaction tx, String provider, Trouble trouble) {
        if (trouble.errorClass().endsTask()) {
            well(tx, provider); // it works, or it could not have judged
            return;
        }
        var now = clock.instant();
        var before = gate(tx, provider);
        var after = before.refused(trouble, now);
        JdbcGate.update(tx, after, now);
        if (trouble.errorClass() == ErrorClass.ACCOUNT) {
            alert(provider, after);
        } else if (after.resting(now) && !before.resting(now)) {
            LOG.atWarn()
                    .addKeyValue("provider", provider)
                    .addKeyValue("trouble", trouble.shortForm())
                    .addKeyValue("until", after.restingUntil())
                    .log("provider rests");
        }
    }

    /** A poll was refused because of the credential: nothing new goes there. */
    void unheard(String provider, Trouble trouble) {
        if (trouble.errorClass() != ErrorClass.ACCOUNT) {
            return;
        }
        try {
            database.write(
                    tx -> {
                        if (!gate(tx, provider).resting(clock.instant())) {
                            refused(tx, provider, trouble);
                        }
                        return provider;
                    });
        } catch (DatabaseUnavailable e) {
            LOG.atDebug().setCause(e).log("noted at the next poll");
        }
    }

    private static void alert(String provider, GateState state) {
        LOG.atError()
                .addKeyValue("provider", provider)
                .addKeyValue("reason", state.reason())
                .addKeyValue("until", state.restingUntil())
                .log("the provider refuses its key or has no money left: nothing new goes there");
    }

    private GateState gate(Transaction tx, String provider) {
        return Objects.requireNonNull(
                JdbcGate.lock(tx, List.of(provider), clock.instant()).get(provider));
    }
}
