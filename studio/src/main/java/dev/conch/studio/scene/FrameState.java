package dev.conch.studio.scene;

import java.util.List;

/**
 * Everything the renderer needs of one frame; frames are independent of each other, so any order
 * and any cut works.
 *
 * @param index 0-based
 * @param bodies same order as the scene's bodies
 * @param exposure photographic stops added to the automatic exposure
 */
public record FrameState(int index, List<BodyMotion> bodies, CameraMotion camera, double exposure) {
    public FrameState {
        bodies = List.copyOf(bodies);
    }

    /** A body's pose when the shutter opens and when it closes; in between it moves evenly. */
    public record BodyMotion(Pose open, Pose close) {}

    /** Place and turn of a body. */
    public record Pose(Vec3 position, Quat orientation) {}

    /**
     * The camera when the shutter opens and closes, and its lens, which does not change within a
     * frame.
     */
    public record CameraMotion(CameraPose open, CameraPose close, Lens lens) {}

    /** Eye and the point that it looks at; world up is up. */
    public record CameraPose(Vec3 eye, Vec3 target) {}

    /**
     * A thin lens on a full frame sensor, 36 mm wide at 16:9 framing.
     *
     * @param focalMillimeters horizontal field of view is 2 atan(18 / focal)
     * @param apertureRadius meters in the scene, 0 for a pinhole
     * @param focusDistance meters along the view axis
     */
    public record Lens(double focalMillimeters, double apertureRadius, double focusDistance) {}
}
