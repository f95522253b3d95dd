package dev.conch.provider;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A finished video on this machine's disk, in the provider's work folder until {@link
 * VideoProvider#forget}.
 *
 * @param poster a JPEG of one frame
 * @param interpretation JSON object of what the engine made of the prompt, or null where the
 *     provider tells nothing
 */
public record FetchedVideo(
        Path video, Path poster, VideoFacts facts, @Nullable String interpretation) {}
