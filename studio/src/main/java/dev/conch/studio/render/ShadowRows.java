package dev.conch.studio.render;

import static dev.conch.studio.render.Lanes.COUNT;
import static dev.conch.studio.render.Lanes.F;
import static jdk.incubator.vector.FloatVector.fromArray;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/** Irradiance from many light points on a row of a shadow grid, and how much a body hides of it. */
final class ShadowRows {
    private final MovingBody body;
    private final Shadow grid;
    private final float[] toLocal;
    private final float[] middle;

    /** Texels of the row along the body's own axes. */
    private final float[][] local;

    ShadowRows(MovingBody body, Shadow grid) {
        this.body = body;
        this.grid = grid;
        toLocal = body.toLocalAt(0.5f);
        middle = body.centerAt(0.5f);
        local = new float[3][grid.side() + COUNT];
    }

    /** Sums up each texel of the row; texels are as many as a multiple of the vector length. */
    void row(LightSamples lights, int row, float[] total, float[] hidden) {
        float y = grid.height() - middle[1];
        float z = grid.z(row) - middle[2];
        for (int i = 0; i < grid.side(); i++) {
            float x = grid.x(i) - middle[0];
            for (int c = 0; c < 3; c++) {
                local[c][i] = toLocal[c * 3] * x + toLocal[c * 3 + 1] * y + toLocal[c * 3 + 2] * z;
            }
        }
        var point = new float[3];
        for (int at = 0; at < grid.side(); at += COUNT) {
            FloatVector sum = FloatVector.zero(F);
            FloatVector blocked = sum;
            for (int k = 0; k < lights.count; k++) {
                float up = lights.place[1][k] - grid.height();
                if (up <= 0 || lights.brightness[k] <= 0) {
                    continue;
                }
                FloatVector light = arriving(lights, k, at, grid.z(row));
                sum = sum.add(light);
                localPoint(lights, k, point);
                blocked = blocked.add(light, body.isSphere ? ball(at, point) : box(at, point));
            }
            sum.intoArray(total, at);
            blocked.intoArray(hidden, at);
        }
    }

    /** Power x cos x cos / distance^2, on a face that looks up. */
    private FloatVector arriving(LightSamples lights, int k, int at, float z) {
        float dy = lights.place[1][k] - grid.height();
        float dz = lights.place[2][k] - z;
        FloatVector dx =
                Lanes.countUp(at)
                        .add(0.5f)
                        .mul(-grid.cell())
                        .add(lights.place[0][k] - grid.x(0) + 0.5f * grid.cell());
        FloatVector squared = dx.mul(dx).add(dy * dy + dz * dz);
        FloatVector facing =
                dx.mul(-lights.normal[0][k])
                        .sub(dy * lights.normal[1][k] + dz * lights.normal[2][k])
                        .max(0f);
        return facing.mul(dy * lights.brightness[k]).div(squared.mul(squared));
    }

    private void localPoint(LightSamples lights, int k, float[] out) {
        float x = lights.place[0][k] - middle[0];
        float y = lights.place[1][k] - middle[1];
        float z = lights.place[2][k] - middle[2];
        for (int c = 0; c < 3; c++) {
            out[c] = toLocal[c * 3] * x + toLocal[c * 3 + 1] * y + toLocal[c * 3 + 2] * z;
        }
    }

    /** Whether the way from texels to a far point meets the ball. */
    private VectorMask<Float> ball(int at, float[] point) {
        FloatVector along = FloatVector.zero(F);
        FloatVector length = along;
        FloatVector squared = along;
        for (int c = 0; c < 3; c++) {
            FloatVector p = fromArray(F, local[c], at);
            FloatVector d = p.neg().add(point[c]);
            along = along.sub(p.mul(d));
            length = d.fma(d, length);
            squared = p.fma(p, squared);
        }
        FloatVector outside = squared.sub(body.bound * body.bound);
        return along.compare(VectorOperators.GT, 0f)
                .and(along.mul(along).compare(VectorOperators.GT, outside.mul(length)));
    }

    /** The same for the box; its rounding is left out. */
    private VectorMask<Float> box(int at, float[] point) {
        FloatVector enter = FloatVector.zero(F);
        FloatVector leave = FloatVector.broadcast(F, 1f);
        for (int c = 0; c < 3; c++) {
            FloatVector p = fromArray(F, local[c], at);
            FloatVector inverse = FloatVector.broadcast(F, 1f).div(p.neg().add(point[c]));
            FloatVector a = p.neg().sub(body.half[c]).mul(inverse);
            FloatVector b = p.neg().add(body.half[c]).mul(inverse);
            enter = enter.max(a.min(b));
            leave = leave.min(a.max(b));
        }
        return enter.lt(leave);
    }
}
