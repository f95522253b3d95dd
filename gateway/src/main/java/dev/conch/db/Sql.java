package dev.conch.db;

import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * A statement in both dialects, from a text with words for what differs.
 *
 * <table>
 * <caption>words</caption>
 * <tr><th>word</th><th>SQLite</th><th>PostgreSQL</th></tr>
 * <tr><td>{@code {skip_locked}}</td><td></td><td>for update skip locked</td></tr>
 * <tr><td>{@code {for_update}}</td><td></td><td>for update</td></tr>
 * <tr><td>{@code {greatest}}</td><td>max</td><td>greatest</td></tr>
 * </table>
 *
 * <p>SQLite needs no row locks: it has one writer. Immutable.
 */
public final class Sql {
    private static final Pattern WORD = Pattern.compile("\\{([a-z_]+)}");

    private final String sqlite;
    private final String postgresql;

    private Sql(String template) {
        sqlite = WORD.matcher(template).replaceAll(word -> sqlite(word));
        postgresql = WORD.matcher(template).replaceAll(word -> postgresql(word));
    }

    /**
     * The statement that {@code template} describes.
     *
     * @throws IllegalArgumentException if it has a word that is not in the table above
     */
    public static Sql of(String template) {
        return new Sql(template);
    }

    /** The statement as {@code dialect} wants it. */
    public String in(Dialect dialect) {
        return switch (dialect) {
            case SQLITE -> sqlite;
            case POSTGRESQL -> postgresql;
        };
    }

    private static String sqlite(MatchResult word) {
        return switch (word.group(1)) {
            case "skip_locked", "for_update" -> "";
            case "greatest" -> "max";
            default -> throw unknown(word);
        };
    }

    private static String postgresql(MatchResult word) {
        return switch (word.group(1)) {
            case "skip_locked" -> "for update skip locked";
            case "for_update" -> "for update";
            case "greatest" -> "greatest";
            default -> throw unknown(word);
        };
    }

    private static IllegalArgumentException unknown(MatchResult word) {
        return new IllegalArgumentException("no such word in SQL: " + word.group());
    }
}
