package dev.conch.studio.render;

import static dev.conch.studio.render.Lanes.COUNT;
import static dev.conch.studio.render.Lanes.F;
import static jdk.incubator.vector.FloatVector.fromArray;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * How one body changes the light on the level surface under it: a square grid of factors on the
 * baked light, made of what the body hides of the emitters, what it hides of the room, and, for
 * glass, the light that it focuses. It moves with the body while the shutter is open.
 */
final class Shadow {
    /** Texels each way. */
    private final int side;

    private final float size;
    private final float[] corner;
    private final float[] move;
    private final float height;
    private final float[][] factor = new float[3][];

    /** What the grid is worked out for. */
    record Under(Room room, MovingBody body, int surface, float height) {}

    Shadow(Under under, int side, float reach) {
        this.side = side;
        this.size = reach;
        this.height = under.height;
        move = under.body.move;
        float[] middle = under.body.centerAt(0.5f);
        float[] light = under.body.probe.brightest;
        float lean = 0.14f * size / Math.max(0.3f, (float) Math.hypot(light[0], light[2]));
        corner =
                new float[] {
                    middle[0] - size / 2 - light[0] * lean, middle[2] - size / 2 - light[2] * lean
                };
        for (int c = 0; c < 3; c++) {
            factor[c] = new float[side * side];
        }
    }

    float cell() {
        return size / side;
    }

    int side() {
        return side;
    }

    float height() {
        return height;
    }

    float x(int column) {
        return corner[0] + (column + 0.5f) * cell();
    }

    float z(int row) {
        return corner[1] + (row + 0.5f) * cell();
    }

    /**
     * Fills in the factors.
     *
     * @param focused irradiance through glass, by texel; all 0 for opaque bodies
     * @param passing part of the ambient light that comes through the body
     */
    void fill(Under under, LightSamples dome, float[] focused, float[] tint, float passing) {
        var direct = new float[side];
        var hidden = new float[side];
        var sky = new float[side];
        var skyHidden = new float[side];
        var rows = new ShadowRows(under.body, this);
        var light = new float[3];
        float strength = FrameSetup.strength(under.body, height);
        for (int row = 0; row < side; row++) {
            rows.row(under.room.lights(), row, direct, hidden);
            rows.row(dome, row, sky, skyHidden);
            for (int column = 0; column < side; column++) {
                int at = row * side + column;
                under.room.irradiance(under.surface, x(column), z(row), light);
                float total = Math.max(1e-4f, (light[0] + light[1] + light[2]) / 3);
                float fromLights = Math.min(direct[column], total * 0.95f);
                float scale = fromLights / Math.max(1e-6f, direct[column]);
                float ambient = total - fromLights;
                float covered = skyHidden[column] / Math.max(1e-6f, sky[column]) * (1 - passing);
                float left = (total - hidden[column] * scale - ambient * covered) / total;
                float base = Math.max(0.02f, left);
                float rim = rim(column, row) * strength;
                for (int c = 0; c < 3; c++) {
                    float value = base + focused[at] * scale / total * tint[c];
                    factor[c][at] = 1 + (value - 1) * rim;
                }
            }
        }
        var spare = new float[side * side];
        for (float[] color : factor) {
            smooth(color, spare, side);
        }
        float[] middle = under.body.centerAt(0.5f);
        corner[0] -= middle[0] - under.body.center[0];
        corner[1] -= middle[2] - under.body.center[2];
    }

    /** A small binomial blur, against stairs at contacts and the grain of few light paths. */
    private static void smooth(float[] grid, float[] spare, int side) {
        System.arraycopy(grid, 0, spare, 0, grid.length);
        for (int i = 1; i < grid.length - 1; i++) {
            spare[i] = 0.25f * grid[i - 1] + 0.5f * grid[i] + 0.25f * grid[i + 1];
        }
        for (int i = side; i < grid.length - side; i++) {
            grid[i] = 0.25f * spare[i - side] + 0.5f * spare[i] + 0.25f * spare[i + side];
        }
    }

    /** 0 at the border of the grid, 1 inside, so that no edge shows. */
    private float rim(int column, int row) {
        float fromSide = Math.min(column, side - 1 - column);
        float fromEnd = Math.min(row, side - 1 - row);
        return Math.min(1, Math.min(fromSide, fromEnd) / (0.14f * side));
    }

    /** Darkens and brightens what active rays see of the surface. */
    void apply(RayBatch batch, int[] scratch) {
        float inverse = side / size;
        for (int at = 0; at < RayBatch.SIZE; at += COUNT) {
            FloatVector up = batch.hit(1, at).sub(height).abs();
            VectorMask<Float> lanes = up.lt(6e-5f).and(Lanes.active(batch.active, at));
            if (!lanes.anyTrue()) {
                continue;
            }
            FloatVector time = fromArray(F, batch.time, at);
            FloatVector x = batch.hit(0, at).sub(time.mul(move[0]).add(corner[0]));
            FloatVector z = batch.hit(2, at).sub(time.mul(move[2]).add(corner[1]));
            x = x.mul(inverse).sub(0.5f);
            z = z.mul(inverse).sub(0.5f);
            lanes =
                    lanes.and(x.compare(VectorOperators.GT, 0f))
                            .and(z.compare(VectorOperators.GT, 0f))
                            .and(x.lt(side - 1.01f))
                            .and(z.lt(side - 1.01f))
                            .and(
                                    IntVector.fromArray(Lanes.I, batch.body, at)
                                            .compare(VectorOperators.LT, 0)
                                            .cast(F));
            if (lanes.anyTrue()) {
                multiply(batch, at, lanes, x.max(0f).min(side - 1.01f), z, scratch);
            }
        }
    }

    private void multiply(
            RayBatch batch,
            int at,
            VectorMask<Float> lanes,
            FloatVector x,
            FloatVector anyZ,
            int[] scratch) {
        FloatVector z = anyZ.max(0f).min(side - 1.01f);
        IntVector column = Lanes.toInt(x);
        IntVector row = Lanes.toInt(z);
        FloatVector fx = x.sub(Lanes.toFloat(column));
        FloatVector fz = z.sub(Lanes.toFloat(row));
        row.mul(side).add(column).intoArray(scratch, 0);
        for (int c = 0; c < 3; c++) {
            FloatVector a = fromArray(F, factor[c], 0, scratch, 0);
            FloatVector b = fromArray(F, factor[c], 1, scratch, 0);
            FloatVector d = fromArray(F, factor[c], side, scratch, 0);
            FloatVector e = fromArray(F, factor[c], side + 1, scratch, 0);
            FloatVector low = b.sub(a).fma(fx, a);
            FloatVector high = e.sub(d).fma(fx, d);
            FloatVector f = high.sub(low).fma(fz, low);
            fromArray(F, batch.color[c], at).mul(f, lanes).intoArray(batch.color[c], at);
        }
    }
}
