package dev.conch.config;

/** What is shown in place of a secret. */
final class Redacted {
    private Redacted() {}

    static String of(String secret) {
        return secret.isEmpty() ? "(none)" : "(hidden)";
    }
}
