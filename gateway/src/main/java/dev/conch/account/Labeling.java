package dev.conch.account;

import java.util.Locale;

/** What a project's videos must show of how they came about. */
public enum Labeling {
    /** What the provider makes by itself is handed on as it is. */
    PASSTHROUGH,
    /** Every video carries a visible mark; who cannot draw one makes no video for the project. */
    REQUIRE_WATERMARK;

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Labeling ofStoredName(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }
}
