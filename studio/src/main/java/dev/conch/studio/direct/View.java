package dev.conch.studio.direct;

import dev.conch.studio.scene.Clip;
import dev.conch.studio.scene.FrameState.CameraPose;
import dev.conch.studio.scene.Vec3;

/**
 * A camera's axes and where points fall in its picture: x and y from -1 (left, bottom) to 1 (right,
 * top) of the frame.
 *
 * @param tanX half the frame's width at distance 1
 * @param tanY half the frame's height at distance 1
 */
record View(Vec3 eye, Vec3 forward, Vec3 right, Vec3 up, double tanX, double tanY) {
    private static final Vec3 UP = new Vec3(0, 1, 0);

    static View of(CameraPose pose, double focalMillimeters, Clip clip) {
        var forward = pose.target().minus(pose.eye()).normalized();
        var right = forward.cross(UP).normalized();
        var tanX = 18 / focalMillimeters;
        var tanY = tanX * clip.height() / clip.width();
        return new View(pose.eye(), forward, right, right.cross(forward), tanX, tanY);
    }

    double depth(Vec3 point) {
        return point.minus(eye).dot(forward);
    }

    double x(Vec3 point) {
        return point.minus(eye).dot(right) / depth(point) / tanX;
    }

    double y(Vec3 point) {
        return point.minus(eye).dot(up) / depth(point) / tanY;
    }
}
