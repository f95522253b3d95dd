package dev.conch.testing;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Real videos of ten seconds, each like no other. */
public final class Clip {
    private static final int SECONDS = 10;
    private static final byte[] PLAIN = TinyVideo.of(SECONDS * TinyVideo.FPS, TinyVideo::gray);

    private Clip() {}

    /** An MP4 with a box at its end that players skip and that holds {@code mark}. */
    public static byte[] marked(String mark) {
        var text = mark.getBytes(StandardCharsets.UTF_8);
        int box = 8 + text.length;
        return ByteBuffer.allocate(PLAIN.length + box)
                .put(PLAIN)
                .putInt(box)
                .put("free".getBytes(StandardCharsets.US_ASCII))
                .put(text)
                .array();
    }
}
