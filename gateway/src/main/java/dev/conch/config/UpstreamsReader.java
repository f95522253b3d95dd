package dev.conch.config;

import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlTable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads {@code upstreams.toml} and gathers what is wrong with it. Used once. */
final class UpstreamsReader {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,39}");
    private static final Pattern KEY = Pattern.compile("(env|file|sealed):\\S+|");
    private static final Set<String> TYPES =
            Set.of("minimax", "runapi", "fal", "replicate", "openai", "comfyui", "studio");
    private static final Set<String> CHOICES = Set.of("order", "weight", "price", "latency");
    private static final Set<String> WHEN_FULL = Set.of("next", "wait");
    private static final Set<String> ROUTE_FIELDS =
            Set.of("name", "models", "choice", "when_full", "resubmit_unclear_minutes", "to");
    private static final Set<String> TARGET_FIELDS = Set.of("provider", "model", "weight");
    private static final Set<String> COMMON =
            Set.of("type", "key", "base_url", "tasks_in_flight", "submits_per_minute");

    private final Path file;
    private final Set<String> builtIn;
    private final List<String> problems = new ArrayList<>();

    UpstreamsReader(Path file, Set<String> builtIn) {
        this.file = file;
        this.builtIn = Set.copyOf(builtIn);
    }

    Upstreams read() {
        var toml = parse();
        for (var key : toml.keySet()) {
            if (!key.equals("provider") && !key.equals("route")) {
                problem(toml, key, "is not known: there are [provider.NAME] and [[route]]");
            }
        }
        var providers = providers(toml);
        var routes = routes(toml, providers);
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
        return new Upstreams(providers, routes);
    }

    private TomlTable parse() {
        try {
            var toml = Toml.parse(Files.readString(file));
            for (var error : toml.errors()) {
                problems.add("%s:%d: is not TOML".formatted(file, error.position().line()));
            }
            if (!problems.isEmpty()) {
                throw new ConfigException(problems);
            }
            return toml;
        } catch (IOException e) {
            throw new ConfigException(file + ": cannot be read: " + e.getMessage());
        }
    }

    private List<Upstreams.Provider> providers(TomlTable toml) {
        var providers = new ArrayList<Upstreams.Provider>();
        if (!(toml.get(List.of("provider")) instanceof TomlTable tables)) {
            return providers;
        }
        for (var name : tables.keySet()) {
            if (!NAME.matcher(name).matches()) {
                problem(tables, name, "must be lower-case letters, digits and hyphens");
            } else if (tables.get(List.of(name)) instanceof TomlTable table) {
                providers.add(provider(name, table));
            } else {
                problem(tables, name, "must be a table: [provider." + name + "]");
            }
        }
        return providers;
    }

    private Upstreams.Provider provider(String name, TomlTable table) {
        var type = oneOf(table, "type", TYPES, "");
        var key = text(table, "key", "");
        if (!KEY.matcher(key).matches()) {
            problem(
                    table,
                    "key",
                    "must be env:NAME, file:PATH, or sealed:TEXT as `conch providers seal` makes"
                            + " it; the key itself does not belong into this file");
        }
        var url = text(table, "base_url", "");
        if (!url.isEmpty() && !url.matches("https?://[^\\s?#]+")) {
            problem(table, "base_url", "must be an http or https URL without a query");
        }
        var more = new HashMap<String, String>();
        for (var field : table.keySet()) {
            if (!COMMON.contains(field)) {
                more.put(field, String.valueOf(table.get(List.of(field))));
            }
        }
        return new Upstreams.Provider(
                name,
                type,
                key,
                url,
                number(table, "tasks_in_flight", 1, 10_000, 0),
                number(table, "submits_per_minute", 0, 100_000, -1),
                more);
    }

    private List<Upstreams.Route> routes(TomlTable toml, List<Upstreams.Provider> providers) {
        var known = providers.stream().map(Upstreams.Provider::name).collect(Collectors.toSet());
        var routes = new ArrayList<Upstreams.Route>();
        if (toml.get(List.of("route")) instanceof TomlArray tables) {
            for (int i = 0; i < tables.size(); i++) {
                if (tables.get(i) instanceof TomlTable table) {
                    routes.add(route(table, i + 1, known));
                }
            }
        }
        return routes;
    }

    private Upstreams.Route route(TomlTable table, int number, Set<String> known) {
        requireKnown(table, ROUTE_FIELDS);
        var targets = new ArrayList<Upstreams.Target>();
        if (table.get(List.of("to")) instanceof TomlArray to) {
            for (int i = 0; i < to.size(); i++) {
                target(table, to.get(i), known).ifPresent(targets::add);
            }
        }
        if (targets.isEmpty()) {
            problem(table, "to", "must name at least one provider");
        }
        var models = models(table);
        return new Upstreams.Route(
                text(table, "name", "route " + number),
                models,
                oneOf(table, "choice", CHOICES, "order"),
                oneOf(table, "when_full", WHEN_FULL, "next"),
                number(table, "resubmit_unclear_minutes", 0, 10_080, 0),
                targets);
    }

    private List<String> models(TomlTable table) {
        var models = new ArrayList<String>();
        if (table.get(List.of("models")) instanceof TomlArray names) {
            for (int i = 0; i < names.size(); i++) {
                models.add(String.valueOf(names.get(i)));
            }
        }
        if (models.isEmpty()) {
            problem(table, "models", "must list models, such as [\"hailuo-*\"]");
        }
        return models;
    }

    private Optional<Upstreams.Target> target(TomlTable route, Object value, Set<String> known) {
        return switch (value) {
            case String name -> {
                requireProvider(route, name, known);
                yield Optional.of(new Upstreams.Target(name, "", 1));
            }
            case TomlTable table -> {
                requireKnown(table, TARGET_FIELDS);
                var name = text(table, "provider", "");
                requireProvider(table, name, known);
                yield Optional.of(
                        new Upstreams.Target(
                                name,
                                text(table, "model", ""),
                                number(table, "weight", 0, 1000, 1)));
            }
            default -> {
                problem(route, "to", "must list names, or tables with provider and model");
                yield Optional.empty();
            }
        };
    }

    private void requireProvider(TomlTable table, String name, Set<String> known) {
        if (!known.contains(name) && !builtIn.contains(name)) {
            problem(
                    table,
                    table.contains("provider") ? "provider" : "to",
                    "names \"%s\", and there is no [provider.%s]".formatted(name, name));
        }
    }

    private void requireKnown(TomlTable table, Set<String> fields) {
        for (var field : table.keySet()) {
            if (!fields.contains(field)) {
                problem(table, field, "is not known: there are " + sorted(fields));
            }
        }
    }

    private String oneOf(TomlTable table, String field, Set<String> words, String preset) {
        var word = text(table, field, preset);
        if (!words.contains(word)) {
            problem(table, field, "must be one of " + sorted(words));
        }
        return word;
    }

    private static String sorted(Set<String> words) {
        return words.stream().sorted().collect(Collectors.joining(", "));
    }

    private String text(TomlTable table, String field, String preset) {
        var value = table.get(List.of(field));
        if (value == null) {
            return preset;
        }
        if (value instanceof String text) {
            return text;
        }
        problem(table, field, "must be a text");
        return preset;
    }

    private int number(TomlTable table, String field, int least, int most, int preset) {
        var value = table.get(List.of(field));
        if (value == null) {
            return preset;
        }
        if (value instanceof Long number && number >= least && number <= most) {
            return number.intValue();
        }
        problem(table, field, "must be a whole number from %d to %d".formatted(least, most));
        return preset;
    }

    private void problem(TomlTable table, String field, String complaint) {
        var position = table.inputPositionOf(List.of(field));
        problems.add(
                "%s%s: %s %s"
                        .formatted(
                                file,
                                position == null ? "" : ":" + position.line(),
                                field,
                                complaint));
    }
}
