package dev.conch.studio.animate;

/**
 * The camera moves that a prompt can ask of a still picture, and what each does to it.
 *
 * <p>Far and near are the ends of the depth scale. Zooms are logarithms of magnification; shifts
 * are the camera's own, in half widths or half heights of the picture.
 */
@SuppressWarnings("ImmutableEnumChecker") // a View is a record of numbers
public enum CameraMove {
    PUSH_IN("push in", new View(0.08, 0.15, 0, 0, 0, 0), ""),
    ZOOM_IN("zoom in", new View(0.16, 0.16, 0, 0, 0, 0), ""),
    PULL_OUT("pull out", new View(-0.03, -0.13, 0, 0, 0, 0), Approximations.DOLLY_ZOOM),
    ZOOM_OUT("zoom out", new View(-0.03, -0.13, 0, 0, 0, 0), Approximations.DOLLY_ZOOM),
    PAN_LEFT("pan left", new View(0, 0, -0.1, -0.1, 0, 0), Approximations.INSIDE),
    PAN_RIGHT("pan right", new View(0, 0, 0.1, 0.1, 0, 0), Approximations.INSIDE),
    TILT_UP("tilt up", new View(0, 0, 0, 0, -0.11, -0.11), Approximations.INSIDE),
    TILT_DOWN("tilt down", new View(0, 0, 0, 0, 0.11, 0.11), Approximations.INSIDE),
    TRUCK_LEFT("truck left", new View(0, 0, -0.06, -0.11, 0, 0), Approximations.INSIDE),
    TRUCK_RIGHT("truck right", new View(0, 0, 0.06, 0.11, 0, 0), Approximations.INSIDE),
    PEDESTAL_UP("pedestal up", new View(0, 0, 0, 0, -0.06, -0.12), Approximations.INSIDE),
    PEDESTAL_DOWN("pedestal down", new View(0, 0, 0, 0, 0.06, 0.12), Approximations.INSIDE),
    ORBIT(
            "orbit",
            new View(0.04, 0.08, -0.03, 0.03, 0, 0),
            "foreground and background sliding past each other: the picture has no other sides"),
    TRACKING(
            "tracking shot",
            new View(0.03, 0.07, 0.05, 0.1, 0, 0),
            "a sideways move inside the picture: nothing in it moves that could be tracked"),
    SHAKE("shake", View.STILL, ""),
    STATIC("static shot", View.STILL, "");

    private final String words;
    private final View view;
    private final String approximation;

    CameraMove(String words, View view, String approximation) {
        this.words = words;
        this.view = view;
        this.approximation = approximation;
    }

    /** As said in a command, lower case. */
    public String words() {
        return words;
    }

    /** What is shown instead of the real thing; empty if it is the real thing. */
    public String approximation() {
        return approximation;
    }

    /** Where the camera ends, having started from the whole picture. */
    View view() {
        return view;
    }

    private static final class Approximations {
        static final String DOLLY_ZOOM =
                "the background growing behind the foreground: the picture has no outside to show";
        static final String INSIDE =
                "a move inside the picture, closer by as much: it has no outside to show";
    }
}
