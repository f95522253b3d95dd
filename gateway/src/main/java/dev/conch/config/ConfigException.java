package dev.conch.config;

import java.util.List;

/**
 * The settings are wrong. The message is for people: one line for each problem, which names the
 * place and what would be right, and never shows a secret.
 */
public final class ConfigException extends RuntimeException {
    ConfigException(String problem) {
        super(problem);
    }

    public ConfigException(List<String> problems) {
        this(String.join("\n", problems));
    }
}
