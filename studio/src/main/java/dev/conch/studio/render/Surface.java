package dev.conch.studio.render;

/**
 * One face of the room: a rectangle square to an axis, an upright tube, or a quarter round along z.
 *
 * @param facing for rectangles: +1 or -1, where the normal points along the axis
 * @param at for rectangles the coordinate along the axis; for the round ones the x of their axis
 * @param across z of a tube's axis, y of a quarter round's axis
 * @param first range that texture coordinate u runs over: y, x or x for rectangles square to x, y
 *     or z; the angle for the round ones
 * @param second range of texture coordinate v: z, z or y for rectangles square to x, y or z; y for
 *     tubes, z for quarter rounds
 * @param texels per meter, of the texture
 * @param lightTexels per meter, of the baked light
 */
record Surface(
        Kind kind,
        int facing,
        float at,
        float across,
        float radius,
        Span first,
        Span second,
        Finish finish,
        Emission emission,
        float texels,
        float lightTexels) {
    /** A range of one coordinate, meters or radians. */
    record Span(float from, float to) {
        float length() {
            return to - from;
        }
    }

    /** Which form, and square to or along which axis. */
    enum Kind {
        SQUARE_TO_X(0, 1, 2),
        SQUARE_TO_Y(1, 0, 2),
        SQUARE_TO_Z(2, 0, 1),
        TUBE(-1, -1, 1),
        QUARTER_ROUND(-1, -1, 2);

        /** Axes that u and v run along; -1 for an angle. */
        final int firstAxis;

        final int secondAxis;

        /** Axis that a rectangle is square to, else -1. */
        private final int axis;

        Kind(int axis, int firstAxis, int secondAxis) {
            this.axis = axis;
            this.firstAxis = firstAxis;
            this.secondAxis = secondAxis;
        }

        boolean flat() {
            return this != TUBE && this != QUARTER_ROUND;
        }

        int axis() {
            return axis;
        }
    }

    static Surface panel(Kind kind, int facing, float at, Span first, Span second, Finish finish) {
        return new Surface(kind, facing, at, 0, 0, first, second, finish, Emission.NONE, 300, 24);
    }

    /** An upright tube, open at its ends. */
    static Surface tube(float x, float z, float radius, Span height, Finish finish) {
        var around = new Span((float) -Math.PI, (float) Math.PI);
        return new Surface(
                Kind.TUBE, 1, x, z, radius, around, height, finish, Emission.NONE, 900, 150);
    }

    /** The rounding between a top and a side that faces +x. */
    static Surface quarterRound(float x, float y, float radius, Span along, Finish finish) {
        var quarter = new Span(0, (float) (Math.PI / 2));
        return new Surface(
                Kind.QUARTER_ROUND,
                1,
                x,
                y,
                radius,
                quarter,
                along,
                finish,
                Emission.NONE,
                6000,
                180);
    }

    Surface withDetail(float texelsPerMeter, float lightTexelsPerMeter) {
        return new Surface(
                kind,
                facing,
                at,
                across,
                radius,
                first,
                second,
                finish,
                emission,
                texelsPerMeter,
                lightTexelsPerMeter);
    }

    Surface shining(Emission light) {
        return new Surface(
                kind,
                facing,
                at,
                across,
                radius,
                first,
                second,
                Finish.matte(Finish.Pattern.EMITTER),
                light,
                texels,
                lightTexels);
    }

    /** Meters along u. */
    float firstLength() {
        return kind.flat() ? first.length() : first.length() * radius;
    }

    float area() {
        return firstLength() * second.length();
    }

    /** Lowest and highest corner of the box around it. */
    float[][] box() {
        var low = new float[3];
        var high = new float[3];
        switch (kind) {
            case SQUARE_TO_X, SQUARE_TO_Y, SQUARE_TO_Z -> {
                low[kind.axis()] = at;
                high[kind.axis()] = at;
                low[kind.firstAxis] = first.from();
                high[kind.firstAxis] = first.to();
            }
            case TUBE -> {
                low[0] = at - radius;
                high[0] = at + radius;
                low[2] = across - radius;
                high[2] = across + radius;
            }
            case QUARTER_ROUND -> {
                low[0] = at;
                high[0] = at + radius;
                low[1] = across;
                high[1] = across + radius;
            }
        }
        low[kind.secondAxis] = second.from();
        high[kind.secondAxis] = second.to();
        return new float[][] {low, high};
    }

    /** Writes the place at u, v (0 to 1) and the normal there: x, y, z, nx, ny, nz. */
    void place(float u, float v, float[] out) {
        float a = first.from + u * first.length();
        float b = second.from + v * second.length();
        out[3] = 0;
        out[4] = 0;
        out[5] = 0;
        switch (kind) {
            case SQUARE_TO_X, SQUARE_TO_Y, SQUARE_TO_Z -> {
                out[kind.axis()] = at;
                out[kind.firstAxis] = a;
                out[kind.secondAxis] = b;
                out[3 + kind.axis()] = facing;
            }
            case TUBE -> {
                out[3] = (float) Math.cos(a);
                out[5] = (float) Math.sin(a);
                out[0] = at + radius * out[3];
                out[1] = b;
                out[2] = across + radius * out[5];
            }
            case QUARTER_ROUND -> {
                out[3] = (float) Math.sin(a);
                out[4] = (float) Math.cos(a);
                out[0] = at + radius * out[3];
                out[1] = across + radius * out[4];
                out[2] = b;
            }
        }
    }

    /** Emitted radiance at u, v (0 to 1); pictures stand upright on walls of either direction. */
    void radiance(float u, float v, float[] out) {
        if (kind == Kind.SQUARE_TO_X) {
            emission.radiance(v, u, out);
        } else {
            emission.radiance(u, v, out);
        }
    }
}
