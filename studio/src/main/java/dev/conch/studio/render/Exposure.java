package dev.conch.studio.render;

/**
 * Automatic exposure: from the mean logarithm of what the camera sees of the empty room in a field
 * wider than the picture. It depends on the camera's pose alone, so frames can be rendered in any
 * order, bodies do not make it pump, and it changes as smoothly as the camera moves.
 */
final class Exposure {
    /** Field that is measured over that of the picture. */
    private static final float SPREAD = 1.6f;

    /** Mean radiance that needs no correction. */
    private static final double MIDDLE = 0.36;

    /** How far the eye follows the light: 1 all the way, 0 not at all. */
    private static final double FOLLOWS = 0.42;

    private static final double BASE = 0.92;
    private static final double MOST = 3.2;

    private Exposure() {}

    static float of(CameraRays camera, RayBatch batch, Room room, double stops) {
        camera.overview(batch, SPREAD);
        room.see(batch);
        double sum = 0;
        for (int i = 0; i < RayBatch.SIZE; i++) {
            double luminance =
                    0.2126 * batch.color[0][i]
                            + 0.7152 * batch.color[1][i]
                            + 0.0722 * batch.color[2][i];
            sum += Math.log(1e-3 + luminance);
        }
        double mean = Math.exp(sum / RayBatch.SIZE);
        double exposure = Math.min(MOST, BASE * Math.pow(MIDDLE / mean, FOLLOWS));
        return (float) (exposure * Math.pow(2, stops));
    }
}
