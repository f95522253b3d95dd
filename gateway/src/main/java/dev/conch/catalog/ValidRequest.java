package dev.conch.catalog;

import org.jspecify.annotations.Nullable;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A request that keeps its model's contract, with defaults filled in and a price.
 *
 * <p>URLs have the right form but were not fetched and may not parse; image URLs can be data URIs
 * of many megabytes, here and in {@code params}.
 *
 * @param model its name
 * @param prompt as given
 * @param durationSeconds asked, default or fixed by the model
 * @param resolution asked, default or fixed by the model
 * @param firstFrameImageUrl https, http or data URI; null on text to video
 * @param lastFrameImageUrl https, http or data URI; null if not asked
 * @param aspectRatio such as {@code 16:9}; null where it is left open
 * @param references what the video is modelled on
 * @param promptOptimizer null if not said: then the provider's own default holds
 * @param enableSafetyChecker null if not said: then the provider's own default holds
 * @param callbackUrl https or http; null if not asked
 * @param priceCents in whole US cents
 * @param warnings one per field that is not a field of the model and was ignored; safe to show
 * @param params what was asked with defaults filled in, by field in alphabetical order, without the
 *     model: values are {@link String}, {@link Long}, {@link Boolean} or a {@link List} of texts.
 *     Asking for exactly this again means the same.
 */
public record ValidRequest(
        String model,
        String action,
        String service,
        String prompt,
        int durationSeconds,
        Resolution resolution,
        @Nullable String firstFrameImageUrl,
        @Nullable String lastFrameImageUrl,
        @Nullable String aspectRatio,
        References references,
        @Nullable Boolean promptOptimizer,
        @Nullable Boolean enableSafetyChecker,
        @Nullable String callbackUrl,
        int priceCents,
        List<String> warnings,
        Map<String, Object> params) {
    /**
     * Addresses of material.
     *
     * @param images https, http or data URI
     * @param videos https or http
     * @param audios https or http
     */
    public record References(List<String> images, List<String> videos, List<String> audios) {
        public static final References NONE = new References(List.of(), List.of(), List.of());

        public References {
            images = List.copyOf(images);
            videos = List.copyOf(videos);
            audios = List.copyOf(audios);
        }
    }

    public ValidRequest {
        warnings = List.copyOf(warnings);
        params = Collections.unmodifiableMap(new LinkedHashMap<>(params));
    }
}
