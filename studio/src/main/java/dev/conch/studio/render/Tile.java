package dev.conch.studio.render;

/**
 * A part of the picture that is rendered in one go: {@link RayBatch#WIDTH} by {@link
 * RayBatch#HEIGHT} pixels.
 *
 * @param x left pixel
 * @param y top pixel
 * @param tableX shift of the sample tables in this frame, a multiple of 16
 * @param tableY shift of the sample tables in this frame
 * @param samples camera rays a pixel
 * @param softSamples the same if the lens blurs all of it widely
 * @param hasBodies whether a body may be seen directly
 */
record Tile(
        int x, int y, int tableX, int tableY, int samples, int softSamples, boolean hasBodies) {}
