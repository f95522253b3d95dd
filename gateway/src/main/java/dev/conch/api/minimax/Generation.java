package dev.conch.api.minimax;

import java.util.Locale;

/** The two APIs of MiniMax; kept with each task, so that its callbacks speak as its create did. */
enum Generation {
    MINIMAX_V1,
    MINIMAX_V2;

    String storedName() {
        return name().toLowerCase(Locale.ROOT);
    }

    boolean made(String dialect) {
        return storedName().equals(dialect);
    }
}
