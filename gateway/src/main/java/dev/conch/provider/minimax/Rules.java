package dev.conch.provider.minimax;

import dev.conch.provider.Wish;
import dev.conch.provider.Wish.Mode;
import dev.conch.provider.http.Offers;
import dev.conch.provider.http.Pictures;

import java.util.List;
import java.util.Optional;

/** What MiniMax makes, in words for the caller. Asks nobody. */
final class Rules {
    private static final List<String> RATIOS =
            List.of("adaptive", "21:9", "16:9", "4:3", "1:1", "3:4", "9:16");
    private static final int LONGEST_SIDE = 5760;
    private static final int REFERENCE_IMAGES = 9;
    private static final int REFERENCE_VIDEOS = 3;
    private static final int REFERENCE_AUDIOS = 3;
    private static final int REFERENCES = 12;

    /** Of 64 MB, so that the rest of the body fits too. */
    private static final long IMAGE_BYTES_IN_BODY = 63_000_000;

    private final Offers offers;
    private final Options options;
    private final KeyKind key;

    Rules(Offers offers, Options options, KeyKind key) {
        this.offers = offers;
        this.options = options;
        this.key = key;
    }

    Optional<String> objection(Wish wish) {
        return offers.objection(wish)
                .or(() -> promptObjection(wish))
                .or(() -> mixObjection(wish))
                .or(() -> Models.isV2(wish) ? v2Objection(wish) : v1Objection(wish));
    }

    private static Optional<String> promptObjection(Wish wish) {
        boolean needed = wish.mode() == Mode.TEXT || Models.isV2(wish);
        return unless(!needed || !wish.prompt().isBlank(), wish, "needs a prompt");
    }

    private static Optional<String> mixObjection(Wish wish) {
        boolean mixed =
                wish.mode() == Mode.REFERENCES
                        && (wish.firstFrame() != null || wish.lastFrame() != null);
        return unless(!mixed, wish, "takes frames or references, not both");
    }

    private static Optional<String> v1Objection(Wish wish) {
        var references = wish.options().references();
        boolean oneSubject =
                references.isEmpty()
                        || (references.images().size() == 1
                                && references.videos().isEmpty()
                                && references.audios().isEmpty());
        return unless(oneSubject, wish, "takes one image of one subject as its reference")
                .or(
                        () ->
                                unless(
                                        wish.options().aspectRatio() == null,
                                        wish,
                                        "leaves no choice of the aspect ratio"));
    }

    private Optional<String> v2Objection(Wish wish) {
        return unless(key != KeyKind.SUBSCRIPTION, wish, "is not available here")
                .or(() -> ratioObjection(wish))
                .or(() -> referenceObjection(wish))
                .or(() -> imageObjection(wish));
    }

    private static Optional<String> ratioObjection(Wish wish) {
        var ratio = wish.options().aspectRatio();
        if (ratio == null) {
            return Optional.empty();
        }
        boolean fromText = wish.mode() == Mode.TEXT;
        return unless(
                        RATIOS.contains(ratio),
                        wish,
                        "has the aspect ratios " + String.join(", ", RATIOS) + ", not " + ratio)
                .or(
                        () ->
                                unless(
                                        !fromText || !ratio.equals("adaptive"),
                                        wish,
                                        "cannot adapt the aspect ratio to text alone"));
    }

    private Optional<String> referenceObjection(Wish wish) {
        var all = wish.options().references();
        int files = all.images().size() + all.videos().size() + all.audios().size();
        boolean few =
                all.images().size() <= REFERENCE_IMAGES
                        && all.videos().size() <= REFERENCE_VIDEOS
                        && all.audios().size() <= REFERENCE_AUDIOS
                        && files <= REFERENCES;
        boolean soundOnly = files > 0 && files == all.audios().size();
        boolean taken = all.isEmpty() || options.h3MaxReferences() || !Models.isH3Max(wish);
        return unless(taken, wish, "makes no video from references")
                .or(
                        () ->
                                unless(
                                        few,
                                        wish,
                                        "takes at most %d reference images, %d videos and %d audios, %d files in all"
                                                .formatted(
                                                        REFERENCE_IMAGES,
                                                        REFERENCE_VIDEOS,
                                                        REFERENCE_AUDIOS,
                                                        REFERENCES)))
                .or(() -> unless(!soundOnly, wish, "takes no audio without image or video"));
    }

    private static Optional<String> imageObjection(Wish wish) {
        boolean small =
                wish.pictures()
                        .allMatch(image -> Math.max(image.width(), image.height()) <= LONGEST_SIDE);
        long bytes = wish.pictures().mapToLong(Pictures::sentLength).sum();
        return unless(small, wish, "takes images of at most " + LONGEST_SIDE + " pixels a side")
                .or(
                        () ->
                                unless(
                                        bytes <= IMAGE_BYTES_IN_BODY,
                                        wish,
                                        "takes requests of at most 64 MB: the images are too large"
                                                + " together"));
    }

    private static Optional<String> unless(boolean good, Wish wish, String rule) {
        return good ? Optional.empty() : Optional.of(wish.upstreamModel() + " " + rule);
    }
}
