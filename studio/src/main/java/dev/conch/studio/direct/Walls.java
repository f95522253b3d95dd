package dev.conch.studio.direct;

import dev.conch.studio.scene.FrameState.CameraPose;
import dev.conch.studio.scene.Setting;
import dev.conch.studio.scene.Setting.Place;
import dev.conch.studio.scene.Vec3;

/** Keeps a camera out of the floor, the desk and the walls, without a jerk where it meets them. */
final class Walls {
    private static final double ABOVE_FLOOR = 0.04;
    private static final double ABOVE_TOP = 0.02;
    private static final double FROM_WALL = 0.15;

    private Walls() {}

    static CameraPose keepOut(Setting setting, CameraPose pose) {
        var eye = pose.eye();
        var raised = setting.place() != Place.FLOOR;
        var floor = raised ? Setting.FLOOR_Y : 0;
        var y = Ease.softMax(eye.y(), floor + ABOVE_FLOOR, 0.02);
        var z = eye.z();
        if (raised) {
            z = inFront(eye.x(), y, z);
            y = above(eye.x(), y, z);
        }
        var x = between(eye.x(), Setting.ROOM_MIN_X, Setting.ROOM_MAX_X);
        z = between(z, Setting.ROOM_MIN_Z, Setting.ROOM_MAX_Z);
        return new CameraPose(new Vec3(x, y, z), pose.target());
    }

    private static double between(double value, double low, double high) {
        var above = Ease.softMax(value, low + FROM_WALL, 0.05);
        return -Ease.softMax(-above, -(high - FROM_WALL), 0.05);
    }

    /** Low and to the left of the edge there is only the room in front of the desk. */
    private static double inFront(double x, double y, double z) {
        var low = 1 - Ease.smooth(0.0, 0.06, y);
        var left = 1 - Ease.smooth(0.0, 0.06, x);
        var front = Ease.softMax(z, Setting.TOP_MAX_Z + 0.03, 0.01);
        return z + (front - z) * low * left;
    }

    /** Over the desk the camera stays above it. */
    private static double above(double x, double y, double z) {
        var over =
                (1 - Ease.smooth(0.0, 0.06, x))
                        * (1 - Ease.smooth(Setting.TOP_MAX_Z, Setting.TOP_MAX_Z + 0.03, z));
        var lifted = Ease.softMax(y, ABOVE_TOP, 0.01);
        return y + (lifted - y) * over;
    }
}
