package dev.conch.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The one table of all settings: name, default, check and comment of each. */
final class Settings {
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9.:_-]+");
    private static final Pattern KEY = Pattern.compile("[!-~]{16,200}");
    private static final Pattern SECRET = Pattern.compile("[0-9a-fA-F]{64}");
    private static final int MIB = 1024 * 1024;

    static final Setting<String, String> HOST_NAME =
            open(
                    "server.host",
                    Kind.text("a host name or IP address", text -> HOST.matcher(text).matches()),
                    "127.0.0.1",
                    "Address to listen on. 0.0.0.0 opens the gateway to the network.");
    static final Setting<Long, Integer> PORT =
            open(
                    "server.port",
                    Kind.integer(0, 65_535),
                    8080,
                    "Port to listen on; 0 takes a free one.");
    static final Setting<String, String> PUBLIC_URL =
            open(
                    "server.public_url",
                    Kind.text(
                            "empty or a URL such as https://video.example.com",
                            Settings::isEmptyOrWebUrl),
                    "",
                    "URL by which clients reach the gateway, for the links it hands out. Empty: the"
                            + " address that a request came to.");
    static final Setting<Long, Integer> MAX_BODY_BYTES =
            open(
                    "server.max_body_bytes",
                    Kind.integer(1024, 1024 * MIB),
                    MIB,
                    "Largest body of a request.");
    static final Setting<Long, Integer> MAX_IMAGE_BODY_BYTES =
            open(
                    "server.max_image_body_bytes",
                    Kind.integer(1024, 1024 * MIB),
                    32 * MIB,
                    "Largest body of a request that may hold images as data URIs.");
    static final Setting<Long, Duration> SHUTDOWN =
            open(
                    "server.shutdown_seconds",
                    Kind.seconds(0, 3600),
                    Duration.ofSeconds(10),
                    "How long running requests may take when the gateway is told to stop.");

    static final Setting<Boolean, Boolean> TRUST_FORWARDED_FOR =
            open(
                    "server.trust_forwarded_for",
                    Kind.truth(),
                    false,
                    "Whether a caller's address is the last one in X-Forwarded-For. For a gateway"
                            + " that only one proxy can reach: else anyone writes what they like.");
    static final Setting<String, String> SERVER_SECRET =
            new Setting<>(
                    "server.secret",
                    Kind.text(
                            "empty or 64 hexadecimal digits",
                            text -> text.isEmpty() || SECRET.matcher(text).matches()),
                    "",
                    true,
                    "Secret that API keys, links and signatures depend on; the same for all gateways on"
                            + " one database. Empty: one is made and kept in data.dir.");

    static final Setting<String, Path> DIR =
            open(
                    "data.dir",
                    Kind.path(),
                    Path.of("./conch-data"),
                    "Folder of the database and the files; made if it is not there.");

    static final Setting<String, String> BOOTSTRAP_KEY =
            new Setting<>(
                    "bootstrap.key",
                    Kind.text(
                            "empty or 16 to 200 visible ASCII characters",
                            text -> text.isEmpty() || KEY.matcher(text).matches()),
                    "",
                    true,
                    "API key of the account that the first start creates. Empty: one is made and printed"
                            + " once.");
    static final Setting<Long, Long> BOOTSTRAP_BALANCE_CENTS =
            open(
                    "bootstrap.balance_cents",
                    Kind.number(0, 100_000_000_000L),
                    10_000L,
                    "Balance that the first account starts with, in US cents.");
    static final Setting<String, String> BOOTSTRAP_ACCOUNT_NAME =
            open(
                    "bootstrap.account_name",
                    Kind.text(
                            "a name of 1 to 100 characters",
                            text -> !text.isBlank() && text.length() <= 100),
                    "Default",
                    "Name of the first account.");
    static final Setting<String, String> BOOTSTRAP_ADMIN_KEY =
            new Setting<>(
                    "bootstrap.admin_key",
                    Kind.text(
                            "empty or 16 to 200 visible ASCII characters",
                            text -> text.isEmpty() || KEY.matcher(text).matches()),
                    "",
                    true,
                    "Key of the first operator, for /api/admin/v1 and the commands that manage accounts,"
                            + " keys and tasks. Empty: one is made and written to admin.key in"
                            + " data.dir.");

    static final Setting<Long, Integer> RENDERS =
            open(
                    "worker.renders",
                    Kind.integer(1, 64),
                    1,
                    "How many videos are rendered at a time; each takes all cores it may.");
    static final Setting<Long, Duration> LEASE =
            open(
                    "worker.lease_seconds",
                    Kind.seconds(2, 3600),
                    Duration.ofSeconds(15),
                    "How long a task stays with a worker that gives no sign of life.");
    static final Setting<Long, Duration> HEARTBEAT =
            open(
                    "worker.heartbeat_seconds",
                    Kind.seconds(1, 1800),
                    Duration.ofSeconds(5),
                    "How often a worker gives a sign of life; at most half of lease_seconds.");
    static final Setting<Long, Duration> POLL =
            open(
                    "worker.poll_millis",
                    Kind.millis(10, 60_000),
                    Duration.ofMillis(250),
                    "How often a worker looks for due tasks that nobody told it of.");

    static final Setting<Long, Duration> TASK_DEADLINE =
            open(
                    "worker.task_deadline_hours",
                    Kind.hours(0, 720),
                    Duration.ofHours(24),
                    "How long a task may be worked on; then it fails without a charge. 0: for ever.");
    static final Setting<Long, Duration> UNCLEAR =
            open(
                    "worker.unclear_hours",
                    Kind.hours(0, 720),
                    Duration.ZERO,
                    "When nobody can tell whether a provider took a task: how long after its submit it"
                            + " fails without a charge. 0: it waits for you, see conch tasks unclear.");

    static final Setting<String, String> UPSTREAMS_FILE =
            open(
                    "upstreams.file",
                    Kind.text("empty or a path", Settings::isEmptyOrPath),
                    "",
                    "File of hosted providers and the routes to them, read again when it changes; see"
                            + " docs/upstreams.md. Empty: upstreams.toml in the working folder, if"
                            + " it is there; without one all videos come from the studio.");

    static final Setting<String, String> CATALOG_FOLDER =
            open(
                    "catalog.folder",
                    Kind.text("empty or a path", Settings::isEmptyOrPath),
                    "",
                    "Folder of your own models and prices, *.json, read again when one changes; see"
                            + " docs/catalog.md. Empty: catalog in data.dir, if it is there.");

    static final Setting<Boolean, Boolean> STUDIO_ENABLED =
            open(
                    "studio.enabled",
                    Kind.truth(),
                    true,
                    "Whether videos are made by the engine built into Conch.");
    static final Setting<String, StudioConfig.Quality> QUALITY =
            open(
                    "studio.quality",
                    Kind.choice(StudioConfig.Quality.class),
                    StudioConfig.Quality.STANDARD,
                    "How carefully it draws: draft is many times faster and grainy.");
    static final Setting<Long, Integer> THREADS =
            open(
                    "studio.threads",
                    Kind.integer(0, 1024),
                    0,
                    "How many threads draw one video; 0 takes one for each core.");
    static final Setting<Long, Integer> HEAP_MB =
            open(
                    "studio.heap_mb",
                    Kind.integer(256, 65_536),
                    1200,
                    "Memory for drawing one video, in megabytes.");
    static final Setting<Long, Long> SEED =
            open(
                    "studio.seed",
                    Kind.number(0, Long.MAX_VALUE),
                    0L,
                    "Seed of all chance in a video, mixed with the prompt: equal requests give equal"
                            + " videos; with another number they are others.");

    static final Setting<Long, Duration> RETENTION =
            open(
                    "files.retention_days",
                    Kind.days(1, 3650),
                    Duration.ofDays(7),
                    "How long results are kept, unless the limits of their project say otherwise.");
    static final Setting<Long, Duration> LINK_LIFE =
            open(
                    "files.link_days",
                    Kind.days(1, 3650),
                    Duration.ofDays(7),
                    "How long a link to a result works; it never outlives the file. A task shows a new one in"
                            + " time.");

    static final Setting<String, String> FILES_DIR =
            open(
                    "files.dir",
                    Kind.text("empty or a path", Settings::isEmptyOrPath),
                    "",
                    "Folder of the files. Empty: files in data.dir. Gateways that share a PostgreSQL"
                            + " may share a folder, and then each can serve every file.");
    static final Setting<Long, Integer> MIN_FREE_MB =
            open(
                    "files.min_free_mb",
                    Kind.integer(0, 100_000_000),
                    500,
                    "New tasks are refused while the disk has less room than this, in megabytes; 0"
                            + " never refuses.");

    static final Setting<Long, Duration> PROVENANCE =
            open(
                    "files.provenance_days",
                    Kind.days(180, 36_500),
                    Duration.ofDays(365),
                    "How long Conch remembers which provider and model made a result, for whom, and"
                            + " which marks the file carried. Longer than the file itself.");

    static final Setting<Boolean, Boolean> ALLOW_PRIVATE_NETWORKS =
            open(
                    "outbound.allow_private_networks",
                    Kind.truth(),
                    false,
                    "Whether URLs in requests may lead to this machine or its private networks, and be"
                            + " http. For tests and laptops: on a server it opens the inside to every"
                            + " customer.");
    static final Setting<Long, Duration> CONNECT_TIMEOUT =
            open(
                    "outbound.connect_timeout_seconds",
                    Kind.seconds(1, 300),
                    Duration.ofSeconds(5),
                    "How long connecting to a URL of a request may take.");
    static final Setting<Long, Duration> TOTAL_TIMEOUT =
            open(
                    "outbound.total_timeout_seconds",
                    Kind.seconds(1, 3600),
                    Duration.ofSeconds(30),
                    "How long fetching a URL of a request may take in all.");
    static final Setting<Long, Integer> MAX_IMAGE_BYTES =
            open(
                    "outbound.max_image_bytes",
                    Kind.integer(1024, 1024 * MIB),
                    20 * MIB,
                    "Largest image, fetched or given as a data URI; more than 20 MiB are never taken.");

    static final Setting<Long, Duration> WEBHOOK_RETENTION =
            open(
                    "webhooks.retention_days",
                    Kind.days(1, 3650),
                    Duration.ofDays(30),
                    "How long a delivery that has ended stays in the log, with its body and its"
                            + " attempts, and can be sent again. One that still waits always stays.");

    static final Setting<String, LogConfig.Level> LOG_LEVEL =
            open(
                    "log.level",
                    Kind.choice(LogConfig.Level.class),
                    LogConfig.Level.INFO,
                    "The least grave lines that are logged.");
    static final Setting<String, LogConfig.Format> LOG_FORMAT =
            open(
                    "log.format",
                    Kind.choice(LogConfig.Format.class),
                    LogConfig.Format.JSON,
                    "One JSON object a line, or text for people.");

    static final Setting<String, String> DB_URL =
            new Setting<>(
                    "db.url",
                    Kind.text(
                            "empty or a URL that starts with jdbc:sqlite: or jdbc:postgresql:",
                            text ->
                                    text.isEmpty()
                                            || text.startsWith("jdbc:sqlite:")
                                            || text.startsWith("jdbc:postgresql:")),
                    "",
                    true,
                    "Database. Empty: SQLite in data.dir. With PostgreSQL any number of gateways may"
                            + " share one; they need the same server.secret.");
    static final Setting<String, String> DB_USER =
            open("db.user", Kind.text("a text", _ -> true), "", "User of PostgreSQL.");
    static final Setting<String, String> DB_PASSWORD =
            new Setting<>(
                    "db.password",
                    Kind.text("a text", _ -> true),
                    "",
                    true,
                    "Password of that user.");

    /** Every setting, in the order of the example file. */
    static final List<Setting<?, ?>> ALL =
            List.of(
                    HOST_NAME,
                    PORT,
                    PUBLIC_URL,
                    MAX_BODY_BYTES,
                    MAX_IMAGE_BODY_BYTES,
                    SHUTDOWN,
                    TRUST_FORWARDED_FOR,
                    SERVER_SECRET,
                    DIR,
                    DB_URL,
                    DB_USER,
                    DB_PASSWORD,
                    BOOTSTRAP_KEY,
                    BOOTSTRAP_BALANCE_CENTS,
                    BOOTSTRAP_ACCOUNT_NAME,
                    BOOTSTRAP_ADMIN_KEY,
                    RENDERS,
                    LEASE,
                    HEARTBEAT,
                    POLL,
                    TASK_DEADLINE,
                    UNCLEAR,
                    UPSTREAMS_FILE,
                    CATALOG_FOLDER,
                    STUDIO_ENABLED,
                    QUALITY,
                    THREADS,
                    HEAP_MB,
                    SEED,
                    RETENTION,
                    LINK_LIFE,
                    FILES_DIR,
                    MIN_FREE_MB,
                    PROVENANCE,
                    ALLOW_PRIVATE_NETWORKS,
                    CONNECT_TIMEOUT,
                    TOTAL_TIMEOUT,
                    MAX_IMAGE_BYTES,
                    WEBHOOK_RETENTION,
                    LOG_LEVEL,
                    LOG_FORMAT);

    /** What each section is about, in the order of {@link #ALL}. */
    static final Map<String, String> SECTIONS = sections();

    private Settings() {}

    private static Map<String, String> sections() {
        var sections = new LinkedHashMap<String, String>();
        sections.put("server", "The HTTP server.");
        sections.put("data", "Where Conch keeps what it knows.");
        sections.put("db", "The database.");
        sections.put(
                "bootstrap", "The account and the operator's key that the first start creates.");
        sections.put("worker", "The worker that carries out tasks.");
        sections.put("upstreams", "Hosted providers and the routes to them.");
        sections.put("catalog", "What is sold, and for how much.");
        sections.put("studio", "The engine built into Conch.");
        sections.put("files", "Finished videos and their links.");
        sections.put("outbound", "Fetching what requests point at.");
        sections.put("webhooks", "Telling customers of their tasks.");
        sections.put("log", "What is logged.");
        return Collections.unmodifiableMap(sections);
    }

    private static <W, T> Setting<W, T> open(
            String key, Kind<W, T> kind, T preset, String comment) {
        return new Setting<>(key, kind, preset, false, comment);
    }

    private static boolean isEmptyOrPath(String text) {
        try {
            return text.isEmpty() || (!text.isBlank() && Path.of(text).toString() != null);
        } catch (InvalidPathException _) {
            return false;
        }
    }

    private static boolean isEmptyOrWebUrl(String text) {
        if (text.isEmpty()) {
            return true;
        }
        try {
            var url = new URI(text);
            String scheme = String.valueOf(url.getScheme());
            return (scheme.equalsIgnoreCase("https") || scheme.equalsIgnoreCase("http"))
                    && url.getHost() != null
                    && url.getRawUserInfo() == null
                    && url.getRawQuery() == null
                    && url.getRawFragment() == null;
        } catch (URISyntaxException _) {
            return false;
        }
    }
}
