package dev.conch.config;

/** The {@code [log]} section of conch.toml. */
public record LogConfig(Level level, Format format) {
    /** What is logged: this and everything graver. */
    public enum Level {
        ERROR,
        WARN,
        INFO,
        DEBUG,
        TRACE
    }

    /** How a line looks: one JSON object, or words for people. */
    public enum Format {
        JSON,
        TEXT
    }
}
