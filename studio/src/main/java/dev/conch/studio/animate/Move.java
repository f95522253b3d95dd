package dev.conch.studio.animate;

import java.util.List;

/**
 * A camera move through a picture: steps one after another, each some moves at once.
 *
 * @param steps at least one; the order within one does not matter
 */
public record Move(List<List<CameraMove>> steps) {
    /** A slow push in: what the studio does when the prompt names no camera move. */
    public static final Move DEFAULT = new Move(List.of(List.of(CameraMove.PUSH_IN)));

    public Move {
        if (steps.isEmpty()) {
            throw new IllegalArgumentException("a move needs at least one step");
        }
        steps = steps.stream().map(step -> step.stream().sorted().distinct().toList()).toList();
    }

    /** True if the camera never moves. */
    public boolean isStatic() {
        return steps.stream().allMatch(step -> step.equals(List.of(CameraMove.STATIC)));
    }

    /**
     * Where the camera is.
     *
     * @param part 0 at the start, where the whole picture is seen, to 1 at the end
     */
    View at(double part) {
        View view = View.STILL;
        double place = Math.clamp(part, 0, 1) * steps.size();
        for (int i = 0; i < steps.size(); i++) {
            double done = Math.clamp(place - i, 0, 1);
            for (CameraMove move : steps.get(i)) {
                view =
                        move == CameraMove.SHAKE
                                ? view.plus(unrest(place), Math.min(done, 1 - done))
                                : view.plus(move.view(), ease(done));
            }
        }
        return view;
    }

    /**
     * Slow at both ends but never at rest, so that the second frame already differs from the first.
     */
    static double ease(double t) {
        return 0.4 * t + 0.6 * t * t * (3 - 2 * t);
    }

    /**
     * A hand's unrest: slow sines that never meet, a little closer so that none leaves the picture.
     */
    private static View unrest(double place) {
        double angle = place * 2 * Math.PI;
        double right = 0.020 * Math.sin(angle * 5.3) + 0.014 * Math.sin(angle * 12.1);
        double down = 0.024 * Math.sin(angle * 4.1) + 0.016 * Math.sin(angle * 10.7);
        return new View(0.06, 0.06, right, right * 1.3, down, down * 1.3);
    }
}
