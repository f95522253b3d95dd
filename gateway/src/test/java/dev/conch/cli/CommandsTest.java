package dev.conch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.conch.cli.Shell.Ran;
import dev.conch.provider.SubmitOutcome;
import dev.conch.testing.TestGateway;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.json.JsonMapper;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The commands that administer a gateway, as a shell runs them. */
class CommandsTest {
    private static final JsonMapper JSON = JsonMapper.shared();

    @TempDir Path folder;
    private TestGateway gateway;

    @BeforeEach
    void open() {
        gateway = TestGateway.with(folder, 10_000, Map.of());
    }

    @AfterEach
    void close() {
        gateway.close();
    }

    private static Ran run(Map<String, String> environment, String... arguments) {
        return new Shell(environment).run(arguments);
    }

    private Ran conch(String... arguments) {
        return Shell.at(gateway).run(arguments);
    }

    private Ran done(String... arguments) {
        return Shell.at(gateway).done(arguments);
    }

    @Test
    void an_account_is_made_topped_up_corrected_and_shown_in_dollars() {
        gateway.start();
        done("accounts", "create", "Ada", "--email", "ada@example.com", "--tasks-in-flight", "3");
        assertThat(done("accounts", "list").out())
                .contains("Ada", "ada@example.com", "tasks_in_flight=3");

        assertThat(done("accounts", "top-up", "2", "--amount", "50", "--reason", "invoice").out())
                .isEqualToIgnoringNewLines("top-up of $50.00, the balance is $50.00");
        done("accounts", "top-up", "2", "--amount", "$1.00", "--reason", "hello", "--bonus");
        done("accounts", "adjust", "2", "--amount", "-0.57", "--reason", "double charge");

        assertThat(done("accounts", "show", "2").out())
                .contains("balance   $50.43 (paid $49.43, bonus $1.00), held for tasks $0.00");
        assertThat(done("accounts", "ledger", "2").out())
                .contains("adjustment", "-$0.57", "double charge", "$50.00", "invoice");
        done("accounts", "update", "2", "--disable", "--no-limit", "tasks_in_flight");
        assertThat(done("accounts", "show", "2").out()).contains("disabled", "limits    -");
        assertThat(done("audit", "--account", "2").out())
                .contains("account.update", "account.adjust", "account.top_up", "account.create");
    }

    @Test
    void provenance_is_exported_line_by_line_and_a_project_made_to_require_watermarks() {
        gateway.start();
        gateway.awaitStatus(gateway.createMarble(), "completed");
        assertThat(done("provenance", "export", "--account", "1").out().lines())
                .singleElement()
                .satisfies(
                        line ->
                                assertThat(JSON.readTree(line).at("/provider").asString())
                                        .isEqualTo("scripted"));
        assertThat(done("provenance", "export", "--since", "2027-01-01T00:00:00Z").out()).isEmpty();
        var refused = conch("provenance", "export", "--until", "never");
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.err()).contains("until must be a time");

        done("projects", "update", "1", "--account", "1", "--labeling", "require_watermark");
        assertThat(done("projects", "list", "--account", "1").out()).contains("require_watermark");
    }

    @Test
    void a_top_up_under_a_name_happens_once_however_often_it_is_sent() {
        gateway.start();
        var command =
                new String[] {
                    "accounts",
                    "top-up",
                    "1",
                    "--amount",
                    "50",
                    "--reason",
                    "invoice",
                    "--idempotency-key",
                    "invoice-17"
                };

        done(command);

        assertThat(done(command).out()).contains("done before, not again", "balance is $150.00");
    }

    @Test
    void keys_are_made_listed_rotated_and_revoked() {
        gateway.start();
        var made = done("keys", "create", "bot", "--scope", "video:create", "--priority", "low");
        var id = made.firstMatch("token_[0-9a-f]{32}");
        var secret = made.firstMatch("conch_[0-9A-Za-z]{49}");
        assertThat(made.out()).contains("shown only this once: " + secret);

        var list = done("keys", "list").out();
        assertThat(list).contains(id, "bot", "video:create", "low", "active");
        assertThat(list).doesNotContain(secret);
        assertThat(columns(list)).hasSize(1);
        done("keys", "update", id, "--name", "robot", "--model", "hailuo-02-text-to-video-pro");
        assertThat(done("keys", "list").out())
                .contains("robot", "models=hailuo-02-text-to-video-pro");
        var rotated = done("keys", "rotate", id, "--overlap-hours", "1");
        assertThat(rotated.firstMatch("conch_[0-9A-Za-z]{49}")).isNotEqualTo(secret);
        assertThat(rotated.out()).contains("works until 2026-11-22 13:00:00");
        assertThat(done("keys", "revoke", id).out()).contains("revoked");
    }

    /** Where the column STATE begins in each line: once for all if they are aligned. */
    private static List<Integer> columns(String table) {
        var lines = table.lines().toList();
        int state = lines.getFirst().indexOf("STATE");
        var places = new ArrayList<Integer>();
        for (var line : lines.subList(1, lines.size())) {
            assertThat(line.substring(state)).startsWith("active");
            assertThat(line.charAt(state - 1)).isEqualTo(' ');
            places.add(state);
        }
        return places.stream().distinct().toList();
    }

    @Test
    void projects_and_budgets_are_set_listed_and_removed() {
        gateway.start();
        done("projects", "create", "films", "--storage-bytes", "1000000");
        assertThat(done("projects", "list").out()).contains("films", "storage_bytes=1000000");
        done("projects", "update", "2", "--name", "clips");
        assertThat(done("projects", "list").out()).contains("clips").doesNotContain("films");

        done("budgets", "set", "--owner", "project:1", "--per", "month", "--amount", "12.50");
        done(
                "budgets",
                "set",
                "--owner",
                "account",
                "--per",
                "day",
                "--tasks",
                "7",
                "--time-zone",
                "Europe/Berlin");
        gateway.createMarble();
        assertThat(done("budgets", "list").out())
                .contains("$12.50", "$0.57", "$11.93", "2026-12-01 00:00:00")
                .contains("7 tasks", "6 tasks", "Europe/Berlin", "2026-11-22 23:00:00");
        assertThat(done("budgets", "remove", "1").out()).contains("removed budget 1");
        assertThat(conch("budgets", "set", "--owner", "account", "--per", "day").exitCode())
                .isEqualTo(2);
    }

    @Test
    void admin_keys_are_made_listed_and_revoked() {
        gateway.start();
        var made = done("admin-keys", "create", "Grace");
        var secret = made.firstMatch("conch_admin_[0-9A-Za-z]{49}");
        var id = made.firstMatch("admin_[0-9a-f]{32}");
        assertThat(done("admin-keys", "list", "--admin-key", secret).out()).contains("Grace");
        done("admin-keys", "revoke", id);

        var refused = conch("admin-keys", "list", "--admin-key", secret);

        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.err()).contains("Invalid API key", "the key comes from --admin-key");
    }

    @Test
    void the_story_of_a_task_is_a_time_line() {
        gateway.start();
        gateway.clock.advance(Duration.ofMillis(250));
        var id = gateway.createMarble();
        gateway.awaitStatus(id, "completed");

        var story = done("task", id).out();

        assertThat(story).contains("completed", "price     $0.57, charged $0.57");
        assertThat(story)
                .containsSubsequence(
                        "2026-11-22 12:00:00.250  queued",
                        "running",
                        "storing",
                        "completed",
                        "submit 1 to scripted",
                        "provider's id " + id + "-1",
                        "hold $0.57 of paid money",
                        "charge $0.57 of paid money",
                        "file video");
        assertThat(done("tasks", "show", id).out()).isEqualTo(story);
    }

    @Test
    void an_unclear_task_is_listed_and_resolved() {
        gateway.provider.charges().answers(new SubmitOutcome.Unclear("connection reset"));
        gateway.start();
        var id = gateway.createMarble();
        gateway.await(id, _ -> done("tasks", "unclear").out().contains("unclear"));
        assertThat(conch("tasks", "resolve", id, "--as", "failed").err())
                .contains("reason is required to resolve as failed");
        assertThat(conch("tasks", "resolve", id, "--as", "lost").exitCode()).isEqualTo(2);

        var resolved = done("tasks", "resolve", id, "--as", "failed", "--reason", "gone").out();

        assertThat(resolved).contains("failed", "return $0.57 of paid money", "error     gone");
        assertThat(done("tasks", "unclear").out()).isEqualToIgnoringNewLines("none");
    }

    @Test
    void tasks_are_listed_by_page_and_canceled() {
        gateway.provider.works(0);
        gateway.start();
        var first = gateway.createMarble();
        gateway.createMarble();

        var page = done("tasks", "list", "--state", "queued", "--limit", "1").out();

        assertThat(page).contains("hailuo-02-text-to-video-pro", "$0.57", "more: --cursor ");
        var cursor = page.substring(page.indexOf("more: --cursor ") + 15).strip();
        assertThat(done("tasks", "list", "--cursor", cursor).out())
                .contains("tsk_" + first.replace("-", ""));
        assertThat(done("tasks", "cancel", first).out()).contains("canceled");
        assertThat(conch("tasks", "cancel", "x").exitCode()).isEqualTo(1);
    }

    @Test
    void the_doctor_ends_with_0_when_all_is_sound_and_with_1_when_not() throws Exception {
        gateway.start();
        assertThat(done("doctor").out()).contains("ok    ledger_sums_to_zero", "alive", "\nsound");
        try (var connection =
                        DriverManager.getConnection(
                                "jdbc:sqlite:" + folder.resolve("data/conch.db"));
                var change = connection.createStatement()) {
            change.execute("pragma busy_timeout = 5000");
            change.execute("update ledger_account set held_microcents = 7 where id = 'paid:1'");
        }

        var ran = conch("doctor");

        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.out()).contains("BAD   balances_match_transfers", "NOT SOUND");
    }

    @Test
    void json_is_what_the_gateway_answers() {
        gateway.start();

        var accounts = JSON.readTree(done("accounts", "list", "--json").out());

        assertThat(accounts.at("/accounts/0/name").asString()).isEqualTo("Default");
        assertThat(JSON.readTree(done("doctor", "--json").out()).at("/sound").asBoolean()).isTrue();
    }

    @Test
    void all_complaints_about_a_body_are_shown() {
        gateway.start();

        var ran = conch("keys", "create", "k", "--scope", "vide", "--priority", "urgent");

        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.err())
                .contains("scopes must be a list")
                .contains("priority must be one of: low, normal, high");
    }

    @Test
    void with_several_accounts_one_must_be_named() {
        gateway.start();
        done("accounts", "create", "Ada");

        var ran = conch("keys", "list");

        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.err()).contains("say --account; there are: 1 (Default), 2 (Ada)");
        assertThat(done("keys", "list", "--account", "2").out()).isEqualToIgnoringNewLines("none");
    }

    @Test
    void url_and_key_are_found_in_the_settings_and_the_data_folder() throws Exception {
        gateway.start();
        var settings = new HashMap<String, String>();
        settings.put("CONCH_SERVER_PORT", String.valueOf(gateway.port()));
        settings.put("CONCH_DATA_DIR", folder.resolve("elsewhere").toString());
        var missing = run(settings, "accounts", "list");
        assertThat(missing.exitCode()).isEqualTo(1);
        assertThat(missing.err()).contains("there is no operator's key", "admin.key");
        Files.createDirectory(folder.resolve("elsewhere"));
        Files.writeString(folder.resolve("elsewhere/admin.key"), TestGateway.ADMIN_KEY + "\n");

        assertThat(run(settings, "accounts", "list").exitCode()).isZero();
        settings.remove("CONCH_DATA_DIR");
        assertThat(
                        run(
                                        settings,
                                        "accounts",
                                        "list",
                                        "--data",
                                        folder.resolve("elsewhere").toString())
                                .exitCode())
                .isZero();
        settings.put("CONCH_BOOTSTRAP_ADMIN_KEY", TestGateway.ADMIN_KEY);
        settings.put("CONCH_DATA_DIR", folder.resolve("nowhere").toString());
        assertThat(run(settings, "accounts", "list").exitCode()).isZero();
    }

    @Test
    void a_gateway_that_is_not_there_is_said_plainly() {
        var ran = conch("accounts", "list", "--url", "http://127.0.0.1:1");

        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.err())
                .isEqualToIgnoringNewLines(
                        "conch: no gateway answers at http://127.0.0.1:1: start one with 'conch serve',"
                                + " or name another with --url");
        assertThat(conch("accounts", "list", "--url", "nonsense").err())
                .contains("is not a URL such as");
    }

    @Test
    void a_group_alone_prints_its_help_and_a_wrong_word_ends_with_2() {
        for (var group :
                List.of("accounts", "projects", "keys", "budgets", "admin-keys", "tasks")) {
            var ran = run(Map.of(), group);
            assertThat(ran.exitCode()).isZero();
            assertThat(ran.out()).contains("Usage: conch " + group, "list");
        }
        assertThat(run(Map.of(), "accounts", "lst").exitCode()).isEqualTo(2);
        assertThat(run(Map.of(), "accounts", "top-up", "1").exitCode()).isEqualTo(2);
        assertThat(
                        run(
                                        Map.of(),
                                        "accounts",
                                        "top-up",
                                        "1",
                                        "--amount",
                                        "many",
                                        "--reason",
                                        "x")
                                .err())
                .contains("'many' is not an amount in dollars such as 12.50");
    }
}
