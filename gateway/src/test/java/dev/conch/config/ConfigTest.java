package dev.conch.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;

class ConfigTest {
    @TempDir Path folder;

    @Test
    void who_sets_nothing_gets_these_defaults() {
        assertThat(Config.defaults())
                .isEqualTo(
                        new Config(
                                new ServerConfig(
                                        "127.0.0.1",
                                        8080,
                                        "",
                                        1_048_576,
                                        33_554_432,
                                        Duration.ofSeconds(10),
                                        false,
                                        ""),
                                new DataConfig(Path.of("./conch-data")),
                                new DbConfig("", "", ""),
                                new BootstrapConfig("", 10_000, "Default", ""),
                                new WorkerConfig(
                                        1,
                                        Duration.ofSeconds(15),
                                        Duration.ofSeconds(5),
                                        Duration.ofMillis(250),
                                        Duration.ofHours(24),
                                        Duration.ZERO),
                                new UpstreamsConfig(null),
                                new CatalogConfig(Path.of("./conch-data/catalog"), false),
                                new StudioConfig(true, StudioConfig.Quality.STANDARD, 0, 1200, 0),
                                new FilesConfig(
                                        Duration.ofDays(7),
                                        Duration.ofDays(7),
                                        "",
                                        500,
                                        Duration.ofDays(365)),
                                new OutboundConfig(
                                        false,
                                        Duration.ofSeconds(5),
                                        Duration.ofSeconds(30),
                                        20_971_520),
                                new WebhooksConfig(Duration.ofDays(30)),
                                new LogConfig(LogConfig.Level.INFO, LogConfig.Format.JSON)));
    }

    /** Another value for every setting. */
    private static final String ALL_CHANGED =
            """
            data.dir = "/var/lib/conch"
            db.url = "jdbc:sqlite:/tmp/x.db"
            db.user = "conch"
            db.password = "hush"
            [server]
            host = "::1"
            port = 0
            public_url = "https://video.example.com/conch//"
            max_body_bytes = 2048
            max_image_body_bytes = 4096
            shutdown_seconds = 0
            trust_forwarded_for = true
            secret = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789ABCDEF"
            [bootstrap]
            key = "a-key-of-enough-letters"
            balance_cents = 5
            account_name = "Ada"
            [worker]
            renders = 2
            lease_seconds = 20
            heartbeat_seconds = 10
            poll_millis = 50
            task_deadline_hours = 2
            unclear_hours = 3
            [catalog]
            folder = "/etc/conch/catalog"
            [studio]
            enabled = false
            quality = "draft"
            threads = 3
            heap_mb = 512
            seed = 42
            [files]
            retention_days = 30
            link_days = 1
            dir = "/srv/videos"
            min_free_mb = 0
            provenance_days = 200
            [outbound]
            allow_private_networks = true
            connect_timeout_seconds = 1
            total_timeout_seconds = 2
            max_image_bytes = 1024
            [webhooks]
            retention_days = 3
            [log]
            level = "debug"
            format = "text"
            """;

    @Test
    void every_setting_of_a_file_arrives() throws IOException {
        Path file = file(ALL_CHANGED);

        assertThat(Config.load(file, Map.of(), Map.of()))
                .isEqualTo(
                        new Config(
                                new ServerConfig(
                                        "::1",
                                        0,
                                        "https://video.example.com/conch",
                                        2048,
                                        4096,
                                        Duration.ZERO,
                                        true,
                                        "0123456789abcdef".repeat(3) + "0123456789ABCDEF"),
                                new DataConfig(Path.of("/var/lib/conch")),
                                new DbConfig("jdbc:sqlite:/tmp/x.db", "conch", "hush"),
                                new BootstrapConfig("a-key-of-enough-letters", 5, "Ada", ""),
                                new WorkerConfig(
                                        2,
                                        Duration.ofSeconds(20),
                                        Duration.ofSeconds(10),
                                        Duration.ofMillis(50),
                                        Duration.ofHours(2),
                                        Duration.ofHours(3)),
                                new UpstreamsConfig(null),
                                new CatalogConfig(Path.of("/etc/conch/catalog"), true),
                                new StudioConfig(false, StudioConfig.Quality.DRAFT, 3, 512, 42),
                                new FilesConfig(
                                        Duration.ofDays(30),
                                        Duration.ofDays(1),
                                        "/srv/videos",
                                        0,
                                        Duration.ofDays(200)),
                                new OutboundConfig(
                                        true, Duration.ofSeconds(1), Duration.ofSeconds(2), 1024),
                                new WebhooksConfig(Duration.ofDays(3)),
                                new LogConfig(LogConfig.Level.DEBUG, LogConfig.Format.TEXT)));
    }

    @Test
    void the_command_line_goes_before_the_environment_and_that_before_the_file()
            throws IOException {
        Path file = file("[server]\nport = 1\nshutdown_seconds = 1\n[worker]\nrenders = 1\n");
        var environment = Map.of("CONCH_SERVER_PORT", "2", "CONCH_SERVER_SHUTDOWN_SECONDS", "2");
        var flags = Map.of("server.port", "3");

        var config = Config.load(file, environment, flags);

        assertThat(config.server().port()).isEqualTo(3);
        assertThat(config.server().shutdown()).isEqualTo(Duration.ofSeconds(2));
        assertThat(config.worker().renders()).isEqualTo(1);
        assertThat(config.server().host()).isEqualTo("127.0.0.1");
    }

    @Test
    void each_setting_can_be_set_by_its_variable() {
        for (Setting<?, ?> setting : Settings.ALL) {
            String value = setting.presetInFile().replace("\"", "");
            assertThat(Config.load(null, Map.of(setting.variable(), value), Map.of()))
                    .as(setting.variable())
                    .isEqualTo(Config.defaults());
        }
        var config =
                Config.load(
                        null,
                        Map.of(
                                "CONCH_BOOTSTRAP_KEY", " a-key-of-enough-letters ",
                                "CONCH_BOOTSTRAP_BALANCE_CENTS", "7",
                                "CONCH_OUTBOUND_ALLOW_PRIVATE_NETWORKS", "TRUE",
                                "CONCH_STUDIO_QUALITY", "draft"),
                        Map.of());
        assertThat(config.bootstrap().key()).isEqualTo("a-key-of-enough-letters");
        assertThat(config.bootstrap().balanceCents()).isEqualTo(7);
        assertThat(config.outbound().allowPrivateNetworks()).isTrue();
        assertThat(config.studio().quality()).isEqualTo(StudioConfig.Quality.DRAFT);
    }

    @Test
    void blank_variables_and_those_of_no_section_are_ignored() {
        var environment =
                Map.of("CONCH_SERVER_PORT", " ", "CONCH_HOME", "/opt/conch", "PATH", "/bin");

        assertThat(Config.load(null, environment, Map.of())).isEqualTo(Config.defaults());
    }

    @Test
    void an_empty_file_changes_nothing() throws IOException {
        assertThat(Config.load(file(""), Map.of(), Map.of())).isEqualTo(Config.defaults());
    }

    @Test
    void no_two_settings_share_a_name_or_a_variable() {
        var names = new HashSet<String>();
        for (Setting<?, ?> setting : Settings.ALL) {
            assertThat(names.add(setting.key())).as(setting.key()).isTrue();
            assertThat(names.add(setting.variable())).as(setting.variable()).isTrue();
            assertThat(Settings.SECTIONS).containsKey(setting.section());
        }
    }

    @Test
    void secrets_are_never_shown() {
        var config =
                Config.load(
                        null,
                        Map.of(
                                "CONCH_BOOTSTRAP_KEY", "hush-hush-hush-hush",
                                "CONCH_DB_URL", "jdbc:sqlite:/x?password=hush"),
                        Map.of());

        assertThat(config.toString())
                .doesNotContain("hush")
                .contains("key=(hidden)")
                .contains("url=(hidden)");
        assertThat(Config.defaults().toString()).contains("key=(none)");
    }

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("conch.toml"), text);
    }
}
