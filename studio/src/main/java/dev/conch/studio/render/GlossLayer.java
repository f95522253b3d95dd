package dev.conch.studio.render;

import static dev.conch.studio.render.Lanes.COUNT;
import static dev.conch.studio.render.Lanes.load;

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
                    id.compare(VectorOperators.GE, 0)
                            .cast(Lanes.F)
                            .and(Lanes.active(batch.active, at));
            id.max(0).intoArray(ids, 0);
            FloatVector gloss = FloatVector.fromArray(Lanes.F, room.gloss, 0, ids, 0);
            lanes = lanes.and(gloss.compare(VectorOperators.GT, 0f));
            Lanes.store(lanes, out.active, at);
            if (!lanes.anyTrue()) {
                continue;
            }
            any = true;
            FloatVector.fromArray(Lanes.F, room.roughness, 0, ids, 0).intoArray(roughness, 0);
            normals(batch, at);
            mirrored(batch, at, out);
            weigh(batch, at, out);
            IntVector.broadcast(Lanes.I, -1).intoArray(out.from, at);
        }
        return any;
    }

    /** Up, or away from the axis of the rounded edge. */
    private void normals(RayBatch batch, int at) {
        FloatVector.zero(Lanes.F).intoArray(batch.normal[0], at);
        FloatVector.broadcast(Lanes.F, 1f).intoArray(batch.normal[1], at);
        FloatVector.zero(Lanes.F).intoArray(batch.normal[2], at);
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
        FloatVector rough = load(roughness, 0);
        FloatVector r1 = load(batch.random, at).sub(0.5f).mul(rough);
        FloatVector r2 = load(batch.random2, at).sub(0.5f).mul(rough);
        FloatVector nx = load(batch.normal[0], at).add(r1.mul(TILT_ALONG));
        FloatVector ny = load(batch.normal[1], at);
        FloatVector nz = load(batch.normal[2], at).add(r2.mul(TILT_ACROSS));
        FloatVector squared = nx.mul(nx).add(ny.mul(ny)).add(nz.mul(nz));
        FloatVector dx = load(batch.direction[0], at);
        FloatVector dy = load(batch.direction[1], at);
        FloatVector dz = load(batch.direction[2], at);
        FloatVector twice =
                dx.mul(nx).add(dy.mul(ny)).add(dz.mul(nz)).min(-0.001f).mul(2f).div(squared);
        dx.sub(nx.mul(twice)).intoArray(out.direction[0], at);
        dy.sub(ny.mul(twice)).intoArray(out.direction[1], at);
        dz.sub(nz.mul(twice)).intoArray(out.direction[2], at);
        for (int c = 0; c < 3; c++) {
            load(batch.normal[c], at).mul(LIFT).add(batch.hit(c, at)).intoArray(out.origin[c], at);
        }
        batch.footprint(at).intoArray(out.coneStart, at);
        rough.mul(0.55f).add(load(batch.coneSpread, at)).intoArray(out.coneSpread, at);
    }

    /** Schlick's estimate, less at grazing angles where a rough surface hides itself. */
    private void weigh(RayBatch batch, int at, RayBatch out) {
        FloatVector gloss = FloatVector.fromArray(Lanes.F, room.gloss, 0, ids, 0);
        FloatVector mirror = FloatVector.fromArray(Lanes.F, room.mirror, 0, ids, 0);
        FloatVector cosine = Mirror.cosine(batch, at).max(0.02f);
        FloatVector rest = cosine.neg().add(1f);
        FloatVector squared = rest.mul(rest);
        FloatVector schlick = squared.mul(squared).mul(rest).mul(mirror.neg().add(1f)).add(mirror);
        FloatVector weight =
                schlick.mul(cosine).div(cosine.add(load(roughness, 0).mul(0.75f))).mul(gloss);
        for (int c = 0; c < 3; c++) {
            weight.intoArray(out.weight[c], at);
        }
    }
}
