package dev.conch.config;

import dev.conch.base.Nearest;
import java.util.Optional;

/** Complaints about names that mean nothing, with what was probably meant. */
final class Hints {
    private Hints() {}

    static String setting(String key) {
        String section = key.contains(".") ? key.substring(0, key.indexOf('.')) : "";
        String hint =
                Nearest.to(key, Settings.ALL.stream().map(Setting::key).toList())
                        .or(() -> byNameAlone(key))
                        .map(near -> "did you mean " + near + "?")
                        .orElseGet(
                                () ->
                                        Settings.SECTIONS.containsKey(section)
                                                ? "[%s] has: %s".formatted(section, names(section))
                                                : sections());
        return "unknown setting %s; %s".formatted(key, hint);
    }

    /** For a setting that stands in the wrong section or in none. */
    private static Optional<String> byNameAlone(String key) {
        String name = key.substring(key.lastIndexOf('.') + 1);
        return Nearest.to(name, Settings.ALL.stream().map(Setting::name).toList())
                .flatMap(
                        near ->
                                Settings.ALL.stream()
                                        .filter(setting -> setting.name().equals(near))
                                        .map(Setting::key)
                                        .findFirst());
    }

    static String section(String section) {
        String hint =
                Nearest.to(section, Settings.SECTIONS.keySet())
                        .map(near -> "did you mean [" + near + "]?")
                        .orElseGet(Hints::sections);
        return "unknown section [%s]; %s".formatted(section, hint);
    }

    private static String sections() {
        return "sections are: " + String.join(", ", Settings.SECTIONS.keySet());
    }

    private static String names(String section) {
        return String.join(
                ", ",
                Settings.ALL.stream()
                        .filter(setting -> setting.section().equals(section))
                        .map(Setting::name)
                        .toList());
    }

    static String variable(String variable) {
        return "unknown variable "
                + variable
                + Nearest.to(variable, Settings.ALL.stream().map(Setting::variable).toList())
                        .map(near -> "; did you mean " + near + "?")
                        .orElse("; conch.example.toml names all settings");
    }
}
