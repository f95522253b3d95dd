package dev.conch.studio.direct;

import dev.conch.studio.scene.CameraPlan.Move;
import dev.conch.studio.scene.FrameState.CameraPose;
import dev.conch.studio.scene.Scene;
import dev.conch.studio.scene.Vec3;

/**
 * The camera's place and lens at each tick of the clip.
 *
 * <p>A base, which follows the subject or stands and sees all of its way, is changed by the moves
 * of the plan, kept out of desk, floor and walls, and turned back if a followed subject would leave
 * the frame.
 */
final class CameraPath {
    /** Where the camera stands from a marble: at first, and where it drifts to. Meters. */
    private static final Vec3 OFFSET = new Vec3(0.075, 0.082, 0.335);

    private static final Vec3 DRIFT = new Vec3(-0.115, -0.044, 0.02);
    private static final double MARBLE_RADIUS = 0.0125;
    private static final double MARBLE_FOCAL = 85;

    /** It looks a little ahead of and above the subject. */
    private static final Vec3 LOOK_AHEAD = new Vec3(0.010, 0.003, 0);

    /** How much of the aim is the subject itself; the rest is its smoothed way. */
    private static final double AIM = 0.55;

    private static final double FARTHEST = 1.7;

    /** Even a subject that is knocked about stays within this part, be the picture calm or not. */
    private static final double SEEN = 0.88;

    /** A followed subject stays within this part of the frame. */
    private static final double FRAMED = 0.62;

    private final Scene scene;
    private final SubjectTrack track;
    private final Moves moves;
    private final boolean follows;
    private final double scale;
    private final Vec3[] way;
    private final Vec3[] aim;
    private final CameraPose[] poses;

    private CameraPath(Scene scene, SubjectTrack track) {
        this.scene = scene;
        this.track = track;
        var lens = scene.camera().lens();
        moves = new Moves(scene);
        follows = moves.has(Move.FOLLOW) || (!moves.has(Move.STATIC) && track.travels());
        var usual =
                track.radius() / MARBLE_RADIUS * Math.sqrt(lens.focalMillimeters() / MARBLE_FOCAL);
        var standing = follows ? null : Framing.of(scene, track);
        scale = standing == null ? followScale(usual) : standing.scale(usual, OFFSET);
        way = standing == null ? track.followed(scale * OFFSET.length()) : standing.way(track);
        aim = track.aimed(scale * OFFSET.length());
        poses = new CameraPose[track.ticks() + 1];
        for (var i = 0; i < poses.length; i++) {
            poses[i] = place(i);
        }
    }

    static CameraPath plan(Scene scene, SubjectTrack track) {
        return new CameraPath(scene, track);
    }

    CameraPose pose(int tick) {
        return poses[tick];
    }

    double focalMillimeters(int tick) {
        return scene.camera().lens().focalMillimeters() * moves.zoom(share(tick));
    }

    double apertureRadius() {
        var lens = scene.camera().lens();
        return lens.focalMillimeters() / 1000 / (2 * lens.fNumber());
    }

    private double share(int tick) {
        return (double) tick / Math.max(1, track.ticks());
    }

    /** Stands back when the subject jumps about more than the usual frame holds. */
    private double followScale(double usual) {
        var path = track.followed(usual * OFFSET.length());
        var most = 0.0;
        for (var i = 0; i < path.length; i++) {
            most = Math.max(most, path[i].minus(track.at(i)).length() * (1 - AIM));
        }
        var lens = scene.camera().lens().focalMillimeters();
        var halfHeight = 18 / lens * scene.clip().height() / scene.clip().width();
        var distance = (most + track.radius()) / (1.05 * halfHeight);
        var needed = Math.min(distance / OFFSET.length(), 2.5 * usual);
        return Math.min(Math.max(usual, needed), FARTHEST / OFFSET.length());
    }

    private CameraPose place(int tick) {
        var q = share(tick);
        var offset = OFFSET;
        var target = way[tick];
        if (follows) {
            offset = offset.plus(DRIFT.times(Ease.smooth(0.30, 0.75, q)));
            var ahead = LOOK_AHEAD.times(Math.min(scale, 4));
            target = way[tick].times(1 - AIM).plus(aim[tick].times(AIM)).plus(ahead);
        }
        var eye = way[tick].plus(offset.times(scale));
        var moved = moves.apply(new CameraPose(eye, target), focalMillimeters(tick), q);
        var safe = Walls.keepOut(scene.setting(), moved);
        if (!follows) {
            return safe;
        }
        return framed(framed(safe, tick, aim[tick], FRAMED), tick, track.at(tick), SEEN);
    }

    /** Turns the camera just enough that the subject does not leave the frame. */
    private CameraPose framed(CameraPose pose, int tick, Vec3 subject, double part) {
        var view = View.of(pose, focalMillimeters(tick), scene.clip());
        var depth = view.depth(subject);
        if (depth < 0.01) {
            return new CameraPose(pose.eye(), subject);
        }
        var overX = beyond(view.x(subject), part) * depth * view.tanX();
        var overY = beyond(view.y(subject), part) * depth * view.tanY();
        if (overX == 0 && overY == 0) {
            return pose;
        }
        var reach = pose.target().minus(pose.eye()).length() / depth;
        var shift = view.right().times(overX).plus(view.up().times(overY)).times(reach);
        return new CameraPose(pose.eye(), pose.target().plus(shift));
    }

    private static double beyond(double place, double part) {
        return Math.signum(place) * Math.max(0, Math.abs(place) - part);
    }
}
