package dev.conch.api.admin;

import dev.conch.api.Json;
import dev.conch.api.QueryText;

import tools.jackson.databind.node.ObjectNode;

import java.util.List;
import java.util.function.Function;

/** One page of a list, with the cursor of the next. */
final class Page {
    private static final int PRESET = 50;
    private static final int MOST = 200;

    private Page() {}

    /** How many a caller wants, between 1 and 200. */
    static int limit(QueryText query) {
        return query.integer("limit", 1, MOST, PRESET);
    }

    /**
     * The answer.
     *
     * @param found one more than {@code limit} if there are more
     * @param cursor from which the next page goes on
     */
    static <T> ObjectNode of(
            String name,
            List<T> found,
            int limit,
            Function<T, ObjectNode> shown,
            Function<T, String> cursor) {
        var body = Json.object();
        var items = body.putArray(name);
        found.stream().limit(limit).map(shown).forEach(items::add);
        boolean more = found.size() > limit;
        body.put("has_more", more);
        body.put("next_cursor", more ? cursor.apply(found.get(limit - 1)) : null);
        return body;
    }

    /** The answer where a list is always whole. */
    static <T> ObjectNode whole(String name, List<T> found, Function<T, ObjectNode> shown) {
        var body = Json.object();
        var items = body.putArray(name);
        found.stream().map(shown).forEach(items::add);
        return body;
    }
}
