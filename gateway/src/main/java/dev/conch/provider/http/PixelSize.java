package dev.conch.provider.http;

import dev.conch.provider.Wish;

/**
 * Width and height of a video in pixels, for servers that want to be told both.
 *
 * <p>The wish's short side, and the shape that was asked for, or else that of its frame, or else
 * 16:9. Both are rounded to what the model's blocks need.
 */
public record PixelSize(int width, int height) {
    private static final double DEFAULT_SHAPE = 16 / 9.0;
    private static final double NARROWEST = 2 / 5.0;
    private static final double WIDEST = 5 / 2.0;

    /**
     * The size for a wish.
     *
     * @param multiple both sides are multiples of it
     */
    public static PixelSize of(Wish wish, int multiple) {
        double shape = shape(wish);
        double shortSide = wish.shortSide();
        return shape >= 1
                ? new PixelSize(round(shortSide * shape, multiple), round(shortSide, multiple))
                : new PixelSize(round(shortSide, multiple), round(shortSide / shape, multiple));
    }

    private static double shape(Wish wish) {
        var asked = wish.options().aspectRatio();
        if (asked != null && asked.matches("[1-9][0-9]{0,3}:[1-9][0-9]{0,3}")) {
            var sides = asked.split(":");
            return Double.parseDouble(sides[0]) / Double.parseDouble(sides[1]);
        }
        var frame = wish.firstFrame() != null ? wish.firstFrame() : wish.lastFrame();
        return frame == null
                ? DEFAULT_SHAPE
                : Math.clamp((double) frame.width() / frame.height(), NARROWEST, WIDEST);
    }

    private static int round(double length, int multiple) {
        return Math.max(multiple, (int) Math.round(length / multiple) * multiple);
    }

    /** Such as {@code 1280x720}. */
    @Override
    public String toString() {
        return width + "x" + height;
    }
}
