package dev.conch.studio.render;

import static dev.conch.studio.render.Lanes.COUNT;
import static dev.conch.studio.render.Lanes.F;
import static jdk.incubator.vector.FloatVector.fromArray;

import java.util.List;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/** Finds which body each ray hits before the room. Belongs to one thread. */
final class BodyTracer {
    /** Steps along the rounding of a box; each halves what is left, and more. */
    private static final int ROUNDING_STEPS = 9;

    private static final float NEAREST = 1e-6f;

    /** Local origin x, y, z, then local direction x, y, z. */
    private final float[] ray = new float[6 * COUNT];

    private final float[] xyz = new float[3 * COUNT];

    /** Shortens the rays to the first body that they hit; true if any hit one. */
    boolean intersect(RayBatch batch, List<MovingBody> bodies) {
        boolean any = false;
        for (int at = 0; at < RayBatch.SIZE; at += COUNT) {
            if (batch.idle(at)) {
                continue;
            }
            for (var body : bodies) {
                any |= intersect(batch, at, body);
            }
        }
        return any;
    }

    private boolean intersect(RayBatch batch, int at, MovingBody body) {
        FloatVector time = fromArray(F, batch.time, at);
        FloatVector along = FloatVector.zero(F);
        FloatVector squared = along;
        for (int c = 0; c < 3; c++) {
            FloatVector toCenter = body.center(c, time).sub(fromArray(F, batch.origin[c], at));
            along = toCenter.fma(fromArray(F, batch.direction[c], at), along);
            squared = toCenter.fma(toCenter, squared);
            toCenter.neg().intoArray(xyz, c * COUNT);
        }
        FloatVector inside = along.mul(along).sub(squared).add(body.bound * body.bound);
        VectorMask<Float> hit =
                inside.compare(VectorOperators.GT, 0f)
                        .and(Lanes.active(batch.active, at))
                        .and(
                                IntVector.fromArray(Lanes.I, batch.from, at)
                                        .compare(VectorOperators.NE, body.index)
                                        .cast(F));
        if (!hit.anyTrue()) {
            return false;
        }
        FloatVector t = body.isSphere ? along.sub(inside.max(0f).sqrt()) : box(batch, at, body);
        hit =
                hit.and(t.compare(VectorOperators.GT, NEAREST))
                        .and(t.lt(fromArray(F, batch.distance, at)));
        if (!hit.anyTrue()) {
            return false;
        }
        fromArray(F, batch.distance, at).blend(t, hit).intoArray(batch.distance, at);
        IntVector.fromArray(Lanes.I, batch.body, at)
                .blend(body.index, hit.cast(Lanes.I))
                .intoArray(batch.body, at);
        IntVector.fromArray(Lanes.I, batch.surface, at)
                .blend(-1, hit.cast(Lanes.I))
                .intoArray(batch.surface, at);
        return true;
    }

    /** Distance to a rounded box, -1 if it is missed; relative origin is in {@link #xyz}. */
    private FloatVector box(RayBatch batch, int at, MovingBody body) {
        FloatVector time = fromArray(F, batch.time, at);
        body.localize(time, xyz);
        System.arraycopy(xyz, 0, ray, 0, 3 * COUNT);
        for (int c = 0; c < 3; c++) {
            System.arraycopy(batch.direction[c], at, xyz, c * COUNT, COUNT);
        }
        body.localize(time, xyz);
        System.arraycopy(xyz, 0, ray, 3 * COUNT, 3 * COUNT);
        FloatVector enter = FloatVector.broadcast(F, -RayBatch.FAR);
        FloatVector leave = FloatVector.broadcast(F, RayBatch.FAR);
        for (int c = 0; c < 3; c++) {
            FloatVector o = fromArray(F, ray, c * COUNT);
            FloatVector inverse =
                    FloatVector.broadcast(F, 1f).div(fromArray(F, ray, (3 + c) * COUNT));
            FloatVector a = o.neg().sub(body.half[c]).mul(inverse);
            FloatVector b = o.neg().add(body.half[c]).mul(inverse);
            enter = enter.max(a.min(b));
            leave = leave.min(a.max(b));
        }
        VectorMask<Float> hit = enter.lt(leave).and(leave.compare(VectorOperators.GT, 0f));
        FloatVector t = enter.max(0f);
        if (!hit.anyTrue()) {
            return FloatVector.broadcast(F, -1f);
        }
        for (int step = 0; step < ROUNDING_STEPS; step++) {
            t = t.add(outside(t, body));
        }
        hit = hit.and(outside(t, body).lt(0.04f * body.edge)).and(t.lt(leave));
        return FloatVector.broadcast(F, -1f).blend(t, hit);
    }

    /** Distance of the rays' points at {@code t} from the rounded box, negative inside. */
    private FloatVector outside(FloatVector t, MovingBody body) {
        FloatVector squared = FloatVector.zero(F);
        FloatVector deepest = FloatVector.broadcast(F, -RayBatch.FAR);
        for (int c = 0; c < 3; c++) {
            FloatVector p = fromArray(F, ray, (3 + c) * COUNT).fma(t, fromArray(F, ray, c * COUNT));
            FloatVector q = p.abs().sub(body.half[c] - body.edge);
            deepest = deepest.max(q);
            FloatVector out = q.max(0f);
            squared = out.fma(out, squared);
        }
        return squared.sqrt().add(deepest.min(0f)).sub(body.edge);
    }

    /** Fills in local place and world normal where the rays hit {@code body}. */
    void resolve(RayBatch batch, MovingBody body, int[] mine) {
        for (int at = 0; at < RayBatch.SIZE; at += COUNT) {
            VectorMask<Float> lanes = Lanes.active(mine, at);
            if (!lanes.anyTrue()) {
                continue;
            }
            FloatVector time = fromArray(F, batch.time, at);
            for (int c = 0; c < 3; c++) {
                FloatVector p = batch.hit(c, at).sub(body.center(c, time));
                p.intoArray(xyz, c * COUNT);
                if (body.isSphere) {
                    FloatVector n = p.mul(1 / body.bound);
                    fromArray(F, batch.normal[c], at)
                            .blend(n, lanes)
                            .intoArray(batch.normal[c], at);
                }
            }
            body.localize(time, xyz);
            for (int c = 0; c < 3; c++) {
                FloatVector p = fromArray(F, xyz, c * COUNT);
                fromArray(F, batch.local[c], at).blend(p, lanes).intoArray(batch.local[c], at);
            }
            if (!body.isSphere) {
                boxNormal(batch, at, body, lanes);
            }
        }
    }

    private void boxNormal(RayBatch batch, int at, MovingBody body, VectorMask<Float> lanes) {
        FloatVector squared = FloatVector.broadcast(F, 1e-20f);
        for (int c = 0; c < 3; c++) {
            FloatVector p = fromArray(F, xyz, c * COUNT);
            FloatVector out = p.abs().sub(body.half[c] - body.edge).max(0f);
            squared = out.fma(out, squared);
            out.blend(out.neg(), p.lt(0f)).intoArray(xyz, c * COUNT);
        }
        FloatVector inverse = Lanes.inverseSqrt(squared);
        for (int c = 0; c < 3; c++) {
            fromArray(F, xyz, c * COUNT).mul(inverse).intoArray(xyz, c * COUNT);
        }
        body.globalize(fromArray(F, batch.time, at), xyz);
        for (int c = 0; c < 3; c++) {
            FloatVector n = fromArray(F, xyz, c * COUNT);
            fromArray(F, batch.normal[c], at).blend(n, lanes).intoArray(batch.normal[c], at);
        }
    }
}
