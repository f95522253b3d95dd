package dev.conch.testing.wire;

/** What a server does instead of answering well. */
public enum Fault {
    NONE,
    /** The connection is reset when the request has been read. */
    RESET,
    /** The answer is announced whole and ends half way. */
    CUT,
    /** 429 with {@code Retry-After}. */
    BUSY,
    /** 429 without. */
    BUSY_WITHOUT_TIME,
    ERROR_500,
    ERROR_502,
    ERROR_503,
    /** 200 with a page for people. */
    HTML,
    /** Bytes that are no HTTP. */
    NOT_HTTP,
    /** Nothing, until the other side gives up. */
    SILENCE,
    /** The whole answer, in small pieces. */
    DRIP,
    /** The request takes effect when the other side has given up already. */
    LATE,
    /** 400: this will never be taken. */
    REFUSED,
    /** 403: a link that has died, or a key that is not taken. */
    FORBIDDEN,
    /** Half of the answer, announced as if it were the whole. */
    SHORT,
    /** 301 to another place. */
    MOVED;

    /** The asker was told, and can be sure, that its request had no effect. */
    public boolean certainlyRefuses() {
        return this == BUSY || this == BUSY_WITHOUT_TIME || this == REFUSED || this == FORBIDDEN;
    }

    /** The request certainly takes effect: only its answer suffers, if anything does. */
    public boolean takes() {
        return this == NONE || this == CUT || this == SHORT || this == DRIP || this == LATE;
    }
}
