package dev.conch.studio.direct;

import dev.conch.studio.scene.Scene;
import dev.conch.studio.scene.Shape;
import dev.conch.studio.scene.Vec3;
import dev.conch.studio.sim.Motion;

/** Where the camera's subject is at each tick of the clip, as it is and smoothed. */
final class SubjectTrack {
    /** Clip seconds of smoothing to try, in turn, until the camera's path is calm. */
    private static final double[] SMOOTHINGS = {0.14, 0.22, 0.35, 0.55, 0.9, 1.4};

    /** A calm camera speeds up by at most this many of its distances per clip second squared. */
    private static final double CALM = 4.5;

    private final Vec3[] places;
    private final int margin;
    private final int ticks;
    private final double tick;
    private final double radius;

    SubjectTrack(Scene scene, Motion motion, TimeLine time, double tick, int ticks) {
        var index = index(scene);
        this.tick = tick;
        this.ticks = ticks;
        margin = (int) Math.ceil(3 * SMOOTHINGS[SMOOTHINGS.length - 1] / tick) + 2;
        places = new Vec3[ticks + 1 + 2 * margin];
        var body = scene.bodies().get(index);
        for (var i = 0; i < places.length; i++) {
            var t = time.scene(i - margin);
            places[i] =
                    t < 0
                            ? body.position().plus(flat(body.velocity()).times(t))
                            : motion.pose(index, t).position();
        }
        radius = reach(body.shape());
    }

    /** Before time 0 the subject is taken to have come along level, not out of the air. */
    private static Vec3 flat(Vec3 velocity) {
        return new Vec3(velocity.x(), 0, velocity.z());
    }

    static int index(Scene scene) {
        for (var i = 0; i < scene.bodies().size(); i++) {
            if (scene.bodies().get(i).id().equals(scene.camera().subject())) {
                return i;
            }
        }
        throw new IllegalArgumentException(
                "camera.subject is not in the scene: " + scene.camera().subject());
    }

    /** Radius of a ball, half the longest side of a box. */
    static double reach(Shape shape) {
        return switch (shape) {
            case Shape.Sphere(var radius) -> radius;
            case Shape.Box(var x, var y, var z, var _) -> Math.max(x, Math.max(y, z));
        };
    }

    int ticks() {
        return ticks;
    }

    double tickSeconds() {
        return tick;
    }

    double radius() {
        return radius;
    }

    Vec3 at(int index) {
        return places[index + margin];
    }

    /** The track as a calm camera at this distance follows it, for ticks 0 to {@link #ticks}. */
    Vec3[] followed(double distance) {
        Vec3[] path = {};
        for (var seconds : SMOOTHINGS) {
            path = smoothed(seconds / tick);
            if (jerk(path) <= CALM * distance) {
                break;
            }
        }
        return path;
    }

    private Vec3[] smoothed(double sigma) {
        var reach = Math.min(margin, (int) Math.ceil(3 * sigma));
        var weights = new double[reach + 1];
        for (var k = 0; k <= reach; k++) {
            weights[k] = Math.exp(-k * k / (2 * sigma * sigma));
        }
        var path = new Vec3[ticks + 1];
        for (var i = 0; i <= ticks; i++) {
            var sum = at(i).times(weights[0]);
            var total = weights[0];
            for (var k = 1; k <= reach; k++) {
                sum = sum.plus(at(i - k).plus(at(i + k)).times(weights[k]));
                total += 2 * weights[k];
            }
            path[i] = sum.times(1 / total);
        }
        return path;
    }

    private double jerk(Vec3[] path) {
        var worst = 0.0;
        for (var i = 1; i + 1 < path.length; i++) {
            var bend = path[i - 1].plus(path[i + 1]).minus(path[i].times(2)).length();
            worst = Math.max(worst, bend / (tick * tick));
        }
        return worst;
    }
}
