package dev.conch.cli;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;

import tools.jackson.databind.JsonNode;

import java.io.PrintWriter;

/** Which page of a long list to show. */
final class PageOptions {
    @Option(
            names = "--limit",
            paramLabel = "N",
            description = "How many to show, 1 to 200 (default: ${DEFAULT-VALUE}).",
            defaultValue = "50")
    private int limit;

    @Option(
            names = "--cursor",
            paramLabel = "TEXT",
            description = "Goes on where an earlier page ended, which printed this.")
    private @Nullable String cursor;

    Query query() {
        return new Query().with("limit", limit).with("cursor", cursor);
    }

    /** Says how to go on. */
    static void printMore(PrintWriter out, JsonNode page) {
        if (page.at("/has_more").asBoolean()) {
            out.println("more: --cursor " + page.at("/next_cursor").asString());
        }
    }
}
