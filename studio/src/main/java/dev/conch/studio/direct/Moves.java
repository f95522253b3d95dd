package dev.conch.studio.direct;

import dev.conch.studio.scene.CameraPlan.Move;
import dev.conch.studio.scene.Clip;
import dev.conch.studio.scene.FrameState.CameraPose;
import dev.conch.studio.scene.Quat;
import dev.conch.studio.scene.Scene;
import dev.conch.studio.scene.Vec3;
import java.util.List;

/**
 * The moves of a camera plan. Each goes from one side of the base to the other, eased at both ends,
 * over the whole clip; moves that oppose each other take turns.
 */
final class Moves {
    private static final Vec3 UP = new Vec3(0, 1, 0);

    /** Half of a pan or tilt, in parts of half the frame. */
    private static final double TURN = 0.5;

    /** Half of a truck or pedestal, in parts of half the frame at the subject. */
    private static final double SHIFT = 0.5;

    private static final double DOLLY = 0.28;
    private static final double ZOOM = 0.26;

    /** Half of an orbit, radians. */
    private static final double ORBIT = 0.42;

    /** Amplitude of the hand's unrest, in parts of half the frame. */
    private static final double SHAKE = 0.022;

    private final List<Move> moves;
    private final Clip clip;

    Moves(Scene scene) {
        moves = scene.camera().moves();
        clip = scene.clip();
    }

    boolean has(Move move) {
        return moves.contains(move);
    }

    /** Factor to the focal length at a share of the clip. */
    double zoom(double q) {
        return Math.exp(ZOOM * swing(Move.ZOOM_IN, Move.ZOOM_OUT, q));
    }

    /** The base pose, moved. */
    CameraPose apply(CameraPose base, double focal, double q) {
        var away = base.eye().minus(base.target());
        away = away.times(Math.exp(-DOLLY * swing(Move.PUSH_IN, Move.PULL_OUT, q)));
        if (has(Move.ORBIT)) {
            away = Quat.about(UP, ORBIT * one(Move.ORBIT, q)).rotate(away);
        }
        var distance = away.length();
        var halfWidth = 18 / focal;
        var halfHeight = halfWidth * clip.height() / clip.width();
        var forward = away.times(-1 / distance);
        var right = forward.cross(UP).normalized();
        var up = right.cross(forward);
        var truck = SHIFT * halfWidth * distance * swing(Move.TRUCK_RIGHT, Move.TRUCK_LEFT, q);
        var lift = SHIFT * halfHeight * distance * swing(Move.PEDESTAL_UP, Move.PEDESTAL_DOWN, q);
        var shift = right.times(truck).plus(UP.times(lift));
        var eye = base.target().plus(away).plus(shift);
        var pan =
                TURN * halfWidth * swing(Move.PAN_RIGHT, Move.PAN_LEFT, q)
                        + unrest(q, 0, halfWidth);
        var tilt =
                TURN * halfHeight * swing(Move.TILT_UP, Move.TILT_DOWN, q)
                        + unrest(q, 1, halfWidth);
        var aim = forward.plus(right.times(pan)).plus(up.times(tilt));
        var hand = right.times(unrest(q, 2, halfWidth)).plus(up.times(unrest(q, 3, halfWidth)));
        return new CameraPose(eye.plus(hand.times(distance * 0.5)), eye.plus(aim.times(distance)));
    }

    /** A hand does not hold still: a few slow waves that never line up. */
    private double unrest(double q, int axis, double halfWidth) {
        if (!has(Move.SHAKE)) {
            return 0;
        }
        var t = q * clip.seconds();
        var phase = axis * 1.7;
        return SHAKE
                * halfWidth
                * (Math.sin(5.1 * t + phase)
                        + 0.6 * Math.sin(8.3 * t + 2.1 * phase)
                        + 0.35 * Math.sin(14.9 * t + 0.7 * phase));
    }

    /** From -1 to 1 for the one, from 1 to -1 for its opposite; if both, one after the other. */
    private double swing(Move one, Move opposite, double q) {
        if (!has(one) || !has(opposite)) {
            return one(one, q) - one(opposite, q);
        }
        var sign = moves.indexOf(one) < moves.indexOf(opposite) ? 1 : -1;
        return sign * (2 * Ease.smooth(q < 0.5 ? 2 * q : 2 - 2 * q) - 1);
    }

    private double one(Move move, double q) {
        return has(move) ? 2 * Ease.smooth(q) - 1 : 0;
    }
}
