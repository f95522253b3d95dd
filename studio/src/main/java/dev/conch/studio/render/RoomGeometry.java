package dev.conch.studio.render;

import static dev.conch.studio.render.Lanes.F;
import static jdk.incubator.vector.FloatVector.fromArray;

import dev.conch.studio.render.Surface.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/** Finds which surface of the room each ray hits first. Immutable; shared by all threads. */
final class RoomGeometry {
    /** A hit nearer than this is the surface that the ray starts on. */
    private static final float NEAREST = 1e-4f;

    private final List<Surface> surfaces;
    private final Panels[] panels = new Panels[3];
    private final int[] rounded;
    private final float[][][] boxes;

    /** Rectangles square to one axis, as arrays. */
    private record Panels(
            int axis,
            int[] id,
            float[] at,
            float[] from1,
            float[] to1,
            float[] from2,
            float[] to2,
            float[] texels) {}

    RoomGeometry(List<Surface> surfaces) {
        this.surfaces = surfaces;
        for (int axis = 0; axis < 3; axis++) {
            panels[axis] = panelsOf(axis);
        }
        rounded =
                IntStream.range(0, surfaces.size())
                        .filter(i -> !surfaces.get(i).kind().flat())
                        .toArray();
        boxes = surfaces.stream().map(Surface::box).toArray(float[][][]::new);
    }

    private Panels panelsOf(int axis) {
        var ids = new ArrayList<Integer>();
        for (int i = 0; i < surfaces.size(); i++) {
            if (surfaces.get(i).kind().flat() && surfaces.get(i).kind().axis() == axis) {
                ids.add(i);
            }
        }
        int n = ids.size();
        var table =
                new Panels(
                        axis,
                        new int[n],
                        new float[n],
                        new float[n],
                        new float[n],
                        new float[n],
                        new float[n],
                        new float[n]);
        for (int k = 0; k < n; k++) {
            var s = surfaces.get(ids.get(k));
            table.id[k] = ids.get(k);
            table.at[k] = s.at();
            table.from1[k] = s.first().from();
            table.to1[k] = s.first().to();
            table.from2[k] = s.second().from();
            table.to2[k] = s.second().to();
            table.texels[k] = s.texels();
        }
        return table;
    }

    /**
     * Shortens {@code distance} of active rays to the first hit and says where that is. A nearer
     * surface takes the place of a body that was hit before.
     */
    void intersect(RayBatch batch) {
        batch.bounds.take(batch);
        int packets = batch.listPackets();
        for (var table : panels) {
            int count = 0;
            for (int k = 0; k < table.id.length; k++) {
                float[][] box = boxes[table.id[k]];
                if (batch.bounds.mayHit(box[0], box[1], table.axis)) {
                    batch.candidates[count++] = k;
                }
            }
            if (count > 0) {
                for (int i = 0; i < packets; i++) {
                    panels(batch, batch.packets[i], table, count);
                }
            }
        }
        int axis = batch.bounds.mainAxis();
        for (int id : rounded) {
            if (batch.bounds.mayHit(boxes[id][0], boxes[id][1], axis)) {
                if (surfaces.get(id).kind() == Kind.TUBE) {
                    tube(batch, packets, surfaces.get(id), id);
                } else {
                    round(batch, packets, id);
                }
            }
        }
        coverBodies(batch, packets);
    }

    private static void coverBodies(RayBatch batch, int packets) {
        for (int i = 0; i < packets; i++) {
            int at = batch.packets[i];
            VectorMask<Integer> room =
                    IntVector.fromArray(Lanes.I, batch.surface, at).compare(VectorOperators.GE, 0);
            IntVector.fromArray(Lanes.I, batch.body, at).blend(-1, room).intoArray(batch.body, at);
        }
    }

    private static void panels(RayBatch batch, int at, Panels table, int count) {
        int axis1 = table.axis == 0 ? 1 : 0;
        int axis2 = table.axis == 2 ? 1 : 2;
        FloatVector o = fromArray(F, batch.origin[table.axis], at);
        FloatVector inverse =
                FloatVector.broadcast(F, 1f).div(fromArray(F, batch.direction[table.axis], at));
        FloatVector o1 = fromArray(F, batch.origin[axis1], at);
        FloatVector d1 = fromArray(F, batch.direction[axis1], at);
        FloatVector o2 = fromArray(F, batch.origin[axis2], at);
        FloatVector d2 = fromArray(F, batch.direction[axis2], at);
        FloatVector nearest = fromArray(F, batch.distance, at);
        FloatVector u = fromArray(F, batch.u, at);
        FloatVector v = fromArray(F, batch.v, at);
        FloatVector id = Lanes.toFloat(IntVector.fromArray(Lanes.I, batch.surface, at));
        for (int i = 0; i < count; i++) {
            int k = batch.candidates[i];
            FloatVector t = FloatVector.broadcast(F, table.at[k]).sub(o).mul(inverse);
            VectorMask<Float> hit = t.compare(VectorOperators.GT, NEAREST).and(t.lt(nearest));
            if (!hit.anyTrue()) {
                continue;
            }
            FloatVector a = d1.fma(t, o1);
            FloatVector b = d2.fma(t, o2);
            hit =
                    hit.and(a.compare(VectorOperators.GE, table.from1[k]))
                            .and(a.compare(VectorOperators.LE, table.to1[k]))
                            .and(b.compare(VectorOperators.GE, table.from2[k]))
                            .and(b.compare(VectorOperators.LE, table.to2[k]));
            nearest = nearest.blend(t, hit);
            u = u.blend(a.sub(table.from1[k]).mul(table.texels[k]), hit);
            v = v.blend(b.sub(table.from2[k]).mul(table.texels[k]), hit);
            id = id.blend(table.id[k], hit);
        }
        nearest.intoArray(batch.distance, at);
        u.intoArray(batch.u, at);
        v.intoArray(batch.v, at);
        Lanes.toInt(id).intoArray(batch.surface, at);
    }

    /** The near wall, and through an open end the far wall from inside. */
    private static void tube(RayBatch batch, int packets, Surface s, int id) {
        for (int i = 0; i < packets; i++) {
            int at = batch.packets[i];
            FloatVector ox = fromArray(F, batch.origin[0], at).sub(s.at());
            FloatVector oz = fromArray(F, batch.origin[2], at).sub(s.across());
            FloatVector dx = fromArray(F, batch.direction[0], at);
            FloatVector dz = fromArray(F, batch.direction[2], at);
            FloatVector across = ox.mul(dz).sub(oz.mul(dx));
            FloatVector width = dx.mul(dx).add(dz.mul(dz)).mul(s.radius() * s.radius());
            if (across.mul(across).lt(width).anyTrue()) {
                tubeWall(batch, at, s, id, -1);
                tubeWall(batch, at, s, id, 1);
            }
        }
    }

    /**
     * One crossing with the tube.
     *
     * @param side -1 for the near crossing, 1 for the far one
     */
    private static void tubeWall(RayBatch batch, int at, Surface s, int id, int side) {
        FloatVector ox = fromArray(F, batch.origin[0], at).sub(s.at());
        FloatVector oz = fromArray(F, batch.origin[2], at).sub(s.across());
        FloatVector dx = fromArray(F, batch.direction[0], at);
        FloatVector dz = fromArray(F, batch.direction[2], at);
        FloatVector a = dx.mul(dx).add(dz.mul(dz)).max(1e-9f);
        FloatVector b = ox.mul(dx).add(oz.mul(dz));
        FloatVector c = ox.mul(ox).add(oz.mul(oz)).sub(s.radius() * s.radius());
        FloatVector root = b.mul(b).sub(a.mul(c));
        FloatVector t = root.max(0f).sqrt().mul(side).sub(b).div(a);
        FloatVector y =
                fromArray(F, batch.direction[1], at).fma(t, fromArray(F, batch.origin[1], at));
        VectorMask<Float> hit =
                root.compare(VectorOperators.GT, 0f)
                        .and(t.compare(VectorOperators.GT, NEAREST))
                        .and(t.lt(fromArray(F, batch.distance, at)))
                        .and(y.compare(VectorOperators.GE, s.second().from()))
                        .and(y.compare(VectorOperators.LE, s.second().to()));
        if (hit.anyTrue()) {
            put(batch, at, hit, id, t);
            tubePlace(batch, at, s, hit);
        }
    }

    /** Where rays that just hit the tube did so, in texels. */
    private static void tubePlace(RayBatch batch, int at, Surface s, VectorMask<Float> hit) {
        FloatVector t = fromArray(F, batch.distance, at);
        FloatVector x =
                fromArray(F, batch.direction[0], at)
                        .fma(t, fromArray(F, batch.origin[0], at).sub(s.at()));
        FloatVector y =
                fromArray(F, batch.direction[1], at).fma(t, fromArray(F, batch.origin[1], at));
        FloatVector z =
                fromArray(F, batch.direction[2], at)
                        .fma(t, fromArray(F, batch.origin[2], at).sub(s.across()));
        FloatVector along = Lanes.angle(z, x).sub(s.first().from()).mul(s.radius() * s.texels());
        FloatVector up = y.sub(s.second().from()).mul(s.texels());
        fromArray(F, batch.u, at).blend(along, hit).intoArray(batch.u, at);
        fromArray(F, batch.v, at).blend(up, hit).intoArray(batch.v, at);
    }

    private void round(RayBatch batch, int packets, int id) {
        for (int i = 0; i < packets; i++) {
            round(batch, batch.packets[i], surfaces.get(id), id);
        }
    }

    private static void round(RayBatch batch, int at, Surface s, int id) {
        FloatVector ox = fromArray(F, batch.origin[0], at).sub(s.at());
        FloatVector oy = fromArray(F, batch.origin[1], at).sub(s.across());
        FloatVector dx = fromArray(F, batch.direction[0], at);
        FloatVector dy = fromArray(F, batch.direction[1], at);
        FloatVector a = dx.mul(dx).add(dy.mul(dy)).max(1e-9f);
        FloatVector b = ox.mul(dx).add(oy.mul(dy));
        FloatVector c = ox.mul(ox).add(oy.mul(oy)).sub(s.radius() * s.radius());
        FloatVector root = b.mul(b).sub(a.mul(c));
        VectorMask<Float> hit = root.compare(VectorOperators.GT, 0f);
        if (!hit.anyTrue()) {
            return;
        }
        FloatVector t = b.neg().sub(root.max(0f).sqrt()).div(a);
        FloatVector x = dx.fma(t, ox);
        FloatVector y = dy.fma(t, oy);
        FloatVector z =
                fromArray(F, batch.direction[2], at).fma(t, fromArray(F, batch.origin[2], at));
        hit =
                hit.and(t.compare(VectorOperators.GT, NEAREST))
                        .and(t.lt(fromArray(F, batch.distance, at)))
                        .and(x.compare(VectorOperators.GE, 0f))
                        .and(y.compare(VectorOperators.GE, 0f))
                        .and(z.compare(VectorOperators.GE, s.second().from()))
                        .and(z.compare(VectorOperators.LE, s.second().to()));
        if (!hit.anyTrue()) {
            return;
        }
        FloatVector around = Lanes.quarterAngle(x, y).mul(s.radius() * s.texels());
        FloatVector along = z.sub(s.second().from()).mul(s.texels());
        put(batch, at, hit, id, t);
        fromArray(F, batch.u, at).blend(around, hit).intoArray(batch.u, at);
        fromArray(F, batch.v, at).blend(along, hit).intoArray(batch.v, at);
    }

    private static void put(RayBatch batch, int at, VectorMask<Float> hit, int id, FloatVector t) {
        fromArray(F, batch.distance, at).blend(t, hit).intoArray(batch.distance, at);
        IntVector.fromArray(Lanes.I, batch.surface, at)
                .blend(id, hit.cast(Lanes.I))
                .intoArray(batch.surface, at);
    }
}
