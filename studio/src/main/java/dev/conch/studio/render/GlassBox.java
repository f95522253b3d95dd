package dev.conch.studio.render;

import static dev.conch.studio.render.Lanes.COUNT;

import dev.conch.studio.scene.Material;
import jdk.incubator.vector.FloatVector;

/**
 * Ways through a glass box, ray by ray: a few inner reflections where the exit angle is too flat.
 * Inside, the box has sharp edges whose normals are rounded. Belongs to one thread.
 */
final class GlassBox {
    private static final int MOST_BOUNCES = 6;
    private static final float LIFT = 1e-5f;

    private final float[] xyz = new float[3 * COUNT];
    private final float[] p = new float[3];
    private final float[] d = new float[3];
    private final float[] n = new float[3];

    /** Moves rays that were refracted in, where they entered, to where they leave. */
    void cross(RayBatch batch, MovingBody body, int[] mine, RayBatch passed, Material.Glass glass) {
        float[] tint = {
            (float) glass.tint().r(), (float) glass.tint().g(), (float) glass.tint().b()
        };
        for (int at = 0; at < RayBatch.SIZE; at += COUNT) {
            int any = 0;
            for (int i = at; i < at + COUNT; i++) {
                any |= mine[i];
            }
            if (any == 0) {
                continue;
            }
            FloatVector time = FloatVector.fromArray(Lanes.F, batch.time, at);
            for (int c = 0; c < 3; c++) {
                System.arraycopy(passed.direction[c], at, xyz, c * COUNT, COUNT);
            }
            body.localize(time, xyz);
            var directions = xyz.clone();
            var places = new float[3 * COUNT];
            for (int i = 0; i < COUNT; i++) {
                if (mine[at + i] != 0) {
                    through(batch, body, at + i, passed, tint, (float) glass.ior());
                }
                for (int c = 0; c < 3; c++) {
                    places[c * COUNT + i] = p[c] - n[c] * LIFT;
                    directions[c * COUNT + i] = d[c];
                }
            }
            body.globalize(time, places);
            body.globalize(time, directions);
            for (int c = 0; c < 3; c++) {
                for (int i = 0; i < COUNT; i++) {
                    if (mine[at + i] != 0) {
                        float center = body.center[c] + body.move[c] * batch.time[at + i];
                        passed.origin[c][at + i] = center + places[c * COUNT + i];
                        passed.direction[c][at + i] = directions[c * COUNT + i];
                    }
                }
            }
        }
    }

    private void through(
            RayBatch batch, MovingBody body, int lane, RayBatch passed, float[] tint, float ior) {
        for (int c = 0; c < 3; c++) {
            p[c] = batch.local[c][lane];
            d[c] = xyz[c * COUNT + lane % COUNT];
        }
        float length = cross(body, p, d, n, ior);
        float exit = exitShare(d, n, ior);
        float way = length / (2 * body.bound);
        for (int c = 0; c < 3; c++) {
            passed.weight[c][lane] *= exit * (float) Math.pow(Math.clamp(tint[c], 0.01f, 1f), way);
        }
        refractOut(d, n, ior);
    }

    /**
     * Follows a ray inside until it can leave.
     *
     * @param p place in the box's axes, moved to the exit
     * @param d direction inside, of the last stretch
     * @param n set to the inward normal at the exit
     * @return length of the way, meters
     */
    static float cross(MovingBody body, float[] p, float[] d, float[] n, float ior) {
        float length = 0;
        for (int bounce = 0; ; bounce++) {
            float t = RayBatch.FAR;
            int axis = 0;
            for (int c = 0; c < 3; c++) {
                float side = d[c] > 0 ? body.half[c] : -body.half[c];
                float reach = d[c] == 0 ? RayBatch.FAR : (side - p[c]) / d[c];
                if (reach < t) {
                    t = Math.max(reach, 0);
                    axis = c;
                }
            }
            for (int c = 0; c < 3; c++) {
                p[c] = Math.clamp(p[c] + d[c] * t, -body.half[c], body.half[c]);
            }
            length += t;
            inwardNormal(body, p, axis, n);
            float cosine = -Vectors.dot(d, n);
            if (cosine <= 0) {
                java.util.Arrays.fill(n, 0);
                n[axis] = p[axis] > 0 ? -1 : 1;
                cosine = -Vectors.dot(d, n);
            }
            boolean leaves = ior * ior * (1 - cosine * cosine) < 1;
            if (leaves || bounce == MOST_BOUNCES) {
                return length;
            }
            for (int c = 0; c < 3; c++) {
                d[c] += 2 * cosine * n[c];
            }
        }
    }

    private static void inwardNormal(MovingBody body, float[] p, int axis, float[] n) {
        float squared = 0;
        for (int c = 0; c < 3; c++) {
            float over = Math.max(0, Math.abs(p[c]) - (body.half[c] - body.edge));
            n[c] = p[c] > 0 ? -over : over;
            squared += over * over;
        }
        if (squared < 1e-14f) {
            java.util.Arrays.fill(n, 0);
            n[axis] = p[axis] > 0 ? -1 : 1;
            return;
        }
        float inverse = (float) (1 / Math.sqrt(squared));
        for (int c = 0; c < 3; c++) {
            n[c] *= inverse;
        }
    }

    /**
     * Part that leaves; a ray that is still trapped keeps a little, as if it had left elsewhere.
     */
    static float exitShare(float[] d, float[] n, float ior) {
        float cosine = Math.max(0, -Vectors.dot(d, n));
        return Math.max(0.3f, 1 - Mirror.fresnel(cosine, 1 / ior));
    }

    static void refractOut(float[] d, float[] n, float ior) {
        float cosine = Math.max(0, -Vectors.dot(d, n));
        float squared = 1 - ior * ior * (1 - cosine * cosine);
        if (squared <= 0) {
            return;
        }
        float bend = ior * cosine - (float) Math.sqrt(squared);
        for (int c = 0; c < 3; c++) {
            d[c] = d[c] * ior + n[c] * bend;
        }
    }
}
