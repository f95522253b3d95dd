package dev.conch.asset;

import dev.conch.outbound.FetchException;
import dev.conch.outbound.OutboundClient;
import java.io.ByteArrayInputStream;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Takes in the images that callers send as a URL or data URI: fetches, checks and stores them. What
 * comes out is an image by its bytes, of a size that decoders and providers can stand.
 *
 * <p>Shared between threads. Each call holds the image in memory, up to about four times {@link
 * #MAX_BYTES}; how many run at once is the caller's to limit.
 */
public final class ImageIntake {
    public static final int MAX_BYTES = 20 << 20;
    public static final int MIN_SIDE = 256;
    public static final int MAX_SIDE = 8192;

    private static final Set<String> ACCEPTED =
            Set.of("image/jpeg", "image/jpg", "image/png", "image/webp");

    private final FileStore files;
    private final OutboundClient outbound;
    private final int maxBytes;

    /**
     * An intake.
     *
     * @param maxBytes what this gateway takes of an image; at most {@link #MAX_BYTES} in any case
     */
    public ImageIntake(FileStore files, OutboundClient outbound, int maxBytes) {
        this.maxBytes = Math.min(maxBytes, MAX_BYTES);
        this.files = files;
        this.outbound = outbound;
    }

    /**
     * Takes in one image.
     *
     * @param field the request field that holds it; named in refusals
     * @param urlOrDataUri an https URL, or {@code data:image/png;base64,…}
     * @throws ImageRefused if it cannot be fetched or is not such an image
     */
    public StoredImage accept(String field, String urlOrDataUri) {
        var declared = load(field, urlOrDataUri);
        var header = check(field, declared);
        var stored = files.put(new ByteArrayInputStream(declared.content()), maxBytes);
        return new StoredImage(
                stored.sha256(),
                header.type().mediaType(),
                header.width(),
                header.height(),
                stored.bytes());
    }

    /** An image as it came, not checked yet. */
    private record Declared(String mediaType, byte[] content) {}

    private Declared load(String field, String urlOrDataUri) {
        try {
            if (DataUri.isOne(urlOrDataUri)) {
                var uri = DataUri.parse(urlOrDataUri, maxBytes);
                return new Declared(uri.mediaType(), uri.content());
            }
            var body = outbound.get(urlOrDataUri, maxBytes, ACCEPTED);
            return new Declared(body.mediaType(), body.bytes());
        } catch (DataUri.Malformed e) {
            var problem = e.problem().equals(DataUri.LARGER) ? larger() : e.problem();
            throw new ImageRefused(field, problem, e);
        } catch (FetchException e) {
            throw new ImageRefused(field, describe(e), e);
        }
    }

    private String larger() {
        return maxBytes == MAX_BYTES
                ? DataUri.LARGER
                : DataUri.LARGER + " than the %d bytes that are taken here".formatted(maxBytes);
    }

    private String describe(FetchException failure) {
        return switch (failure.reason()) {
            case TOO_LARGE -> larger();
            case BAD_URL, BLOCKED_ADDRESS -> "this URL is refused: " + failure.publicMessage();
            case TIMEOUT, HTTP_STATUS, WRONG_TYPE, UNREACHABLE, TOO_MANY_REDIRECTS ->
                    "this one could not be fetched: " + failure.publicMessage();
        };
    }

    private ImageHeader check(String field, Declared image) {
        var declared = ImageType.ofMediaType(image.mediaType());
        if (declared.isEmpty()) {
            throw new ImageRefused(field, "this one is " + image.mediaType());
        }
        if (image.content().length > maxBytes) {
            throw new ImageRefused(field, larger());
        }
        var shown = ImageType.ofContent(image.content());
        if (!shown.equals(declared)) {
            throw new ImageRefused(
                    field,
                    "this one is declared as %s, but its bytes are %s"
                            .formatted(image.mediaType(), nameOf(shown)));
        }
        var header =
                ImageHeader.read(image.content())
                        .orElseThrow(
                                () ->
                                        new ImageRefused(
                                                field,
                                                "this one is cut off, damaged, animated or of an"
                                                        + " unusual kind"));
        if (!isAllowedSide(header.width()) || !isAllowedSide(header.height())) {
            throw new ImageRefused(
                    field, "this one is %dx%d px".formatted(header.width(), header.height()));
        }
        return header;
    }

    private static String nameOf(Optional<ImageType> shown) {
        return shown.map(type -> type.mediaType().substring(6).toUpperCase(Locale.ROOT))
                .orElse("something else");
    }

    private static boolean isAllowedSide(int pixels) {
        return pixels >= MIN_SIDE && pixels <= MAX_SIDE;
    }
}
