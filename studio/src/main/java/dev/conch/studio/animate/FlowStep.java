package dev.conch.studio.animate;

import java.util.Arrays;

/** One linearization of the flow equations around a known flow, solved by over-relaxation. */
final class FlowStep {
    /** How much smoothness weighs against agreement of colors (8-bit units). */
    private static final float SMOOTHNESS = 60;

    private static final int SWEEPS = 30;
    private static final float RELAXATION = 1.7f;

    /** Neighbors' flows may differ across edges of this height. */
    private static final float EDGE = 14;

    private final int width;
    private final int height;
    private final Field right;
    private final Field down;
    // The equations per place: xx u + xy v = -xt, xy u + yy v = -yt.
    private final float[] xx;
    private final float[] xy;
    private final float[] yy;
    private final float[] xt;
    private final float[] yt;
    private final float[] rigidity;

    FlowStep(Field[] from, Field[] to, Flow known) {
        width = from[0].width();
        height = from[0].height();
        right = known.right();
        down = known.down();
        int size = width * height;
        xx = new float[size];
        xy = new float[size];
        yy = new float[size];
        xt = new float[size];
        yt = new float[size];
        rigidity = new float[size];
        var moved = new Field[from.length];
        for (int c = 0; c < from.length; c++) {
            moved[c] = moved(to[c]);
        }
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                gather(from, moved, x, y);
            }
        }
    }

    /** The other picture pulled back by the known flow. */
    private Field moved(Field to) {
        var out = new Field(width, height);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int i = y * width + x;
                out.values()[i] = to.sample(x + right.values()[i], y + down.values()[i]);
            }
        }
        return out;
    }

    private void gather(Field[] from, Field[] moved, int x, int y) {
        int i = y * width + x;
        float edges = 0;
        float misfit = 0;
        for (int c = 0; c < from.length; c++) {
            Field a = from[c];
            Field b = moved[c];
            float ax = a.at(x + 1, y) - a.at(x - 1, y);
            float ay = a.at(x, y + 1) - a.at(x, y - 1);
            float gx = (ax + b.at(x + 1, y) - b.at(x - 1, y)) / 4;
            float gy = (ay + b.at(x, y + 1) - b.at(x, y - 1)) / 4;
            float change = b.values()[i] - a.values()[i];
            xx[i] += gx * gx;
            xy[i] += gx * gy;
            yy[i] += gy * gy;
            float rest = change - gx * right.values()[i] - gy * down.values()[i];
            xt[i] += gx * rest;
            yt[i] += gy * rest;
            edges += (ax * ax + ay * ay) / 4;
            misfit += change * change;
        }
        float weight = (float) (1 / Math.sqrt(1 + misfit / (3 * 12.0 * 12.0)));
        xx[i] *= weight;
        xy[i] *= weight;
        yy[i] *= weight;
        xt[i] *= weight;
        yt[i] *= weight;
        rigidity[i] = SMOOTHNESS / (1 + edges / (3 * EDGE * EDGE));
    }

    Flow solve() {
        float[] u = right.values().clone();
        float[] v = down.values().clone();
        for (int sweep = 0; sweep < SWEEPS; sweep++) {
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    relax(u, v, x, y);
                }
            }
        }
        return new Flow(median(u), median(v));
    }

    private void relax(float[] u, float[] v, int x, int y) {
        int i = y * width + x;
        int[] neighbors = {
            x > 0 ? i - 1 : i,
            x < width - 1 ? i + 1 : i,
            y > 0 ? i - width : i,
            y < height - 1 ? i + width : i
        };
        float total = 0;
        float sumU = 0;
        float sumV = 0;
        for (int n : neighbors) {
            float weight = (rigidity[i] + rigidity[n]) / 2;
            total += weight;
            sumU += weight * u[n];
            sumV += weight * v[n];
        }
        float newU = (sumU - xt[i] - xy[i] * v[i]) / (total + xx[i]);
        u[i] += RELAXATION * (newU - u[i]);
        float newV = (sumV - yt[i] - xy[i] * u[i]) / (total + yy[i]);
        v[i] += RELAXATION * (newV - v[i]);
    }

    private Field median(float[] values) {
        var field = new Field(width, height, values);
        var out = new Field(width, height);
        var window = new float[9];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                for (int k = 0; k < 9; k++) {
                    window[k] = field.at(x + k % 3 - 1, y + k / 3 - 1);
                }
                Arrays.sort(window);
                out.values()[y * width + x] = window[4];
            }
        }
        return out;
    }
}
