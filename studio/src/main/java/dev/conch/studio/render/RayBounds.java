package dev.conch.studio.render;

import static dev.conch.studio.render.Lanes.COUNT;
import static dev.conch.studio.render.Lanes.F;
import static jdk.incubator.vector.FloatVector.fromArray;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * Ranges of the origins and directions of a batch, to leave out by interval arithmetic what none of
 * its rays can hit. Only ever leaves out what would be missed, so pictures do not change.
 */
final class RayBounds {
    private static final float MARGIN = 1e-4f;

    /** By axis. */
    private final float[] lowOrigin = new float[3];

    private final float[] highOrigin = new float[3];
    private final float[] lowDirection = new float[3];
    private final float[] highDirection = new float[3];

    /** Distance at which the longest ray ends. */
    private float farthest;

    /** Takes the ranges over the active rays. */
    void take(RayBatch batch) {
        FloatVector longest = FloatVector.zero(F);
        for (int at = 0; at < RayBatch.SIZE; at += COUNT) {
            FloatVector distance = fromArray(F, batch.distance, at);
            longest = longest.blend(longest.max(distance), Lanes.active(batch.active, at));
        }
        farthest = longest.reduceLanes(VectorOperators.MAX);
        for (int c = 0; c < 3; c++) {
            range(batch, batch.origin[c], lowOrigin, highOrigin, c);
            range(batch, batch.direction[c], lowDirection, highDirection, c);
        }
    }

    private static void range(RayBatch batch, float[] values, float[] low, float[] high, int axis) {
        FloatVector least = FloatVector.broadcast(F, RayBatch.FAR);
        FloatVector most = FloatVector.broadcast(F, -RayBatch.FAR);
        for (int at = 0; at < RayBatch.SIZE; at += COUNT) {
            VectorMask<Float> lanes = Lanes.active(batch.active, at);
            FloatVector v = fromArray(F, values, at);
            least = least.blend(least.min(v), lanes);
            most = most.blend(most.max(v), lanes);
        }
        low[axis] = least.reduceLanes(VectorOperators.MIN);
        high[axis] = most.reduceLanes(VectorOperators.MAX);
    }

    /** The axis along which the rays go most. */
    int mainAxis() {
        int best = 0;
        float most = -1;
        for (int c = 0; c < 3; c++) {
            float least = Math.max(lowDirection[c], -highDirection[c]);
            if (least > most) {
                most = least;
                best = c;
            }
        }
        return best;
    }

    /**
     * Whether a ray may hit the box from {@code low} to {@code high}.
     *
     * @param axis along which the way to the box is measured
     */
    boolean mayHit(float[] low, float[] high, int axis) {
        float slow = lowDirection[axis];
        float fast = highDirection[axis];
        float first = 0;
        float last = farthest;
        if (slow > 0 || fast < 0) {
            float near = low[axis] - MARGIN - highOrigin[axis];
            float far = high[axis] + MARGIN - lowOrigin[axis];
            float a = near / slow;
            float b = near / fast;
            float c = far / slow;
            float d = far / fast;
            first = Math.max(0, Math.min(Math.min(a, b), Math.min(c, d)));
            last = Math.min(farthest, Math.max(Math.max(a, b), Math.max(c, d)));
            if (last < first) {
                return false;
            }
        }
        for (int k = 0; k < 3; k++) {
            if (k != axis || (slow <= 0 && fast >= 0)) {
                float least = Math.min(first * lowDirection[k], last * lowDirection[k]);
                float most = Math.max(first * highDirection[k], last * highDirection[k]);
                if (lowOrigin[k] + least > high[k] + MARGIN
                        || highOrigin[k] + most < low[k] - MARGIN) {
                    return false;
                }
            }
        }
        return true;
    }
}
