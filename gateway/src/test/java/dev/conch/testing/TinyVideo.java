package dev.conch.testing;

import java.nio.charset.StandardCharsets;

/** A video as small as it gets. */
public final class TinyVideo {
    private TinyVideo() {}

    public static byte[] bytes() {
        return "not a video yet".getBytes(StandardCharsets.UTF_8);
    }
}
