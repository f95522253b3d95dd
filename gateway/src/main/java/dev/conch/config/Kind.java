package dev.conch.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/**
 * What values a setting can have and how they are written.
 *
 * @param wire how a value stands in a file
 * @param expected what would be right, after "must be"
 * @param accept the value meant; empty if it is not allowed
 * @param write the reverse of {@code accept}
 * @param <W> type in the file
 * @param <T> type in the program
 */
record Kind<W, T>(
        Wire<W> wire, String expected, Function<W, Optional<T>> accept, Function<T, W> write) {
    /**
     * A type that the file format knows.
     *
     * @param expected what would be right, after "must be"
     * @param parse reads it from the environment or the command line
     * @param show writes it as the file has it
     */
    record Wire<W>(
            String expected,
            Class<W> type,
            Function<String, Optional<W>> parse,
            Function<W, String> show) {}

    private static final Wire<Long> NUMBER =
            new Wire<>("a whole number", Long.class, Kind::parseLong, String::valueOf);
    private static final Wire<Boolean> TRUTH =
            new Wire<>("true or false", Boolean.class, Kind::parseBoolean, String::valueOf);
    private static final Wire<String> TEXT =
            new Wire<>("a text in quotes", String.class, Optional::of, Kind::quote);

    static Kind<Long, Long> number(long min, long max) {
        return scaled(min, max, "", number -> number, number -> number);
    }

    static Kind<Long, Integer> integer(int min, int max) {
        return scaled(min, max, "", Math::toIntExact, number -> number);
    }

    static Kind<Long, Duration> millis(long min, long max) {
        return scaled(min, max, " (milliseconds)", Duration::ofMillis, Duration::toMillis);
    }

    static Kind<Long, Duration> seconds(long min, long max) {
        return scaled(min, max, " (seconds)", Duration::ofSeconds, Duration::toSeconds);
    }

    static Kind<Long, Duration> hours(long min, long max) {
        return scaled(min, max, " (hours)", Duration::ofHours, Duration::toHours);
    }

    static Kind<Long, Duration> days(long min, long max) {
        return scaled(min, max, " (days)", Duration::ofDays, Duration::toDays);
    }

    private static <T> Kind<Long, T> scaled(
            long min, long max, String unit, LongFunction<T> accept, ToLongFunction<T> write) {
        return new Kind<>(
                NUMBER,
                (max == Long.MAX_VALUE ? min + " or more" : min + " to " + max) + unit,
                number ->
                        number < min || number > max
                                ? Optional.empty()
                                : Optional.of(accept.apply(number)),
                write::applyAsLong);
    }

    static Kind<Boolean, Boolean> truth() {
        return new Kind<>(TRUTH, TRUTH.expected(), Optional::of, Function.identity());
    }

    static Kind<String, String> text(String expected, Predicate<String> allowed) {
        return new Kind<>(
                TEXT, expected, text -> Optional.of(text).filter(allowed), Function.identity());
    }

    static Kind<String, Path> path() {
        return new Kind<>(TEXT, "a path", Kind::parsePath, Path::toString);
    }

    /** One of the constants of an enumeration, written in small letters. */
    static <E extends Enum<E>> Kind<String, E> choice(Class<E> type) {
        Function<E, String> write = constant -> constant.name().toLowerCase(Locale.ROOT);
        return new Kind<>(
                TEXT,
                "one of: "
                        + Arrays.stream(type.getEnumConstants())
                                .map(write)
                                .collect(Collectors.joining(", ")),
                text ->
                        Arrays.stream(type.getEnumConstants())
                                .filter(constant -> write.apply(constant).equals(text))
                                .findFirst(),
                write);
    }

    private static Optional<Long> parseLong(String text) {
        try {
            return Optional.of(Long.valueOf(text));
        } catch (NumberFormatException _) {
            return Optional.empty();
        }
    }

    private static Optional<Boolean> parseBoolean(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true" -> Optional.of(true);
            case "false" -> Optional.of(false);
            default -> Optional.empty();
        };
    }

    private static Optional<Path> parsePath(String text) {
        try {
            return text.isBlank() ? Optional.empty() : Optional.of(Path.of(text));
        } catch (InvalidPathException _) {
            return Optional.empty();
        }
    }

    private static String quote(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }
}
