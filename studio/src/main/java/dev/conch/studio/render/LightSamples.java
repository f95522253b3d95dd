package dev.conch.studio.render;

import java.util.List;

/**
 * All emitters of the room as points with a normal and a power, for shadows, caustics and probes.
 */
final class LightSamples {
    /** So that one batch of rays can reach all of them. */
    private static final int MOST = RayBatch.SIZE;

    private static final int MOST_A_SIDE = 10;

    final int count;

    /** By axis. */
    final float[][] place;

    final float[][] normal;

    /** Radiance times area, by color. */
    final float[][] power;

    /** Mean of the colors' powers. */
    final float[] brightness;

    private LightSamples(int count) {
        this.count = count;
        place = new float[3][count];
        normal = new float[3][count];
        power = new float[3][count];
        brightness = new float[count];
    }

    static LightSamples of(List<Surface> surfaces, int mostASide) {
        var emitters = surfaces.stream().filter(s -> s.emission().shines()).toList();
        int fit = (int) Math.sqrt((double) MOST / Math.max(1, emitters.size()));
        int side = Math.min(Math.min(MOST_A_SIDE, mostASide), fit);
        var samples = new LightSamples(emitters.size() * side * side);
        var point = new float[6];
        int i = 0;
        for (var surface : emitters) {
            var grid = new EmitterGrid(surface, side);
            for (int cell = 0; cell < grid.size(); cell++) {
                grid.place(cell, 0.5f, 0.5f, point);
                for (int c = 0; c < 3; c++) {
                    samples.place[c][i] = point[c];
                    samples.normal[c][i] = point[3 + c];
                    samples.power[c][i] = grid.radiance(cell)[c] * grid.cellArea();
                    samples.brightness[i] += samples.power[c][i] / 3;
                }
                i++;
            }
        }
        return samples;
    }

    /** Points of equal radiance all over the sky around {@code center}, for ambient light. */
    static LightSamples dome(float[] center, float radius, int count) {
        var dome = new LightSamples(count);
        for (int i = 0; i < count; i++) {
            double up = (i + 0.5) / count;
            double angle = i * 2.399963229728653;
            double r = Math.sqrt(1 - up * up);
            float[] d = {(float) (r * Math.cos(angle)), (float) up, (float) (r * Math.sin(angle))};
            for (int c = 0; c < 3; c++) {
                dome.place[c][i] = center[c] + d[c] * radius;
                dome.normal[c][i] = -d[c];
                dome.power[c][i] = 1;
            }
            dome.brightness[i] = 1;
        }
        return dome;
    }
}
