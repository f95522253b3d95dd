package dev.conch.studio.render;

import static dev.conch.studio.render.Lanes.F;
import static jdk.incubator.vector.FloatVector.fromArray;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/**
 * Light that arrives at one place from all sides, as nine spherical harmonics a color (Ramamoorthi
 * and Hanrahan, "An Efficient Representation for Irradiance Environment Maps", 2001).
 */
final class LightProbe {
    private static final int TERMS = 9;

    /** Width of the rays, so that 512 of them cover the sphere. */
    private static final float SPREAD = 0.14f;

    private static final float STOP_SHORT = 0.02f;

    /** By color, then by term: weights of 1, x, y, z, xy, yz, 3z^2 - 1, xz, x^2 - y^2. */
    private final float[][] irradiance = new float[3][TERMS];

    /** Mean radiance over the sphere. */
    final float[] mean = new float[3];

    /** Where most light comes from. */
    float[] brightest = {0, 1, 0};

    /** How much of the light comes from there: 0 none more than from elsewhere, to 1. */
    float directed;

    /**
     * Looks around in the room from {@code place}: 512 rays for what does not shine, one shadow ray
     * for each point of the emitters.
     */
    void gather(float[] place, RayBatch batch, Room room) {
        double[][] sums = new double[3][TERMS];
        double[][] way = new double[3][3];
        aimAllAround(place, batch);
        room.see(batch);
        for (int i = 0; i < RayBatch.SIZE; i++) {
            if (batch.surface[i] >= 0 && !room.shines(batch.surface[i])) {
                for (int c = 0; c < 3; c++) {
                    add(batch, i, c, batch.color[c][i] / RayBatch.SIZE, sums, way);
                }
            }
        }
        var lights = room.lights();
        aimAtLights(place, batch, lights);
        room.geometry().intersect(batch);
        for (int i = 0; i < lights.count; i++) {
            if (batch.active[i] != 0 && batch.surface[i] < 0) {
                for (int c = 0; c < 3; c++) {
                    add(batch, i, c, batch.weight[c][i], sums, way);
                }
            }
        }
        finish(sums, way);
    }

    private static void aimAllAround(float[] place, RayBatch batch) {
        for (int i = 0; i < RayBatch.SIZE; i++) {
            double y = 1 - 2 * (i + 0.5) / RayBatch.SIZE;
            double angle = i * 2.399963229728653;
            double r = Math.sqrt(1 - y * y);
            batch.direction[0][i] = (float) (r * Math.cos(angle));
            batch.direction[1][i] = (float) y;
            batch.direction[2][i] = (float) (r * Math.sin(angle));
        }
        for (int c = 0; c < 3; c++) {
            Arrays.fill(batch.origin[c], place[c]);
        }
        Arrays.fill(batch.active, 1);
        Arrays.fill(batch.random, 0.5f);
        Arrays.fill(batch.coneStart, 0);
        Arrays.fill(batch.coneLens, 0);
        Arrays.fill(batch.coneSpread, SPREAD);
        batch.clearHits();
    }

    /** Weight is the radiance's share of the sphere: power x cos / (4 pi distance^2). */
    private static void aimAtLights(float[] place, RayBatch batch, LightSamples lights) {
        Arrays.fill(batch.active, 0);
        batch.clearHits();
        for (int i = 0; i < lights.count; i++) {
            float[] d = new float[3];
            for (int c = 0; c < 3; c++) {
                d[c] = lights.place[c][i] - place[c];
            }
            float length = (float) Math.sqrt(Vectors.dot(d, d));
            float facing = 0;
            for (int c = 0; c < 3; c++) {
                batch.origin[c][i] = place[c];
                batch.direction[c][i] = d[c] / length;
                facing -= lights.normal[c][i] * d[c] / length;
            }
            if (facing > 0) {
                batch.active[i] = 1;
                batch.distance[i] = length - STOP_SHORT;
                double share = facing / (4 * Math.PI * length * length);
                for (int c = 0; c < 3; c++) {
                    batch.weight[c][i] = (float) (lights.power[c][i] * share);
                }
            }
        }
    }

    private static void add(
            RayBatch batch, int ray, int color, float radiance, double[][] sums, double[][] way) {
        float x = batch.direction[0][ray];
        float y = batch.direction[1][ray];
        float z = batch.direction[2][ray];
        double[] sum = sums[color];
        sum[0] += radiance;
        sum[1] += radiance * x;
        sum[2] += radiance * y;
        sum[3] += radiance * z;
        sum[4] += radiance * x * y;
        sum[5] += radiance * y * z;
        sum[6] += radiance * (3 * z * z - 1);
        sum[7] += radiance * x * z;
        sum[8] += radiance * (x * x - y * y);
        for (int axis = 0; axis < 3; axis++) {
            way[color][axis] += radiance * batch.direction[axis][ray];
        }
    }

    private void finish(double[][] sums, double[][] way) {
        var toward = new float[3];
        float total = 1e-9f;
        for (int c = 0; c < 3; c++) {
            mean[c] = (float) sums[c][0];
            total += mean[c];
            for (int k = 0; k < TERMS; k++) {
                irradiance[c][k] = (float) (sums[c][k] * Math.PI * COSINE[k]);
            }
            for (int axis = 0; axis < 3; axis++) {
                toward[axis] += (float) way[c][axis];
            }
        }
        float length = (float) Math.sqrt(Vectors.dot(toward, toward));
        if (length > 1e-9f) {
            brightest = Vectors.normalized(toward);
        }
        directed = Math.min(1, 1.5f * length / total);
    }

    /**
     * What a term contributes to irradiance / pi: its own norm, 2 l + 1 times its polynomial's, by
     * the cosine lobe's 1, 2/3, 1/4 for the bands.
     */
    private static final float[] COSINE = {
        1, 2, 2, 2, 15f / 4, 15f / 4, 5f / 16, 15f / 4, 15f / 16
    };

    /** Irradiance on faces with the batch's normals, by color. */
    void irradiance(RayBatch batch, int at, float[][] out) {
        FloatVector x = fromArray(F, batch.normal[0], at);
        FloatVector y = fromArray(F, batch.normal[1], at);
        FloatVector z = fromArray(F, batch.normal[2], at);
        for (int c = 0; c < 3; c++) {
            float[] k = irradiance[c];
            FloatVector linear = x.mul(k[1]).add(y.mul(k[2])).add(z.mul(k[3])).add(k[0]);
            FloatVector mixed = x.mul(y).mul(k[4]).add(y.mul(z).mul(k[5])).add(x.mul(z).mul(k[7]));
            FloatVector squares =
                    z.mul(z).mul(3f).sub(1f).mul(k[6]).add(x.mul(x).sub(y.mul(y)).mul(k[8]));
            linear.add(mixed).add(squares).max(0.05f * k[0]).intoArray(out[c], at);
        }
    }
}
