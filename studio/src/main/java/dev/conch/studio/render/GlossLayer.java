package dev.conch.studio.render;

import static dev.conch.studio.render.Lanes.COUNT;
import static dev.conch.studio.render.Lanes.F;
import static jdk.incubator.vector.FloatVector.fromArray;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/** The mirror layer of the room's surfaces: varnish, glaze, glass, brushed metal. */
final class GlossLayer {
    /** Wood grain runs along x, so that images smear more across it. */
    private static final float TILT_ALONG = 0.16f;

    private static final float TILT_ACROSS = 0.24f;
    private static final float LIFT = 2e-5f;

    private final Room room;
    private final int[] ids = new int[COUNT];
    private final float[] roughness = new float[COUNT];

    GlossLayer(Room room) {
        this.room = room;
    }

    /** Starts mirrored rays in {@code out}, weights included; true if there are any. */
    boolean start(RayBatch batch, RayBatch out) {
        out.inherit(batch);
        boolean any = false;
        for (int at = 0; at < RayBatch.SIZE; at += COUNT) {
            IntVector id = IntVector.fromArray(Lanes.I, batch.surface, at);
            VectorMask<Float> lanes =
                    id.compare(VectorOperators.GE, 0).cast(F).and(Lanes.active(batch.active, at));
            id.max(0).intoArray(ids, 0);
            FloatVector gloss = fromArray(F, room.gloss, 0, ids, 0);
            lanes = lanes.and(gloss.compare(VectorOperators.GT, 0f));
            Lanes.store(lanes, out.active, at);
            if (!lanes.anyTrue()) {
                continue;
            }
            any = true;
            fromArray(F, room.roughness, 0, ids, 0).intoArray(roughness, 0);
            normals(batch, at);
            mirrored(batch, at, out);
            weigh(batch, at, out);
            IntVector.broadcast(Lanes.I, -1).intoArray(out.from, at);
        }
        return any;
    }

    /** Up, or away from the axis of the rounded edge. */
    private void normals(RayBatch batch, int at) {
        FloatVector.zero(F).intoArray(batch.normal[0], at);
        FloatVector.broadcast(F, 1f).intoArray(batch.normal[1], at);
        FloatVector.zero(F).intoArray(batch.normal[2], at);
        for (int i = 0; i < COUNT; i++) {
            var s = room.surface(ids[i]);
            if (s.kind() == Surface.Kind.SQUARE_TO_Y || s.kind() == Surface.Kind.TUBE) {
                continue;
            }
            int lane = at + i;
            batch.normal[1][lane] = 0;
            if (s.kind() == Surface.Kind.QUARTER_ROUND) {
                float t = batch.distance[lane];
                float x = batch.origin[0][lane] + t * batch.direction[0][lane] - s.at();
                float y = batch.origin[1][lane] + t * batch.direction[1][lane] - s.across();
                batch.normal[0][lane] = x / s.radius();
                batch.normal[1][lane] = y / s.radius();
            } else {
                batch.normal[s.kind().axis()][lane] = s.facing();
            }
        }
    }

    private void mirrored(RayBatch batch, int at, RayBatch out) {
        FloatVector rough = fromArray(F, roughness, 0);
        FloatVector r1 = fromArray(F, batch.random, at).sub(0.5f).mul(rough);
        FloatVector r2 = fromArray(F, batch.random2, at).sub(0.5f).mul(rough);
        FloatVector nx = fromArray(F, batch.normal[0], at).add(r1.mul(TILT_ALONG));
        FloatVector ny = fromArray(F, batch.normal[1], at);
        FloatVector nz = fromArray(F, batch.normal[2], at).add(r2.mul(TILT_ACROSS));
        FloatVector squared = nx.mul(nx).add(ny.mul(ny)).add(nz.mul(nz));
        FloatVector dx = fromArray(F, batch.direction[0], at);
        FloatVector dy = fromArray(F, batch.direction[1], at);
        FloatVector dz = fromArray(F, batch.direction[2], at);
        FloatVector twice =
                dx.mul(nx).add(dy.mul(ny)).add(dz.mul(nz)).min(-0.001f).mul(2f).div(squared);
        dx.sub(nx.mul(twice)).intoArray(out.direction[0], at);
        dy.sub(ny.mul(twice)).intoArray(out.direction[1], at);
        dz.sub(nz.mul(twice)).intoArray(out.direction[2], at);
        for (int c = 0; c < 3; c++) {
            fromArray(F, batch.normal[c], at)
                    .mul(LIFT)
                    .add(batch.hit(c, at))
                    .intoArray(out.origin[c], at);
        }
        batch.footprint(at).intoArray(out.coneStart, at);
        rough.mul(0.55f).add(fromArray(F, batch.coneSpread, at)).intoArray(out.coneSpread, at);
    }

    /** Schlick's estimate, less at grazing angles where a rough surface hides itself. */
    private void weigh(RayBatch batch, int at, RayBatch out) {
        FloatVector gloss = fromArray(F, room.gloss, 0, ids, 0);
        FloatVector mirror = fromArray(F, room.mirror, 0, ids, 0);
        FloatVector cosine = Mirror.cosine(batch, at).max(0.02f);
        FloatVector rest = cosine.neg().add(1f);
        FloatVector squared = rest.mul(rest);
        FloatVector schlick = squared.mul(squared).mul(rest).mul(mirror.neg().add(1f)).add(mirror);
        FloatVector weight =
                schlick.mul(cosine)
                        .div(cosine.add(fromArray(F, roughness, 0).mul(0.75f)))
                        .mul(gloss);
        for (int c = 0; c < 3; c++) {
            weight.intoArray(out.weight[c], at);
        }
    }
}
