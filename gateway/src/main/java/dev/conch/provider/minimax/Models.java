package dev.conch.provider.minimax;

import dev.conch.provider.Wish;

/** What the names of MiniMax's models tell. */
final class Models {
    private Models() {}

    /** Whether the second API makes it. */
    static boolean isV2(Wish wish) {
        return wish.upstreamModel().startsWith("MiniMax-H3");
    }

    static boolean isH3Max(Wish wish) {
        return wish.upstreamModel().equals("MiniMax-H3-Max");
    }

    /** The oldest models make one size and one length, and refuse to be told them. */
    static boolean is01(Wish wish) {
        var name = wish.upstreamModel();
        return name.startsWith("T2V-01") || name.startsWith("I2V-01") || name.equals("S2V-01");
    }

    /** The word that MiniMax has for a size. */
    static String resolution(int shortSide) {
        return shortSide == 1440 ? "2K" : shortSide + "P";
    }
}
