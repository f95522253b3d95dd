package dev.conch.asset;

import java.util.Base64;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The one form of data URI that we take: {@code data:image/png;base64,iVBO…}.
 *
 * @param mediaType in lower case
 */
record DataUri(String mediaType, byte[] content) {
    private static final String SCHEME = "data:";
    private static final Pattern HEAD = Pattern.compile("(?i)data:([a-z]+/[a-z0-9.+-]+);base64");
    static final String LARGER = "this one is larger";
    private static final int LONGEST_HEAD = 100;

    /** What is wrong with a data URI, as the end of a sentence for the caller. */
    static final class Malformed extends RuntimeException {
        Malformed(String problem) {
            super(problem);
        }

        String problem() {
            return String.valueOf(getMessage());
        }
    }

    static boolean isOne(String text) {
        return text.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
    }

    /** Reads a data URI; decodes nothing that would be longer than {@code maxBytes}. */
    static DataUri parse(String text, long maxBytes) {
        int comma = text.indexOf(',');
        if (comma < 0 || comma > LONGEST_HEAD) {
            throw new Malformed("a data URI must start with data:image/png;base64, or the like");
        }
        var head = HEAD.matcher(text.substring(0, comma));
        if (!head.matches()) {
            throw new Malformed("a data URI must start with data:image/png;base64, or the like");
        }
        int length = text.length() - comma - 1;
        if (length / 4 * 3L - 2 > maxBytes) {
            throw new Malformed(LARGER);
        }
        return new DataUri(
                head.group(1).toLowerCase(Locale.ROOT), decode(text.substring(comma + 1)));
    }

    private static byte[] decode(String base64) {
        if (base64.indexOf('%') >= 0) {
            throw new Malformed("the base64 of this data URI is %-encoded; send it as it is");
        }
        if (base64.chars().anyMatch(Character::isWhitespace)) {
            return decode(base64.replaceAll("\\s", ""));
        }
        if (base64.length() % 4 != 0) {
            throw new Malformed("the base64 of this data URI is cut off or lacks its padding");
        }
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException _) {
            throw new Malformed("the base64 of this data URI holds characters that are not base64");
        }
    }
}
