package dev.conch;

import static dev.conch.testing.Admin.ok;
import static dev.conch.testing.TestGateway.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.conch.testing.Admin;
import dev.conch.testing.SettableClock;
import dev.conch.testing.TestGateway;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;

/** Operators' keys from the first start on, the audit log, and a doctor who finds something. */
class AdminOperatorsTest {
    private static final Map<String, String> GENERATED = Map.of("bootstrap.admin_key", "");

    @TempDir Path folder;

    private static void refused(HttpResponse<String> response, int status, String code) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(json(response).at("/error/code").asString()).isEqualTo(code);
    }

    private String keyInFile() throws Exception {
        return Files.readString(folder.resolve("data/admin.key")).strip();
    }

    @Test
    void the_first_start_writes_a_key_for_its_owner_only_and_later_ones_keep_it() throws Exception {
        String key;
        try (var gateway = TestGateway.with(folder, 0, GENERATED).start()) {
            key = keyInFile();
            assertThat(key).matches("conch_admin_[0-9A-Za-z]{49}");
            assertThat(
                            PosixFilePermissions.toString(
                                    Files.getPosixFilePermissions(
                                            folder.resolve("data/admin.key"))))
                    .isEqualTo("rw-------");
            var keys = ok(new Admin(gateway, key).get("admin_keys")).at("/admin_keys");
            assertThat(keys).hasSize(1);
            assertThat(keys.get(0).at("/name").asString()).isEqualTo("bootstrap");
        }
        try (var gateway = TestGateway.with(folder, 0, GENERATED).start()) {
            assertThat(keyInFile()).isEqualTo(key);
            assertThat(new Admin(gateway, key).get("accounts").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void a_chosen_first_key_works_and_is_written_nowhere() {
        try (var gateway = TestGateway.started(folder)) {
            assertThat(Admin.operator(gateway).get("accounts").statusCode()).isEqualTo(200);
            assertThat(folder.resolve("data/admin.key")).doesNotExist();
        }
    }

    @Test
    void a_restart_replaces_the_key_when_none_works_any_more() throws Exception {
        String lost;
        try (var gateway = TestGateway.with(folder, 0, GENERATED).start()) {
            lost = keyInFile();
            var operator = new Admin(gateway, lost);
            var first = ok(operator.get("admin_keys")).at("/admin_keys/0/id").asString();
            var brief =
                    ok(
                            operator.post(
                                    "admin_keys",
                                    "{\"name\": \"brief\", \"expires_at\": \"%s\"}"
                                            .formatted(SettableClock.NOON.plusSeconds(1))));
            assertThat(brief.at("/key").asString()).startsWith("conch_admin_");
            ok(operator.delete("admin_keys/" + first));
        }
        try (var gateway = TestGateway.with(folder, 0, GENERATED)) {
            gateway.clock.advance(Duration.ofMinutes(1));
            gateway.start();

            assertThat(keyInFile()).isNotEqualTo(lost);
            assertThat(new Admin(gateway, keyInFile()).get("accounts").statusCode()).isEqualTo(200);
            refused(new Admin(gateway, lost).get("accounts"), 401, "unauthorized");
        }
    }

    @Test
    void operators_make_and_revoke_keys_but_never_the_last() {
        try (var gateway = TestGateway.started(folder)) {
            var operator = Admin.operator(gateway);
            var body = "{\"name\": \"Grace\"}";
            var made = ok(operator.postOnce("admin_keys", body, "g"));
            var grace = new Admin(gateway, made.at("/key").asString());
            var replay = ok(operator.postOnce("admin_keys", body, "g"));
            assertThat(replay.at("/id")).isEqualTo(made.at("/id"));
            assertThat(replay.at("/key").isNull()).isTrue();
            assertThat(grace.get("accounts").statusCode()).isEqualTo(200);
            refused(operator.post("admin_keys", "{\"nam\": 1}"), 422, "validation_failed");

            ok(operator.delete("admin_keys/" + made.at("/id").asString()));

            refused(grace.get("accounts"), 401, "unauthorized");
            var keys = ok(operator.get("admin_keys"));
            assertThat(keys.at("/admin_keys").size()).isEqualTo(2);
            assertThat(keys.toString()).doesNotContain(TestGateway.ADMIN_KEY);
            var first = keys.at("/admin_keys/0").at("/name").asString().equals("bootstrap") ? 0 : 1;
            refused(
                    operator.delete(
                            "admin_keys/" + keys.at("/admin_keys").get(first).at("/id").asString()),
                    409,
                    "request_conflict");
            refused(operator.delete("admin_keys/admin_0"), 404, "not_found");
            refused(new Admin(gateway, TestGateway.KEY).post("admin_keys", body), 403, "forbidden");
        }
    }

    @Test
    void the_audit_log_is_paged_from_the_newest_and_knows_who_did_what() {
        try (var gateway = TestGateway.started(folder)) {
            var operator = Admin.operator(gateway);
            for (int i = 0; i < 4; i++) {
                ok(operator.post("accounts/1/projects", "{\"name\": \"p%d\"}".formatted(i)));
            }
            var targets = new ArrayList<String>();
            var cursor = "";
            do {
                var page = ok(operator.get("audit?limit=2" + cursor));
                page.at("/entries").forEach(e -> targets.add(e.at("/target").asString()));
                cursor =
                        page.at("/has_more").asBoolean()
                                ? "&cursor=" + page.at("/next_cursor").asString()
                                : "";
            } while (!cursor.isEmpty());

            assertThat(targets)
                    .startsWith("project:5", "project:4", "project:3", "project:2")
                    .doesNotHaveDuplicates();
            var me = ok(operator.get("admin_keys")).at("/admin_keys/0/id");
            assertThat(ok(operator.get("audit?limit=1")).at("/entries/0/actor")).isEqualTo(me);
        }
    }

    @Test
    void the_doctor_finds_a_cent_that_came_from_nowhere() throws Exception {
        try (var gateway = TestGateway.started(folder)) {
            sql(
                    "update ledger_account set balance_microcents = balance_microcents + 1000000"
                            + " where id = 'paid:1'");

            var doctor = ok(Admin.operator(gateway).get("doctor"));

            assertThat(doctor.at("/sound").asBoolean()).isFalse();
            assertThat(doctor.at("/invariants/0/count").asLong()).isEqualTo(1_000_000);
            assertThat(doctor.at("/invariants/1/count").asLong()).isEqualTo(1);
            assertThat(doctor.at("/problems/0").asString()).startsWith("ledger_sums_to_zero");
        }
    }

    @Test
    void the_doctor_finds_a_task_without_its_hold_and_one_that_says_another_charge()
            throws Exception {
        try (var gateway = TestGateway.with(folder, 1_000, Map.of())) {
            gateway.start();
            gateway.awaitStatus(gateway.createMarble(), "completed");
            sql("update task set charged_microcents = 1");
            gateway.provider.holdsBack();
            gateway.awaitStatus(gateway.createMarble(), "processing");
            sql("update task set ended_at = 1, state = 'failed' where ended_at is null");

            var invariants = ok(Admin.operator(gateway).get("doctor")).at("/invariants");

            assertThat(invariants.get(3).at("/count").asLong()).isEqualTo(1);
            assertThat(invariants.get(4).at("/count").asLong()).isEqualTo(1);
        }
    }

    private void sql(String statement) throws SQLException {
        try (var connection =
                        DriverManager.getConnection(
                                "jdbc:sqlite:" + folder.resolve("data/conch.db"));
                var change = connection.createStatement()) {
            change.execute("pragma busy_timeout = 5000");
            change.execute(statement);
        }
    }
}
