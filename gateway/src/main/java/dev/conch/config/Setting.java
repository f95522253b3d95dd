package dev.conch.config;

import java.util.Locale;
import java.util.Optional;
import org.tomlj.TomlArray;
import org.tomlj.TomlTable;

/**
 * One setting.
 *
 * @param key section and name, such as {@code server.port}
 * @param kind what values it can have
 * @param preset its default
 * @param secret whether its value must never be shown
 * @param comment what it does, for the example file
 * @param <W> type in the file
 * @param <T> type in the program
 */
record Setting<W, T>(String key, Kind<W, T> kind, T preset, boolean secret, String comment) {
    /** What came of reading a value. */
    sealed interface Reading<T> {
        /** The value is allowed. */
        record Good<T>(T value) implements Reading<T> {}

        /** The value is not; {@code complaint} goes on after the setting's name. */
        record Wrong<T>(String complaint) implements Reading<T> {}
    }

    /** Its environment variable, such as {@code CONCH_SERVER_PORT}. */
    String variable() {
        return "CONCH_" + key.replace('.', '_').toUpperCase(Locale.ROOT);
    }

    String section() {
        return key.substring(0, key.indexOf('.'));
    }

    String name() {
        return key.substring(key.indexOf('.') + 1);
    }

    /** Reads a value from the file, where it has a type. */
    Reading<T> fromFile(Object value) {
        var wire = kind.wire();
        if (!wire.type().isInstance(value)) {
            String shown =
                    switch (value) {
                        case String text -> "\"" + text + "\"";
                        case TomlArray _ -> "a list";
                        case TomlTable _ -> "a table";
                        default -> String.valueOf(value);
                    };
            return wrong(wire.expected(), shown);
        }
        W typed = wire.type().cast(value);
        return read(typed, wire.show().apply(typed));
    }

    /** Reads a value from the environment or the command line, where all are texts. */
    Reading<T> fromText(String text) {
        Optional<W> value = kind.wire().parse().apply(text);
        return value.isPresent() ? read(value.get(), text) : wrong(kind.wire().expected(), text);
    }

    private Reading<T> read(W value, String shown) {
        Optional<T> accepted = kind.accept().apply(value);
        return accepted.isPresent()
                ? new Reading.Good<>(accepted.get())
                : wrong(kind.expected(), shown);
    }

    private Reading<T> wrong(String expected, String shown) {
        return new Reading.Wrong<>(
                "must be %s, was %s".formatted(expected, secret ? "something else" : shown));
    }

    /** The default as it stands in a file. */
    String presetInFile() {
        return kind.wire().show().apply(kind.write().apply(preset));
    }

    /**
     * Returns {@code value} if it is allowed.
     *
     * @throws ConfigException if not
     */
    T require(T value) {
        W written = kind.write().apply(value);
        return switch (read(written, kind.wire().show().apply(written))) {
            case Reading.Good<T>(var good) -> good;
            case Reading.Wrong<T>(var complaint) ->
                    throw new ConfigException(key + " " + complaint);
        };
    }
}
