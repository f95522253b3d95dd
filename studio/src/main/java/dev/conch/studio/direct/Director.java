package dev.conch.studio.direct;

import dev.conch.studio.scene.FrameState;
import dev.conch.studio.scene.FrameState.BodyMotion;
import dev.conch.studio.scene.FrameState.CameraMotion;
import dev.conch.studio.scene.FrameState.Lens;
import dev.conch.studio.scene.Scene;
import dev.conch.studio.sim.Motion;
import dev.conch.studio.sim.Simulation;
import java.util.ArrayList;
import java.util.List;

/**
 * Shoots a scene: simulates it, runs time along its curve and the camera along its plan. The
 * shutter is open for half of each frame (180 degrees), as in films. Stateless; any thread.
 */
public final class Director {
    /** Clip time is kept in half frames: a shutter opens on a whole one and closes on a half. */
    private static final int TICKS_PER_FRAME = 2;

    /** Scene seconds simulated beyond the clip's end, for the camera to look ahead. */
    private static final double AHEAD = 0.8;

    private static final double MOST_SECONDS = 120;

    /**
     * The frames of a scene, exactly as many as its clip has.
     *
     * @throws IllegalArgumentException if the camera's subject is not in the scene
     */
    public List<FrameState> shoot(Scene scene) {
        var fastest = 0.0;
        for (var key : scene.time().keys()) {
            fastest = Math.max(fastest, key.rate());
        }
        var needed = scene.clip().seconds() * fastest + AHEAD;
        var motion = Simulation.run(scene, Math.min(needed, MOST_SECONDS));
        return shoot(scene, motion);
    }

    private static List<FrameState> shoot(Scene scene, Motion motion) {
        var clip = scene.clip();
        var tick = 1.0 / (clip.fps() * TICKS_PER_FRAME);
        var ticks = clip.frames() * TICKS_PER_FRAME;
        var time = new TimeLine(scene.time(), motion, tick, ticks);
        var track = new SubjectTrack(scene, motion, time, tick, ticks);
        var camera = CameraPath.plan(scene, track);
        var frames = new ArrayList<FrameState>(clip.frames());
        for (var i = 0; i < clip.frames(); i++) {
            var open = i * TICKS_PER_FRAME;
            var bodies = new ArrayList<BodyMotion>();
            for (var b = 0; b < scene.bodies().size(); b++) {
                bodies.add(
                        new BodyMotion(
                                motion.pose(b, time.scene(open)),
                                motion.pose(b, time.scene(open + 1))));
            }
            frames.add(new FrameState(i, bodies, lensed(camera, track, open), 0));
        }
        return frames;
    }

    /** Focus is on the subject's near side, in the middle of the exposure. */
    private static CameraMotion lensed(CameraPath camera, SubjectTrack track, int open) {
        var from = camera.pose(open);
        var to = camera.pose(open + 1);
        var eye = from.eye().plus(to.eye()).times(0.5);
        var target = from.target().plus(to.target()).times(0.5);
        var subject = track.at(open).plus(track.at(open + 1)).times(0.5);
        var depth = subject.minus(eye).dot(target.minus(eye).normalized());
        var focus = Math.max(0.03, depth - 0.55 * track.radius());
        var lens = new Lens(camera.focalMillimeters(open), camera.apertureRadius(), focus);
        return new CameraMotion(from, to, lens);
    }
}
