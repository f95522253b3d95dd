package dev.conch.provider;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a video shall be, whoever makes it.
 *
 * @param model as the client asked, such as {@code hailuo-02-text-to-video-pro}
 * @param upstreamModel what the provider calls the model, as its route says
 * @param durationSeconds whole seconds
 * @param shortSide of the picture in pixels, such as 512, 768 or 1080
 * @param firstFrame the image that the video begins with, or null
 * @param lastFrame the image that the video ends with, or null
 */
public record Wish(
        String model,
        String upstreamModel,
        String prompt,
        int durationSeconds,
        int shortSide,
        @Nullable Picture firstFrame,
        @Nullable Picture lastFrame,
        Options options) {
    /** What a video is made from. */
    public enum Mode {
        TEXT,
        FIRST_FRAME,
        /** A last frame, with or without a first one. */
        LAST_FRAME,
        REFERENCES;

        /** Such as {@code first_frame}, as data files and settings have it. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * A checked image.
     *
     * @param file where its bytes lie
     * @param mediaType such as {@code image/png}
     * @param url where the caller has it, if that is a public https address; else null
     */
    public record Picture(
            Path file, String mediaType, int width, int height, @Nullable String url) {
        /** The same image, which is also to be had at an address. */
        public Picture at(@Nullable String address) {
            return new Picture(file, mediaType, width, height, address);
        }
    }

    /**
     * What most wishes leave open.
     *
     * @param promptOptimizer null for the provider's own default
     * @param safetyChecker null for the provider's own default
     * @param watermark whether the video must carry a visible mark that it was generated
     * @param aspectRatio such as {@code 16:9}; null where the model has no choice
     * @param references what the video is modelled on
     */
    public record Options(
            @Nullable Boolean promptOptimizer,
            @Nullable Boolean safetyChecker,
            boolean watermark,
            @Nullable String aspectRatio,
            References references) {
        public static final Options NONE = new Options(null, null, false, null, References.NONE);
    }

    /**
     * What a video is modelled on.
     *
     * @param videos public addresses, which the provider itself fetches
     * @param audios likewise
     */
    public record References(List<Picture> images, List<String> videos, List<String> audios) {
        public static final References NONE = new References(List.of(), List.of(), List.of());

        public References {
            images = List.copyOf(images);
            videos = List.copyOf(videos);
            audios = List.copyOf(audios);
        }

        public boolean isEmpty() {
            return images.isEmpty() && videos.isEmpty() && audios.isEmpty();
        }
    }

    public Mode mode() {
        if (!options.references().isEmpty()) {
            return Mode.REFERENCES;
        }
        if (lastFrame != null) {
            return Mode.LAST_FRAME;
        }
        return firstFrame != null ? Mode.FIRST_FRAME : Mode.TEXT;
    }

    /** Every image of it: frames, then references. */
    public Stream<Picture> pictures() {
        return Stream.concat(
                Stream.of(Optional.ofNullable(firstFrame), Optional.ofNullable(lastFrame))
                        .flatMap(Optional::stream),
                options.references().images().stream());
    }

    /** The same with other frames. */
    public Wish with(@Nullable Picture otherFirst, @Nullable Picture otherLast) {
        return new Wish(
                model,
                upstreamModel,
                prompt,
                durationSeconds,
                shortSide,
                otherFirst,
                otherLast,
                options);
    }

    /** The same for another provider, who has another name for the model. */
    public Wish as(String otherUpstreamModel) {
        return new Wish(
                model,
                otherUpstreamModel,
                prompt,
                durationSeconds,
                shortSide,
                firstFrame,
                lastFrame,
                options);
    }
}
