package dev.conch.asset;

/**
 * An image that a caller sent is not one we take. The message names the field, says what would be
 * right and what was wrong, and may be shown to the caller.
 */
public final class ImageRefused extends RuntimeException {
    private final String field;

    ImageRefused(String field, String problem) {
        super(message(field, problem));
        this.field = field;
    }

    ImageRefused(String field, String problem, Throwable cause) {
        super(message(field, problem), cause);
        this.field = field;
    }

    /** The request field that held the image. */
    public String field() {
        return field;
    }

    /** The message; safe to show to the caller. */
    public String publicMessage() {
        return String.valueOf(getMessage());
    }

    private static String message(String field, String problem) {
        return "%s must be a JPEG, PNG or WebP image of at most %d MB with sides of %d to %d px; %s"
                .formatted(
                        field,
                        ImageIntake.MAX_BYTES >> 20,
                        ImageIntake.MIN_SIDE,
                        ImageIntake.MAX_SIDE,
                        problem);
    }
}
