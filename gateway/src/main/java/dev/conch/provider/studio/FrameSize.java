package dev.conch.provider.studio;

/**
 * Width and height of a video in pixels, both even.
 *
 * <p>Text to video is 16:9: 912x512, 1366x768, 1920x1080, as Hailuo's own files are, unless another
 * shape is asked for: then that, with the asked number as its short side. Image to video keeps the
 * picture's shape, between 2:5 and 5:2, with the asked number as its short side; what is beyond
 * that shape is cropped.
 */
record FrameSize(int width, int height) {
    private static final double NARROWEST = 2.0 / 5;
    private static final double WIDEST = 5.0 / 2;

    /** A picture this near to 16:9 gets exactly the size that text to video has. */
    private static final double NEAR = 0.01;

    static FrameSize ofText(int shortSide) {
        return switch (shortSide) {
            case 512 -> new FrameSize(912, 512);
            case 768 -> new FrameSize(1366, 768);
            case 1080 -> new FrameSize(1920, 1080);
            default -> new FrameSize(even(shortSide * 16 / 9.0), even(shortSide));
        };
    }

    /**
     * The size for a text.
     *
     * @param aspectRatio such as {@code 21:9}
     */
    static FrameSize ofText(int shortSide, String aspectRatio) {
        var sides = aspectRatio.split(":");
        double shape = Double.parseDouble(sides[0]) / Double.parseDouble(sides[1]);
        if (Math.abs(shape / (16 / 9.0) - 1) < NEAR) {
            return ofText(shortSide);
        }
        return shaped(shortSide, shape);
    }

    static FrameSize ofImage(int shortSide, int imageWidth, int imageHeight) {
        var shape = Math.clamp((double) imageWidth / imageHeight, NARROWEST, WIDEST);
        if (Math.abs(shape / (16 / 9.0) - 1) < NEAR) {
            return ofText(shortSide);
        }
        return shaped(shortSide, shape);
    }

    private static FrameSize shaped(int shortSide, double shape) {
        return shape >= 1
                ? new FrameSize(even(shortSide * shape), even(shortSide))
                : new FrameSize(even(shortSide), even(shortSide / shape));
    }

    private static int even(double length) {
        return (int) Math.round(length / 2) * 2;
    }
}
