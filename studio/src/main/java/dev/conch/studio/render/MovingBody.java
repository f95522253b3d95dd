package dev.conch.studio.render;

import static dev.conch.studio.render.Lanes.COUNT;
import static dev.conch.studio.render.Lanes.F;
import static jdk.incubator.vector.FloatVector.fromArray;

import dev.conch.studio.scene.Body;
import dev.conch.studio.scene.FrameState.BodyMotion;
import dev.conch.studio.scene.Quat;
import dev.conch.studio.scene.Shape;
import dev.conch.studio.scene.Vec3;
import jdk.incubator.vector.FloatVector;

/** A body while the shutter is open: it moves along a line and turns about an axis, both evenly. */
final class MovingBody {
    /** Edges are never sharper than this part of the smallest half extent. */
    private static final double SHARPEST_EDGE = 0.01;

    final int index;
    final Body body;

    /** Center at opening, and its way until closing. */
    final float[] center;

    final float[] move;
    final boolean isSphere;

    /** Half extents; for a ball its radius three times. */
    final float[] half;

    final float edge;

    /** Radius of the ball around it. */
    final float bound;

    /** Light that reaches it; see {@link LightProbe}. */
    final LightProbe probe = new LightProbe();

    private final float[] toLocal;
    private final float[] axis;
    private final float angle;

    MovingBody(int index, Body body, BodyMotion motion) {
        this.index = index;
        this.body = body;
        center = Vectors.of(motion.open().position());
        move = Vectors.of(motion.close().position().minus(motion.open().position()));
        var first = motion.open().orientation();
        toLocal = Vectors.toLocal(first);
        var turn =
                motion.close()
                        .orientation()
                        .times(new Quat(first.w(), -first.x(), -first.y(), -first.z()));
        var way = new Vec3(turn.x(), turn.y(), turn.z()).times(turn.w() < 0 ? -1 : 1);
        boolean turns = way.length() > 1e-7;
        axis = turns ? Vectors.of(way.normalized()) : new float[] {0, 1, 0};
        angle = turns ? (float) (2 * Math.atan2(way.length(), Math.abs(turn.w()))) : 0;
        switch (body.shape()) {
            case Shape.Sphere(var radius) -> {
                isSphere = true;
                half = new float[] {(float) radius, (float) radius, (float) radius};
                edge = (float) radius;
                bound = (float) radius;
            }
            case Shape.Box(var hx, var hy, var hz, var edgeRadius) -> {
                isSphere = false;
                half = new float[] {(float) hx, (float) hy, (float) hz};
                double smallest = Math.min(hx, Math.min(hy, hz));
                edge = (float) Math.clamp(edgeRadius, SHARPEST_EDGE * smallest, smallest);
                double corner = Math.sqrt(hx * hx + hy * hy + hz * hz);
                bound = (float) (corner - edge * (Math.sqrt(3) - 1));
            }
        }
    }

    float[] centerAt(float time) {
        return new float[] {
            center[0] + move[0] * time, center[1] + move[1] * time, center[2] + move[2] * time
        };
    }

    /** World axes to the body's own at {@code time}, row by row. */
    float[] toLocalAt(float time) {
        var lanes = new float[3 * COUNT];
        var out = new float[9];
        for (int column = 0; column < 3; column++) {
            java.util.Arrays.fill(lanes, 0);
            lanes[column * COUNT] = 1;
            localize(FloatVector.broadcast(F, time), lanes);
            for (int row = 0; row < 3; row++) {
                out[row * 3 + column] = lanes[row * COUNT];
            }
        }
        return out;
    }

    /** Turns directions from world axes to the body's own; x, y, z as one vector each. */
    void localize(FloatVector time, float[] xyz) {
        if (angle > 0) {
            turn(time.mul(-angle), xyz);
        }
        FloatVector x = fromArray(F, xyz, 0);
        FloatVector y = fromArray(F, xyz, COUNT);
        FloatVector z = fromArray(F, xyz, 2 * COUNT);
        for (int row = 0; row < 3; row++) {
            float[] m = toLocal;
            x.mul(m[row * 3])
                    .add(y.mul(m[row * 3 + 1]))
                    .add(z.mul(m[row * 3 + 2]))
                    .intoArray(xyz, row * COUNT);
        }
    }

    /** Turns directions from the body's own axes to the world's. */
    void globalize(FloatVector time, float[] xyz) {
        FloatVector x = fromArray(F, xyz, 0);
        FloatVector y = fromArray(F, xyz, COUNT);
        FloatVector z = fromArray(F, xyz, 2 * COUNT);
        for (int column = 0; column < 3; column++) {
            float[] m = toLocal;
            x.mul(m[column])
                    .add(y.mul(m[3 + column]))
                    .add(z.mul(m[6 + column]))
                    .intoArray(xyz, column * COUNT);
        }
        if (angle > 0) {
            turn(time.mul(angle), xyz);
        }
    }

    /** Rotates about {@link #axis} (Rodrigues' formula). */
    private void turn(FloatVector by, float[] xyz) {
        FloatVector x = fromArray(F, xyz, 0);
        FloatVector y = fromArray(F, xyz, COUNT);
        FloatVector z = fromArray(F, xyz, 2 * COUNT);
        FloatVector sin = Lanes.sin(by);
        FloatVector cos = Lanes.cos(by);
        FloatVector along =
                x.mul(axis[0]).add(y.mul(axis[1])).add(z.mul(axis[2])).mul(cos.neg().add(1f));
        FloatVector crossX = z.mul(axis[1]).sub(y.mul(axis[2]));
        FloatVector crossY = x.mul(axis[2]).sub(z.mul(axis[0]));
        FloatVector crossZ = y.mul(axis[0]).sub(x.mul(axis[1]));
        x.mul(cos).add(crossX.mul(sin)).add(along.mul(axis[0])).intoArray(xyz, 0);
        y.mul(cos).add(crossY.mul(sin)).add(along.mul(axis[1])).intoArray(xyz, COUNT);
        z.mul(cos).add(crossZ.mul(sin)).add(along.mul(axis[2])).intoArray(xyz, 2 * COUNT);
    }

    /** Center coordinate {@code c} at the moments of rays. */
    FloatVector center(int c, FloatVector time) {
        return time.mul(move[c]).add(center[c]);
    }
}
