package dev.conch.studio.render;

import dev.conch.studio.scene.Material;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Light that a glass body focuses on the level surface under it: paths from the emitters through
 * the body, by Snell's and Fresnel's laws, counted in the texels of its shadow's grid.
 */
final class Caustics {
    /** Fixed, so that sums do not depend on the number of threads. */
    private static final int PARTS = 8;

    private final Shadow grid;
    private final MovingBody body;
    private final LightSamples lights;
    private final float[] cumulative;
    private final float[] toLocal;
    private final float[] middle;
    private final float ior;

    Caustics(Shadow grid, MovingBody body, LightSamples lights) {
        this.grid = grid;
        this.body = body;
        this.lights = lights;
        toLocal = body.toLocalAt(0.5f);
        middle = body.centerAt(0.5f);
        ior = (float) ((Material.Glass) body.body.material()).ior();
        cumulative = new float[lights.count];
        float sum = 0;
        for (int k = 0; k < lights.count; k++) {
            sum += lights.brightness[k];
            cumulative[k] = sum;
        }
    }

    /** Irradiance that arrives through the body, by texel. */
    float[] trace(int paths, long seed, Workers workers) {
        var parts = new float[PARTS][grid.side() * grid.side()];
        workers.run(PARTS, (_, part) -> part(paths, part, seed, parts[part]));
        var sum = new float[grid.side() * grid.side()];
        for (var part : parts) {
            for (int i = 0; i < sum.length; i++) {
                sum[i] += part[i];
            }
        }
        return smoothed(sum, grid.side());
    }

    private void part(int paths, int part, long seed, float[] out) {
        var random = new SplittableRandom(seed * PARTS + part);
        float total = cumulative[cumulative.length - 1];
        int count = paths / PARTS;
        var p = new float[3];
        var d = new float[3];
        var n = new float[3];
        for (int i = 0; i < count; i++) {
            float pick = (i + (float) random.nextDouble()) / count * total;
            int light = Arrays.binarySearch(cumulative, pick);
            light = Math.min(light < 0 ? -light - 1 : light, lights.count - 1);
            float flux = aim(light, random, p, d) * total / paths;
            if (flux > 0) {
                flux *= body.isSphere ? throughBall(p, d, n) : throughBox(p, d, n);
                land(p, d, flux, out);
            }
        }
    }

    /**
     * A path from a light to a random place of the disc that the ball around the body shows to it.
     *
     * @return the disc's solid angle x cosine at the light, 0 if the light looks away
     */
    private float aim(int light, SplittableRandom random, float[] p, float[] d) {
        float facing = 0;
        float squared = 0;
        for (int c = 0; c < 3; c++) {
            d[c] = middle[c] - lights.place[c][light];
            facing += d[c] * lights.normal[c][light];
            squared += d[c] * d[c];
        }
        float length = (float) Math.sqrt(squared);
        if (facing <= 0) {
            return 0;
        }
        for (int c = 0; c < 3; c++) {
            d[c] /= length;
        }
        float[] right = Vectors.perpendicular(d);
        float[] up = Vectors.cross(d, right);
        double r = Math.sqrt(random.nextDouble()) * body.bound;
        double angle = 2 * Math.PI * random.nextDouble();
        float a = (float) (r * Math.cos(angle));
        float b = (float) (r * Math.sin(angle));
        for (int c = 0; c < 3; c++) {
            p[c] = right[c] * a + up[c] * b;
        }
        return (float) (Math.PI * body.bound * body.bound * facing / (length * squared));
    }

    /** Moves a path, relative to the center, to the exit; returns what part gets through. */
    private float throughBall(float[] p, float[] d, float[] n) {
        float radius = body.bound;
        float back = (float) Math.sqrt(Math.max(0, radius * radius - Vectors.dot(p, p)));
        for (int c = 0; c < 3; c++) {
            p[c] -= d[c] * back;
            n[c] = p[c] / radius;
        }
        float in = Math.clamp(-Vectors.dot(d, n), 0f, 1f);
        float share = 1 - Mirror.fresnel(in, ior);
        refract(d, n, in, 1 / ior);
        float inside = Math.max(0, -Vectors.dot(d, n));
        for (int c = 0; c < 3; c++) {
            p[c] += d[c] * 2 * radius * inside;
            n[c] = -p[c] / radius;
        }
        GlassBox.refractOut(d, n, ior);
        return share * share;
    }

    private float throughBox(float[] p, float[] d, float[] n) {
        turn(toLocal, p, false);
        turn(toLocal, d, false);
        float enter = -RayBatch.FAR;
        float leave = RayBatch.FAR;
        int axis = 0;
        for (int c = 0; c < 3; c++) {
            float near = (-Math.signum(d[c]) * body.half[c] - p[c]) / d[c];
            float far = (Math.signum(d[c]) * body.half[c] - p[c]) / d[c];
            if (near > enter) {
                enter = near;
                axis = c;
            }
            leave = Math.min(leave, far);
        }
        if (!(enter < leave)) {
            return 0;
        }
        Arrays.fill(n, 0);
        n[axis] = -Math.signum(d[axis]);
        for (int c = 0; c < 3; c++) {
            p[c] += d[c] * enter;
        }
        float in = Math.clamp(-Vectors.dot(d, n), 0f, 1f);
        float share = 1 - Mirror.fresnel(in, ior);
        refract(d, n, in, 1 / ior);
        GlassBox.cross(body, p, d, n, ior);
        float cosine = Math.max(0, -Vectors.dot(d, n));
        share *= 1 - Mirror.fresnel(cosine, 1 / ior);
        GlassBox.refractOut(d, n, ior);
        turn(toLocal, p, true);
        turn(toLocal, d, true);
        return share;
    }

    /** Snell's law into the body. */
    private static void refract(float[] d, float[] n, float in, float ratio) {
        float out = (float) Math.sqrt(Math.max(0, 1 - ratio * ratio * (1 - in * in)));
        for (int c = 0; c < 3; c++) {
            d[c] = d[c] * ratio + n[c] * (in * ratio - out);
        }
    }

    private static void turn(float[] m, float[] v, boolean back) {
        float x = v[0];
        float y = v[1];
        float z = v[2];
        for (int c = 0; c < 3; c++) {
            v[c] =
                    back
                            ? m[c] * x + m[3 + c] * y + m[6 + c] * z
                            : m[c * 3] * x + m[c * 3 + 1] * y + m[c * 3 + 2] * z;
        }
    }

    /** Spreads the flux over the four nearest texels. */
    private void land(float[] p, float[] d, float flux, float[] out) {
        if (d[1] > -1e-4f || flux <= 0) {
            return;
        }
        float t = (grid.height() - middle[1] - p[1]) / d[1];
        if (t < 0) {
            return;
        }
        float cell = grid.cell();
        float x = (middle[0] + p[0] + d[0] * t - grid.x(0)) / cell;
        float z = (middle[2] + p[2] + d[2] * t - grid.z(0)) / cell;
        int column = (int) Math.floor(x);
        int row = (int) Math.floor(z);
        int side = grid.side();
        if (column < 1 || row < 1 || column >= side - 2 || row >= side - 2) {
            return;
        }
        float e = flux / (cell * cell);
        float fx = x - column;
        float fz = z - row;
        int at = row * side + column;
        out[at] += e * (1 - fx) * (1 - fz);
        out[at + 1] += e * fx * (1 - fz);
        out[at + side] += e * (1 - fx) * fz;
        out[at + side + 1] += e * fx * fz;
    }

    /** A small binomial blur against the grain of few paths. */
    private static float[] smoothed(float[] in, int side) {
        var across = new float[in.length];
        var out = new float[in.length];
        for (int i = 1; i < in.length - 1; i++) {
            across[i] = 0.25f * in[i - 1] + 0.5f * in[i] + 0.25f * in[i + 1];
        }
        for (int i = side; i < in.length - side; i++) {
            out[i] = 0.25f * across[i - side] + 0.5f * across[i] + 0.25f * across[i + side];
        }
        return out;
    }
}
