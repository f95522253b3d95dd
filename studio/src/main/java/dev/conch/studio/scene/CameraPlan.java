package dev.conch.studio.scene;

import java.util.List;

/**
 * What the camera does.
 *
 * @param subject id of the body that it frames and focuses on
 * @param lens how the picture is taken
 */
public record CameraPlan(String subject, List<Move> moves, LensPlan lens) {
    public CameraPlan {
        moves = List.copyOf(moves);
    }

    /** What a camera can do; several may run at once. */
    public enum Move {
        STATIC,
        FOLLOW,
        PAN_LEFT,
        PAN_RIGHT,
        TILT_UP,
        TILT_DOWN,
        TRUCK_LEFT,
        TRUCK_RIGHT,
        PEDESTAL_UP,
        PEDESTAL_DOWN,
        PUSH_IN,
        PULL_OUT,
        ZOOM_IN,
        ZOOM_OUT,
        ORBIT,
        SHAKE
    }

    /** Focal length in millimeters (full frame) and f-number; the focus is on the subject. */
    public record LensPlan(double focalMillimeters, double fNumber) {}
}
