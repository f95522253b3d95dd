package dev.conch.provider;

import dev.conch.base.Money;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;

/**
 * A finished video on this machine's disk, in the provider's work folder until {@link
 * VideoProvider#forget}.
 *
 * @param poster a JPEG of one frame; null where none could be made
 * @param interpretation JSON object of what the engine made of the prompt, or null where the
 *     provider tells nothing
 * @param cost what the provider charges for it; null where its answer does not tell
 */
public record FetchedVideo(
        Path video,
        @Nullable Path poster,
        VideoFacts facts,
        @Nullable String interpretation,
        @Nullable Money cost) {}
