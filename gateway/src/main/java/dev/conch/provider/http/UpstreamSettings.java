package dev.conch.provider.http;

import dev.conch.base.Secret;

import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * One credential at one provider, as the operator configured it.
 *
 * @param name of this gateway's own, such as {@code minimax-eu}; stored on tasks
 * @param base the server's address; slashes at its end are dropped
 * @param key what it lets us in with; empty where none is needed
 * @param tasksInFlight how many tasks it may work on at once
 * @param more settings that only this kind of provider has, such as {@code group_id}
 * @param work a folder for files that are being copied
 * @param inspector looks at what was copied
 */
public record UpstreamSettings(
        String name,
        URI base,
        Secret key,
        int tasksInFlight,
        Map<String, String> more,
        Path work,
        Inspector inspector) {
    public UpstreamSettings {
        base = URI.create(base.toString().replaceFirst("/+$", ""));
        more = Map.copyOf(more);
    }

    /** The usual: what was copied is looked at by processes of their own. */
    public UpstreamSettings(
            String name,
            URI base,
            Secret key,
            int tasksInFlight,
            Map<String, String> more,
            Path work) {
        this(name, base, key, tasksInFlight, more, work, Inspector.inProcesses());
    }

    /** The key as most servers want to see it; none where there is no key. */
    public Map<String, String> bearer() {
        var secret = key.reveal();
        return secret.isEmpty() ? Map.of() : Map.of("Authorization", "Bearer " + secret);
    }

    /**
     * Refuses settings that nobody reads: most are mistyped.
     *
     * @throws IllegalArgumentException that names them
     */
    public void allow(Set<String> known) {
        var strange = new TreeSet<>(more.keySet());
        strange.removeAll(known);
        if (!strange.isEmpty()) {
            throw wrong(
                    String.join(", ", strange), "is not known; known are " + new TreeSet<>(known));
        }
    }

    /** A setting of {@link #more}; empty if it is not there or blank. */
    public Optional<String> find(String setting) {
        return Optional.ofNullable(more.get(setting))
                .map(String::strip)
                .filter(text -> !text.isEmpty());
    }

    public boolean flag(String setting, boolean otherwise) {
        return find(setting)
                .map(
                        text ->
                                switch (text) {
                                    case "true" -> true;
                                    case "false" -> false;
                                    default -> throw wrong(setting, "must be true or false");
                                })
                .orElse(otherwise);
    }

    public int number(String setting, int otherwise) {
        return find(setting).map(text -> number(setting, text)).orElse(otherwise);
    }

    /** What stands between commas. */
    public List<String> list(String setting) {
        return find(setting).stream()
                .flatMap(text -> Arrays.stream(text.split(",", -1)))
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .toList();
    }

    public List<Integer> numbers(String setting) {
        return list(setting).stream().map(text -> number(setting, text)).toList();
    }

    private int number(String setting, String text) {
        if (!text.matches("[0-9]{1,9}")) {
            throw wrong(setting, "must be a whole number");
        }
        return Integer.parseInt(text);
    }

    /** A complaint about a setting, for the operator. */
    public IllegalArgumentException wrong(String setting, String complaint) {
        return new IllegalArgumentException(
                "provider %s: setting %s %s".formatted(name, setting, complaint));
    }
}
