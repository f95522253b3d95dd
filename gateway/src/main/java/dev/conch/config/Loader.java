package dev.conch.config;

import org.tomlj.Toml;
import org.tomlj.TomlParseError;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlTable;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/** Gathers values and problems from each source; a source read later goes before. Used once. */
final class Loader {
    private static final String PREFIX = "CONCH_";

    private final Map<String, Value> values = new HashMap<>();
    private final List<String> problems = new ArrayList<>();

    /**
     * A value and where it came from.
     *
     * @param value of the setting's own type
     * @param place how a complaint about it starts, such as {@code conch.toml:3: server.port}
     */
    private record Value(Object value, String place) {}

    /** A complaint about a line of the file. */
    private record LineProblem(int line, String text) {}

    void readFile(Path file) {
        Optional<String> text = text(file);
        if (text.isEmpty()) {
            return;
        }
        TomlParseResult toml = Toml.parse(text.get());
        var found = new ArrayList<LineProblem>();
        if (toml.hasErrors()) {
            toml.errors().forEach(error -> found.add(syntaxProblem(error)));
        } else {
            for (String section : toml.keySet()) {
                readSection(file, toml, section, found);
            }
        }
        found.stream()
                .sorted(Comparator.comparingInt(LineProblem::line))
                .forEach(
                        problem ->
                                problems.add(
                                        "%s:%d: %s"
                                                .formatted(file, problem.line(), problem.text())));
    }

    /** Without the piece of the file that the parser quotes: it can be part of a secret. */
    private static LineProblem syntaxProblem(TomlParseError error) {
        String message =
                String.valueOf(error.getMessage())
                        .replaceFirst(
                                "(?s)^Unexpected '.*', expected", "Unexpected text, expected");
        return new LineProblem(
                error.position().line(),
                "is not TOML at column %d: %s".formatted(error.position().column(), message));
    }

    private Optional<String> text(Path file) {
        try {
            return Optional.of(Files.readString(file));
        } catch (NoSuchFileException _) {
            problems.add(file + ": there is no such file");
        } catch (CharacterCodingException _) {
            problems.add(file + ": must be UTF-8 text");
        } catch (IOException wrong) {
            problems.add(file + ": cannot be read: " + wrong.getMessage());
        }
        return Optional.empty();
    }

    private void readSection(
            Path file, TomlParseResult toml, String section, List<LineProblem> found) {
        int line = line(toml, section);
        if (!(toml.get(List.of(section)) instanceof TomlTable table)) {
            found.add(new LineProblem(line, Hints.setting(section)));
            return;
        }
        if (!Settings.SECTIONS.containsKey(section)) {
            found.add(new LineProblem(line, Hints.section(section)));
            return;
        }
        for (String name : table.keySet()) {
            String key = section + "." + name;
            int at = line(table, name);
            Optional<Setting<?, ?>> setting = find(key);
            if (setting.isEmpty()) {
                found.add(new LineProblem(at, Hints.setting(key)));
                continue;
            }
            var reading = setting.get().fromFile(Objects.requireNonNull(table.get(List.of(name))));
            take(key, file + ":" + at + ": " + key, reading)
                    .ifPresent(text -> found.add(new LineProblem(at, key + " " + text)));
        }
    }

    private static int line(TomlTable table, String key) {
        var position = table.inputPositionOf(List.of(key));
        return position == null ? 1 : position.line();
    }

    void readEnvironment(Map<String, String> environment) {
        for (var entry : new TreeMap<>(environment).entrySet()) {
            String variable = entry.getKey();
            if (!variable.startsWith(PREFIX) || entry.getValue().isBlank()) {
                continue;
            }
            Optional<Setting<?, ?>> setting =
                    Settings.ALL.stream()
                            .filter(candidate -> candidate.variable().equals(variable))
                            .findFirst();
            if (setting.isPresent()) {
                var reading = setting.get().fromText(entry.getValue().strip());
                take(setting.get().key(), variable, reading)
                        .ifPresent(text -> problems.add(variable + " " + text));
            } else if (namesSection(variable)) {
                problems.add(Hints.variable(variable));
            }
        }
    }

    private static boolean namesSection(String variable) {
        return Settings.ALL.stream()
                .map(
                        setting ->
                                setting.variable()
                                        .substring(
                                                0,
                                                PREFIX.length() + setting.section().length() + 1))
                .anyMatch(variable::startsWith);
    }

    void readFlags(Map<String, String> flags) {
        for (var entry : new TreeMap<>(flags).entrySet()) {
            String key = entry.getKey();
            String place = "command line: ";
            Optional<Setting<?, ?>> setting = find(key);
            if (setting.isEmpty()) {
                problems.add(place + Hints.setting(key));
                continue;
            }
            take(key, place + key, setting.get().fromText(entry.getValue()))
                    .ifPresent(text -> problems.add(place + key + " " + text));
        }
    }

    /** Keeps a good value; returns the complaint about a wrong one. */
    private <T> Optional<String> take(String key, String place, Setting.Reading<T> reading) {
        return switch (reading) {
            case Setting.Reading.Good<T>(var value) -> {
                values.put(key, new Value(Objects.requireNonNull(value), place));
                yield Optional.empty();
            }
            case Setting.Reading.Wrong<T>(var complaint) -> Optional.of(complaint);
        };
    }

    Config config() {
        checkHeartbeat();
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
        return new Config(
                new ServerConfig(
                        get(Settings.HOST_NAME),
                        get(Settings.PORT),
                        get(Settings.PUBLIC_URL),
                        get(Settings.MAX_BODY_BYTES),
                        get(Settings.MAX_IMAGE_BODY_BYTES),
                        get(Settings.SHUTDOWN),
                        get(Settings.TRUST_FORWARDED_FOR),
                        get(Settings.SERVER_SECRET)),
                new DataConfig(get(Settings.DIR)),
                new DbConfig(
                        get(Settings.DB_URL), get(Settings.DB_USER), get(Settings.DB_PASSWORD)),
                new BootstrapConfig(
                        get(Settings.BOOTSTRAP_KEY),
                        get(Settings.BOOTSTRAP_BALANCE_CENTS),
                        get(Settings.BOOTSTRAP_ACCOUNT_NAME),
                        get(Settings.BOOTSTRAP_ADMIN_KEY)),
                new WorkerConfig(
                        get(Settings.RENDERS),
                        get(Settings.LEASE),
                        get(Settings.HEARTBEAT),
                        get(Settings.POLL),
                        get(Settings.TASK_DEADLINE),
                        get(Settings.UNCLEAR)),
                new UpstreamsConfig(upstreamsFile().orElse(null)),
                catalog(),
                new StudioConfig(
                        get(Settings.STUDIO_ENABLED),
                        get(Settings.QUALITY),
                        get(Settings.THREADS),
                        get(Settings.HEAP_MB),
                        get(Settings.SEED)),
                new FilesConfig(
                        get(Settings.RETENTION),
                        get(Settings.LINK_LIFE),
                        get(Settings.FILES_DIR),
                        get(Settings.MIN_FREE_MB),
                        get(Settings.PROVENANCE)),
                new OutboundConfig(
                        get(Settings.ALLOW_PRIVATE_NETWORKS),
                        get(Settings.CONNECT_TIMEOUT),
                        get(Settings.TOTAL_TIMEOUT),
                        get(Settings.MAX_IMAGE_BYTES)),
                new WebhooksConfig(get(Settings.WEBHOOK_RETENTION)),
                new LogConfig(get(Settings.LOG_LEVEL), get(Settings.LOG_FORMAT)));
    }

    private CatalogConfig catalog() {
        var named = get(Settings.CATALOG_FOLDER);
        return named.isEmpty()
                ? new CatalogConfig(get(Settings.DIR).resolve("catalog"), false)
                : new CatalogConfig(Path.of(named), true);
    }

    /** One that is named must be there; the usual one may be. */
    private Optional<Path> upstreamsFile() {
        var named = get(Settings.UPSTREAMS_FILE);
        return named.isEmpty()
                ? Optional.of(Path.of("upstreams.toml")).filter(Files::exists)
                : Optional.of(Path.of(named));
    }

    @SuppressWarnings("unchecked") // the value was read by this very setting
    private <T> T get(Setting<?, T> setting) {
        Value value = values.get(setting.key());
        return value == null ? setting.preset() : (T) value.value();
    }

    /**
     * Blames the heartbeat if somebody set it, otherwise the lease that the default is too slow
     * for.
     */
    private void checkHeartbeat() {
        Duration lease = get(Settings.LEASE);
        Duration heartbeat = get(Settings.HEARTBEAT);
        if (WorkerConfig.fits(lease, heartbeat)) {
            return;
        }
        Value blamed = values.get(Settings.HEARTBEAT.key());
        if (blamed != null) {
            problems.add(blamed.place() + " " + WorkerConfig.tooSlow(lease, heartbeat));
            return;
        }
        problems.add(
                "%s must be at least twice %s (%d), was %d"
                        .formatted(
                                Objects.requireNonNull(values.get(Settings.LEASE.key())).place(),
                                Settings.HEARTBEAT.key(),
                                heartbeat.toSeconds(),
                                lease.toSeconds()));
    }

    private static Optional<Setting<?, ?>> find(String key) {
        for (Setting<?, ?> setting : Settings.ALL) {
            if (setting.key().equals(key)) {
                return Optional.of(setting);
            }
        }
        return Optional.empty();
    }
}
