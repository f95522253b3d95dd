package dev.conch.studio.render;

/** How much work goes into a frame; sizes are the same in both. */
public enum Quality {
    /** About a quarter of the work: for a quick look, with some grain. */
    DRAFT(3, 7, 2, 32, 0.5f, 12_000),
    /** Clean at normal viewing size. */
    STANDARD(8, 32, 6, 128, 1, 120_000);

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

    /** Factor on the texels per meter of the room's textures. */
    final float textureScale;

    /** Light paths through all glass bodies of a frame together. */
    final int photons;

    Quality(
            int baseSamples,
            int bodySamples,
            int lightGrid,
            int gatherRays,
            float textureScale,
            int photons) {
        this.baseSamples = baseSamples;
        softSamples = (baseSamples + 1) / 2;
        this.bodySamples = bodySamples;
        this.lightGrid = lightGrid;
        this.gatherRays = gatherRays;
        this.textureScale = textureScale;
        this.photons = photons;
    }
}
