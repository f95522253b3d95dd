package dev.conch.studio.animate;

/**
 * How a camera looks into a picture with depth.
 *
 * @param zoomFar logarithm of the background's magnification
 * @param zoomNear logarithm of the foreground's magnification
 * @param rightFar shift of what is seen of the background, in half widths
 * @param rightNear the same of the foreground
 * @param downFar shift in half heights
 * @param downNear the same of the foreground
 */
record View(
        double zoomFar,
        double zoomNear,
        double rightFar,
        double rightNear,
        double downFar,
        double downNear) {
    static final View STILL = new View(0, 0, 0, 0, 0, 0);

    View plus(View other, double times) {
        return new View(
                zoomFar + other.zoomFar * times,
                zoomNear + other.zoomNear * times,
                rightFar + other.rightFar * times,
                rightNear + other.rightNear * times,
                downFar + other.downFar * times,
                downNear + other.downNear * times);
    }

    /**
     * This view as a mapping from the frame to the picture that never leaves the picture.
     *
     * <p>A shift of s needs a magnification of at least 1 / (1 - s) to stay inside; a closer view
     * has it. Retreats beyond the whole picture are lifted until the nearest of both depths shows
     * it whole.
     */
    Lens lens() {
        double lift = Math.max(0, -Math.min(zoomFar, zoomNear));
        double far = scale(zoomFar + lift, rightFar, downFar);
        double near = scale(zoomNear + lift, rightNear, downNear);
        return new Lens(
                far,
                near - far,
                new double[] {rightFar, rightNear - rightFar, downFar, downNear - downFar});
    }

    private static double scale(double zoom, double right, double down) {
        return Math.min(Math.exp(-zoom), 1 - Math.max(Math.abs(right), Math.abs(down)));
    }

    /**
     * Source position of a frame position p (both -1 to 1 across the picture) at depth d (0 far, 1
     * near): {@code p * (scale + d * scaleByDepth) + shift + d * shiftByDepth}. Linear in the
     * depth, so what holds at both ends holds between.
     */
    record Lens(double scale, double scaleByDepth, double[] shifts) {
        double scaleAt(double depth) {
            return scale + depth * scaleByDepth;
        }

        double rightAt(double depth) {
            return shifts[0] + depth * shifts[1];
        }

        double downAt(double depth) {
            return shifts[2] + depth * shifts[3];
        }
    }
}
