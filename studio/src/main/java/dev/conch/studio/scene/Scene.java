package dev.conch.studio.scene;

import java.util.List;

/**
 * One shot: the place, the bodies that move in it by physics, how time runs and how the camera
 * moves.
 *
 * @param version of this JSON form; 1
 * @param seed chooses all that the prompt left open; same scene, same bytes
 */
public record Scene(
        int version,
        long seed,
        Clip clip,
        Setting setting,
        List<Body> bodies,
        TimeCurve time,
        CameraPlan camera) {
    public static final int VERSION = 1;

    public Scene {
        bodies = List.copyOf(bodies);
    }
}
