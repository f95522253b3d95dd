package dev.conch.studio.direct;

/** Curves between 0 and 1 that start and end without a jerk. */
final class Ease {
    private Ease() {}

    /** 0 before 0, 1 after 1, smooth between. */
    static double smooth(double x) {
        var t = Math.clamp(x, 0, 1);
        return t * t * (3 - 2 * t);
    }

    /** {@link #smooth(double)} from {@code low} to {@code high}. */
    static double smooth(double low, double high, double x) {
        return smooth((x - low) / (high - low));
    }

    /** The greater of two values, rounded off where they meet within {@code width}. */
    static double softMax(double a, double b, double width) {
        return (a + b + Math.sqrt((a - b) * (a - b) + width * width)) / 2;
    }
}
