package dev.conch.ledger;

import static dev.conch.testing.SettableClock.NOON;

import static org.assertj.core.api.Assertions.assertThat;

import dev.conch.base.Money;
import dev.conch.base.TaskId;
import dev.conch.db.Dialect;
import dev.conch.testing.TestDatabases;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Path;

/** The audit finds what is planted: a check that cannot fail is none. */
@ParameterizedClass
@EnumSource(Dialect.class)
class AuditTest {
    @Parameter Dialect dialect;
    @TempDir Path folder;

    private Audit auditAfter(String damage) {
        try (var database = TestDatabases.open(dialect, folder)) {
            var ledger = new Ledger(database);
            database.write(
                    tx -> {
                        ledger.open(tx, 1);
                        ledger.topUp(tx, 1, Money.ofCents(100), "test", NOON);
                        ledger.hold(tx, 1, TaskId.next().toString(), Money.ofCents(40), NOON);
                        return tx.handle().execute(damage);
                    });
            return ledger.audit();
        }
    }

    @Test
    void money_from_nowhere_is_found() {
        var audit =
                auditAfter(
                        "update ledger_account set balance_microcents = 100000001 where id ="
                                + " 'paid:1'");

        assertThat(audit).isEqualTo(new Audit(1, 1, 0));
    }

    @Test
    void a_hold_that_no_transfer_explains_is_found() {
        var audit =
                auditAfter(
                        "update ledger_account set held_microcents = 39000000 where id = 'paid:1'");

        assertThat(audit).isEqualTo(new Audit(0, 1, 0));
    }

    @Test
    void holding_more_than_there_is_is_found() {
        var audit =
                auditAfter(
                        "update ledger_account set held_microcents = 101000000 where id ="
                                + " 'paid:1'");

        assertThat(audit).isEqualTo(new Audit(0, 1, 1));
    }
}
