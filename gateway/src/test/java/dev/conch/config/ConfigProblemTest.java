package dev.conch.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

class ConfigProblemTest {
    @TempDir Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "server.port = 99999 | server.port must be 0 to 65535, was 99999",
                "server.port = -1 | server.port must be 0 to 65535, was -1",
                "server.port = \"8080\" | server.port must be a whole number, was \"8080\"",
                "server.port = 80.5 | server.port must be a whole number, was 80.5",
                "server.port = true | server.port must be a whole number, was true",
                "server.host = 5 | server.host must be a text in quotes, was 5",
                "server.host = \"\" | server.host must be a host name or IP address, was \"\"",
                "server.host = \"a b\" | server.host must be a host name or IP address, was \"a b\"",
                "server.public_url = \"video.example\" | server.public_url must be empty or a URL"
                        + " such as https://video.example.com, was \"video.example\"",
                "server.public_url = \"ftp://x.example\" | server.public_url must be empty or a URL"
                        + " such as https://video.example.com, was \"ftp://x.example\"",
                "server.public_url = \"https://x.example/?a=b\" | server.public_url must be empty"
                        + " or a URL such as https://video.example.com, was"
                        + " \"https://x.example/?a=b\"",
                "server.max_body_bytes = 3 | server.max_body_bytes must be 1024 to 1073741824, was"
                        + " 3",
                "server.shutdown_seconds = -5 | server.shutdown_seconds must be 0 to 3600"
                        + " (seconds), was -5",
                "data.dir = \" \" | data.dir must be a path, was \" \"",
                "db.url = \"mysql://root:hush@x\" | db.url must be empty or a URL that starts with"
                        + " jdbc:sqlite: or jdbc:postgresql:, was something else",
                "bootstrap.key = \"hush\" | bootstrap.key must be empty or 16 to 200 visible ASCII"
                        + " characters, was something else",
                "bootstrap.key = 123456 | bootstrap.key must be a text in quotes, was something"
                        + " else",
                "bootstrap.balance_cents = -1 | bootstrap.balance_cents must be 0 to 100000000000,"
                        + " was -1",
                "bootstrap.account_name = \"\" | bootstrap.account_name must be a name of 1 to 100"
                        + " characters, was \"\"",
                "worker.renders = 0 | worker.renders must be 1 to 64, was 0",
                "worker.poll_millis = 9 | worker.poll_millis must be 10 to 60000 (milliseconds),"
                        + " was 9",
                "worker.heartbeat_seconds = 8 | worker.heartbeat_seconds must be at most half of"
                        + " worker.lease_seconds (15), was 8",
                "worker.lease_seconds = 9 | worker.lease_seconds must be at least twice"
                        + " worker.heartbeat_seconds (5), was 9",
                "studio.enabled = \"yes\" | studio.enabled must be true or false, was \"yes\"",
                "studio.quality = \"best\" | studio.quality must be one of: standard, draft, was"
                        + " \"best\"",
                "studio.seed = -1 | studio.seed must be 0 or more, was -1",
                "files.min_free_mb = -1 | files.min_free_mb must be 0 to 100000000, was -1",
                "files.dir = ' ' | files.dir must be empty or a path, was \" \"",
                "files.provenance_days = 179 | files.provenance_days must be 180 to 36500 (days), was"
                        + " 179",
                "files.retention_days = 4000 | files.retention_days must be 1 to 3650 (days), was"
                        + " 4000",
                "log.format = \"xml\" | log.format must be one of: json, text, was \"xml\"",
                "log.level = [\"info\"] | log.level must be a text in quotes, was a list",
                "server.prot = 1 | unknown setting server.prot; did you mean server.port?",
                "server.retention_days = 1 | unknown setting server.retention_days; did you mean"
                        + " files.retention_days?",
                "server.xyzzyx = 1 | unknown setting server.xyzzyx; [server] has: host, port,"
                        + " public_url, max_body_bytes, max_image_body_bytes, shutdown_seconds,"
                        + " trust_forwarded_for, secret",
                "server.port.x = 1 | server.port must be a whole number, was a table",
                "port = 1 | unknown setting port; did you mean server.port?",
                "xyzzyx = 1 | unknown setting xyzzyx; sections are: server, data, db, bootstrap,"
                        + " worker, upstreams, catalog, studio, files, outbound, webhooks, log",
                "servr.port = 1 | unknown section [servr]; did you mean [server]?",
                "elsewhere.port = 1 | unknown section [elsewhere]; sections are: server, data, db,"
                        + " bootstrap, worker, upstreams, catalog, studio, files, outbound, webhooks,"
                        + " log"
            })
    void a_wrong_line_is_named_with_its_number_and_what_would_be_right(
            String line, String complaint) throws IOException {
        assertThat(problems("# first\n\n" + line + "\n")).isEqualTo("conch.toml:3: " + complaint);
    }

    @Test
    void a_file_that_is_not_toml_is_named_with_the_line() throws IOException {
        assertThat(problems("[server]\nport = \n"))
                .startsWith("conch.toml:2: is not TOML at column 8: Unexpected")
                .hasLineCount(1);
        assertThat(problems("[log]\nlevel = \"info\"\n[server]\nport = 1\nport = 2\n"))
                .startsWith("conch.toml:5: is not TOML at column 1: port previously")
                .hasLineCount(1);
    }

    @Test
    void a_mistake_beside_a_secret_does_not_show_it() throws IOException {
        for (String line :
                new String[] {
                    "key = hushhush", "key = \"hushhush", "key = \"hushhush\" hushhush"
                }) {
            assertThat(problems("[bootstrap]\n" + line + "\n"))
                    .startsWith("conch.toml:2: is not TOML at column ")
                    .doesNotContain("hush");
        }
    }

    @Test
    void everything_wrong_is_told_at_once_in_order_of_lines() throws IOException {
        Path file = file("[worker]\nrenders = 0\npoll = 1\n[server]\nprot = 1\nport = 70000\n");
        var environment =
                Map.of(
                        "CONCH_SERVER_PROT", "1",
                        "CONCH_LOG_LEVEL", "loud",
                        "CONCH_BOOTSTRAP_KEY", "hush",
                        "CONCH_FILES_XYZZY", "1");
        var flags = Map.of("server.port", "http", "server.hots", "x");

        var wrong =
                assertThrows(ConfigException.class, () -> Config.load(file, environment, flags));

        assertThat(String.valueOf(wrong.getMessage()).replace(folder + "/", ""))
                .isEqualTo(
                        """
                        conch.toml:2: worker.renders must be 1 to 64, was 0
                        conch.toml:3: unknown setting worker.poll; [worker] has: renders,\
                         lease_seconds, heartbeat_seconds, poll_millis, task_deadline_hours, unclear_hours
                        conch.toml:5: unknown setting server.prot; did you mean server.port?
                        conch.toml:6: server.port must be 0 to 65535, was 70000
                        CONCH_BOOTSTRAP_KEY must be empty or 16 to 200 visible ASCII characters,\
                         was something else
                        unknown variable CONCH_FILES_XYZZY; conch.example.toml names all settings
                        CONCH_LOG_LEVEL must be one of: error, warn, info, debug, trace, was loud
                        unknown variable CONCH_SERVER_PROT; did you mean CONCH_SERVER_PORT?
                        command line: unknown setting server.hots; did you mean server.host?
                        command line: server.port must be a whole number, was http""");
    }

    @Test
    void the_source_of_a_lease_too_short_is_named() {
        var wrong =
                assertThrows(
                        ConfigException.class,
                        () ->
                                Config.load(
                                        null, Map.of("CONCH_WORKER_LEASE_SECONDS", "8"), Map.of()));

        assertThat(wrong)
                .hasMessage(
                        "CONCH_WORKER_LEASE_SECONDS must be at least twice worker.heartbeat_seconds"
                                + " (5), was 8");
    }

    @Test
    void a_file_that_cannot_be_read_is_named() throws IOException {
        Path missing = folder.resolve("missing.toml");
        assertThatThrownBy(() -> Config.load(missing, Map.of(), Map.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessage(missing + ": there is no such file");

        Path latin1 = folder.resolve("latin1.toml");
        Files.write(latin1, new byte[] {'#', (byte) 0xE9, '\n'});
        assertThatThrownBy(() -> Config.load(latin1, Map.of(), Map.of()))
                .hasMessage(latin1 + ": must be UTF-8 text");

        assertThatThrownBy(() -> Config.load(folder, Map.of(), Map.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith(folder + ": cannot be read: ");
    }

    @Test
    void a_section_built_by_hand_is_checked_as_well() {
        assertThatThrownBy(
                        () ->
                                new WorkerConfig(
                                        1,
                                        Duration.ofSeconds(10),
                                        Duration.ofSeconds(6),
                                        Duration.ofMillis(250),
                                        Duration.ZERO,
                                        Duration.ZERO))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "worker.heartbeat_seconds must be at most half of worker.lease_seconds"
                                + " (10), was 6");
        assertThatThrownBy(() -> new BootstrapConfig("hush", 1, "x", ""))
                .isInstanceOf(ConfigException.class)
                .hasMessageNotContaining("hush");
        assertThatThrownBy(
                        () ->
                                new FilesConfig(
                                        Duration.ofDays(7),
                                        Duration.ZERO,
                                        "",
                                        0,
                                        Duration.ofDays(365)))
                .hasMessage("files.link_days must be 1 to 3650 (days), was 0");
    }

    private String problems(String text) throws IOException {
        Path file = file(text);
        var wrong =
                assertThrows(ConfigException.class, () -> Config.load(file, Map.of(), Map.of()));
        return String.valueOf(wrong.getMessage()).replace(folder + "/", "");
    }

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("conch.toml"), text);
    }
}
