package dev.conch.api;

/** Reads {@code If-None-Match} (RFC 9110, section 13.1.2). */
public final class EntityTags {
    private EntityTags() {}

    /** Whether the caller has this already: any of its tags, weak or not, or {@code *}. */
    public static boolean match(String ifNoneMatch, String etag) {
        for (var tag : ifNoneMatch.split(",")) {
            var bare = tag.strip();
            if (bare.equals("*") || bare.equals(etag) || bare.equals("W/" + etag)) {
                return true;
            }
        }
        return false;
    }
}
