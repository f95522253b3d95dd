package dev.conch.asset;

import java.util.Arrays;
import java.util.regex.Pattern;

/**
 * Which part of a file a request asks for: the headers {@code Range} and {@code If-Range} of RFC
 * 9110, sections 13.1.5 and 14. Pure. An absent header is the empty string.
 *
 * <p>A malformed header, another unit and a list of several ranges all mean the whole file, which
 * the RFC allows; only one range that starts behind the end is an error.
 */
public final class ByteRanges {
    private static final int LONGEST_HEADER = 4096;
    private static final Pattern ONE_RANGE = Pattern.compile("([0-9]*)-([0-9]*)");
    private static final String UNIT = "bytes=";

    /** What to answer with. */
    public sealed interface Selection {
        /** Status 200 and everything. */
        record Whole() implements Selection {}

        /**
         * Status 206 and the bytes from {@code start} to {@code end}, both included and counted
         * from 0.
         */
        record Part(long start, long end) implements Selection {
            public long length() {
                return end - start + 1;
            }

            /** Value of {@code Content-Range} for a file of {@code size} bytes. */
            public String contentRange(long size) {
                return "bytes %d-%d/%d".formatted(start, end, size);
            }
        }

        /** Status 416 and nothing. */
        record Unsatisfiable() implements Selection {
            /** Value of {@code Content-Range} for a file of {@code size} bytes. */
            public String contentRange(long size) {
                return "bytes */%d".formatted(size);
            }
        }
    }

    private static final Selection WHOLE = new Selection.Whole();
    private static final Selection UNSATISFIABLE = new Selection.Unsatisfiable();

    private ByteRanges() {}

    /**
     * Reads both headers. {@code If-Range} holds only if it is exactly our strong entity tag; a
     * date never does, because files have no dates here.
     *
     * @param etag the file's entity tag with its quotes
     */
    public static Selection select(String range, String ifRange, String etag, long size) {
        boolean unchanged = ifRange.isEmpty() || ifRange.strip().equals(etag);
        return unchanged ? select(range, size) : WHOLE;
    }

    /** Reads {@code Range} for a file of {@code size} bytes. */
    public static Selection select(String range, long size) {
        if (range.length() > LONGEST_HEADER
                || !range.regionMatches(true, 0, UNIT, 0, UNIT.length())) {
            return WHOLE;
        }
        var asked =
                Arrays.stream(range.substring(UNIT.length()).split(","))
                        .map(String::strip)
                        .filter(one -> !one.isEmpty())
                        .toList();
        return asked.size() == 1 ? one(asked.getFirst(), size) : WHOLE;
    }

    private static Selection one(String range, long size) {
        var parts = ONE_RANGE.matcher(range);
        if (!parts.matches() || range.equals("-")) {
            return WHOLE;
        }
        if (parts.group(1).isEmpty()) {
            return suffix(number(parts.group(2)), size);
        }
        long start = number(parts.group(1));
        long end = parts.group(2).isEmpty() ? Long.MAX_VALUE : number(parts.group(2));
        if (start > end) {
            return WHOLE;
        }
        return start < size ? new Selection.Part(start, Math.min(end, size - 1)) : UNSATISFIABLE;
    }

    private static Selection suffix(long length, long size) {
        if (length == 0) {
            return UNSATISFIABLE;
        }
        return size == 0 ? WHOLE : new Selection.Part(Math.max(size - length, 0), size - 1);
    }

    /** Numbers beyond any file are all the same to us. */
    private static long number(String digits) {
        try {
            return Long.parseLong(digits);
        } catch (NumberFormatException _) {
            return Long.MAX_VALUE;
        }
    }
}
