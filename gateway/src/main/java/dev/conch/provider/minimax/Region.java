package dev.conch.provider.minimax;

import java.net.URI;
import java.util.List;

/** Which of MiniMax's two worlds a server is in. A key of one is refused by the other. */
enum Region {
    GLOBAL,
    CHINA,
    /** A proxy of the operator's, or a test. */
    UNKNOWN;

    private static final List<String> CHINESE =
            List.of("minimaxi.com", "minimax.cn", "minimax.chat");

    static Region of(URI base) {
        var host = base.getHost() == null ? "" : base.getHost();
        if (CHINESE.stream().anyMatch(domain -> isIn(host, domain))) {
            return CHINA;
        }
        return isIn(host, "minimax.io") ? GLOBAL : UNKNOWN;
    }

    private static boolean isIn(String host, String domain) {
        return host.equals(domain) || host.endsWith("." + domain);
    }

    /** What to try when a key is refused here. */
    String advice() {
        return switch (this) {
            case GLOBAL ->
                    "this is the global region: a key made in China needs https://api.minimax.cn"
                            + " or https://api.minimaxi.com";
            case CHINA ->
                    "this is the Chinese region: a key made elsewhere needs https://api.minimax.io";
            case UNKNOWN ->
                    "a key of one region is refused in the other: https://api.minimax.io is the"
                            + " global one, https://api.minimax.cn the Chinese one";
        };
    }
}
