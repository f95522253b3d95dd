package dev.conch.cli;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;

/** For commands that make something or move money: lets them be repeated without harm. */
final class Repeatable {
    @Option(
            names = "--idempotency-key",
            paramLabel = "TEXT",
            description =
                    "Names this request: the same command under the same name happens once, however"
                            + " often it is sent.")
    private @Nullable String key;

    @Nullable String key() {
        return key;
    }
}
