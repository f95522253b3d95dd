package dev.conch.studio.render;

/** How much work goes into a frame; sizes are the same in both. */
public enum Quality {
    /** About a quarter of the work: for a quick look, with some grain. */
    DRAFT(new Rays(3, 2, 7), 2, 32, 2, 0.5f, 12_000),
    /** Clean at normal viewing size. */
    STANDARD(new Rays(8, 4, 32), 6, 128, 3, 1, 120_000);

    /** Camera rays a pixel where only the room is seen. */
    final int baseSamples;

    /** The same where all is far out of focus, so that rays are wide and grain is smoothed away. */
    final int softSamples;

    /** Camera rays a pixel where a body may be seen. */
    final int bodySamples;

    /** Shadow rays a texel and emitter are the square of this. */
    final int lightGrid;

    /** Rays that gather bounced light at a point of the room. */
    final int gatherRays;

    /** How often bounced light is gathered. */
    final int bounces;

    /** Factor on the texels per meter of the room's textures. */
    final float textureScale;

    /** Light paths through all glass bodies of a frame together. */
    final int photons;

    Quality(
            Rays rays,
            int lightGrid,
            int gatherRays,
            int bounces,
            float textureScale,
            int photons) {
        baseSamples = rays.base();
        softSamples = rays.soft();
        bodySamples = rays.body();
        this.lightGrid = lightGrid;
        this.gatherRays = gatherRays;
        this.bounces = bounces;
        this.textureScale = textureScale;
        this.photons = photons;
    }

    /** Camera rays a pixel, by what is seen there. */
    private record Rays(int base, int soft, int body) {}
}
