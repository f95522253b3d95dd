package dev.conch.provider.openai;

import dev.conch.provider.Wish.Mode;
import dev.conch.provider.http.UpstreamSettings;

import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Whose form of {@code /v1/videos} a server speaks. */
enum Dialect {
    /** As OpenAI documented it; what most gateways speak. */
    OPENAI(false, 8, 10),
    /** vLLM-Omni: a form with width, height, fps and number of frames. */
    VLLM(true, 16, 3),
    /** SGLang with MiniMax-H3: a body of its own. */
    SGLANG(true, 16, 3),
    /** LocalAI: one long call that answers with the finished video. */
    LOCALAI(true, 16, 3);

    private final boolean free;
    private final int sizeMultiple;
    private final int pollSeconds;

    Dialect(boolean free, int sizeMultiple, int pollSeconds) {
        this.free = free;
        this.sizeMultiple = sizeMultiple;
        this.pollSeconds = pollSeconds;
    }

    static Dialect of(UpstreamSettings settings) {
        var word = settings.find("dialect").orElse("openai");
        return Arrays.stream(values())
                .filter(dialect -> dialect.word().equals(word))
                .findFirst()
                .orElseThrow(() -> settings.wrong("dialect", "must be one of " + words()));
    }

    private static String words() {
        return Arrays.stream(values()).map(Dialect::word).collect(Collectors.joining(", "));
    }

    private String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether making a video again usually costs nothing. */
    boolean free() {
        return free;
    }

    /** Of both sides of a picture, usually. */
    int sizeMultiple() {
        return sizeMultiple;
    }

    int pollSeconds() {
        return pollSeconds;
    }

    /** What it has fields for. */
    Set<Mode> modes() {
        return switch (this) {
            case OPENAI, VLLM -> Set.of(Mode.TEXT, Mode.FIRST_FRAME);
            case SGLANG -> Set.of(Mode.values());
            case LOCALAI -> Set.of(Mode.TEXT, Mode.FIRST_FRAME, Mode.LAST_FRAME);
        };
    }
}
