package dev.conch.studio.scene;

/**
 * The place and its light. Geometry of each place is fixed and known to both physics and renderer.
 *
 * @param surfaceMaterial what the supporting top is made of
 */
public record Setting(Place place, SurfaceMaterial surfaceMaterial, Light light) {
    /** Height of the floor below the top of desk and table, meters. */
    public static final double FLOOR_Y = -0.74;

    /** Radius of the rounded edge of desk and table at x = 0, meters. */
    public static final double EDGE_RADIUS = 0.004;

    /** The top of desk and table: it reaches from here to the edge at x = 0, meters. */
    public static final double TOP_MIN_X = -1.4;

    /** Back of the top of desk and table, meters. */
    public static final double TOP_MIN_Z = -0.85;

    /** Front of the top of desk and table, meters. */
    public static final double TOP_MAX_Z = 0.27;

    /** Thickness of the top of desk and table, meters. */
    public static final double TOP_THICKNESS = 0.032;

    /** Left wall of the room, meters. */
    public static final double ROOM_MIN_X = -2.2;

    /** Right wall of the room, meters. */
    public static final double ROOM_MAX_X = 1.8;

    /** Back wall of the room, with the window, meters. */
    public static final double ROOM_MIN_Z = -1.0;

    /** Front wall of the room, behind the camera, meters. */
    public static final double ROOM_MAX_Z = 2.4;

    /** Where it happens. */
    public enum Place {
        /**
         * A desk in a room with a window; top at y = 0 for x below 0, floor at {@link #FLOOR_Y}.
         */
        DESK,
        /** A table in the same room, same geometry, sparser props. */
        TABLE,
        /** The floor of the room, at y = 0 everywhere. */
        FLOOR
    }

    /** What the top of the desk, the table or the floor is made of. */
    public enum SurfaceMaterial {
        WOOD,
        GLASS,
        METAL,
        RUBBER,
        CERAMIC
    }

    /** The light of the room. */
    public enum Light {
        /** Overcast daylight through a window: broad and soft. */
        SOFT_WINDOW,
        /** Low warm sun through the window. */
        SUNSET,
        /** Night: a warm lamp, dark window. */
        NIGHT,
        /** Even bright studio panels. */
        STUDIO
    }
}
