package dev.conch.provider;

import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The rows of an adapter's {@code errors.json}, read without the code under test. */
public final class ErrorRows {
    private ErrorRows() {}

    /** Classes by code. */
    public static Map<String, ErrorClass> beside(Class<?> adapter) {
        try (var in = adapter.getResourceAsStream("errors.json")) {
            var rows = new TreeMap<String, ErrorClass>();
            for (var row : JsonMapper.shared().readTree(in).path("errors").values()) {
                rows.put(
                        row.path("code").asString(),
                        ErrorClass.valueOf(row.path("as").asString().toUpperCase(Locale.ROOT)));
            }
            return rows;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
