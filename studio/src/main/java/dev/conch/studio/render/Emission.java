package dev.conch.studio.render;

/**
 * What shines from an emitter: a picture of radiance over its face.
 *
 * @param strength radiance of the brightest plain part; 1 is about a white wall in the room
 */
record Emission(View view, float strength) {
    static final Emission NONE = new Emission(View.NOTHING, 0);

    /** Pictures that emitters show. */
    enum View {
        NOTHING,
        /** Overcast sky over far trees, in a cross-barred window. */
        DAYLIGHT,
        /** A garden behind a glass door. */
        GARDEN,
        /** Orange sky that fades upward. */
        DUSK,
        /** The sun, low: a disc with a soft rim. */
        SUN,
        /** Dark blue with a few far lights. */
        CITY_NIGHT,
        /** A frosted lamp, brighter in the middle. */
        LAMP,
        /** An even panel with a soft rim. */
        SOFTBOX
    }

    boolean shines() {
        return view != View.NOTHING;
    }

    /**
     * Radiance at a place of the face.
     *
     * @param across 0 to 1
     * @param up 0 to 1
     * @param out red, green, blue
     */
    void radiance(float across, float up, float[] out) {
        switch (view) {
            case NOTHING -> set(out, 0, 0, 0);
            case DAYLIGHT -> framed(across, up, out);
            case GARDEN -> framed(across, up, out);
            case DUSK -> framed(across, up, out);
            case CITY_NIGHT -> framed(across, up, out);
            case SUN -> disc(across, up, out);
            case LAMP -> lamp(across, up, out);
            case SOFTBOX -> softbox(across, up, out);
        }
        for (int c = 0; c < 3; c++) {
            out[c] *= strength;
        }
    }

    private static void set(float[] out, float r, float g, float b) {
        out[0] = r;
        out[1] = g;
        out[2] = b;
    }

    private void framed(float across, float up, float[] out) {
        float bar = 0.017f;
        float toUpright = Math.min(Math.min(across, 1 - across), Math.abs(across - 0.5f));
        float toRail = Math.min(Math.min(up, 1 - up), Math.abs(up - 0.55f));
        if (toUpright < bar || toRail < bar) {
            set(out, 0.05f, 0.047f, 0.042f);
            return;
        }
        switch (view) {
            case GARDEN -> garden(across, up, out);
            case DUSK -> dusk(across, up, out);
            case CITY_NIGHT -> city(across, up, out);
            case NOTHING, DAYLIGHT, SUN, LAMP, SOFTBOX -> daylight(across, up, out);
        }
    }

    private static void daylight(float across, float up, float[] out) {
        float leaves = Noise.sum(across * 9, up * 12, 4, 71);
        float trees =
                0.75f
                        * Noise.step(
                                0.46f,
                                0.70f,
                                Noise.sum(across * 6 + 2, up * 7, 4, 73) + 0.42f - up * 1.1f);
        float sky = 0.80f + 0.30f * up;
        out[0] = Noise.mix(0.96f * sky, 0.30f + 0.30f * leaves, trees);
        out[1] = Noise.mix(0.99f * sky, 0.36f + 0.34f * leaves, trees);
        out[2] = Noise.mix(1.06f * sky, 0.24f + 0.22f * leaves, trees);
    }

    private static void garden(float across, float up, float[] out) {
        float leaves = Noise.step(0.25f, 0.75f, Noise.sum(across * 14, up * 19, 4, 71));
        float trees =
                0.96f
                        * Noise.step(
                                0.40f,
                                0.60f,
                                Noise.sum(across * 5 + 4, up * 8, 4, 75) + 0.95f - up * 1.25f);
        float sky = 0.80f + 0.30f * up;
        float lit = leaves * leaves;
        out[0] = Noise.mix(0.96f * sky, 0.045f + 0.22f * lit, trees);
        out[1] = Noise.mix(0.99f * sky, 0.075f + 0.27f * lit, trees);
        out[2] = Noise.mix(1.06f * sky, 0.03f + 0.12f * lit, trees);
    }

    private static void dusk(float across, float up, float[] out) {
        float hill = Noise.step(0.0f, 0.05f, 0.16f + 0.16f * Noise.sum(across * 4, 2, 3, 81) - up);
        float cloud = Noise.sum(across * 3, up * 11, 4, 83);
        float high = Noise.step(0.1f, 1.0f, up);
        set(
                out,
                Noise.mix(1.10f, 0.62f, high) * (0.75f + 0.5f * cloud),
                Noise.mix(0.50f, 0.40f, high) * (0.75f + 0.4f * cloud),
                Noise.mix(0.16f, 0.42f, high) * (0.85f + 0.2f * cloud));
        for (int c = 0; c < 3; c++) {
            out[c] = Noise.mix(out[c], c == 0 ? 0.05f : 0.025f, hill);
        }
    }

    private static void city(float across, float up, float[] out) {
        set(out, 0.012f, 0.018f + 0.006f * up, 0.040f + 0.02f * up);
        int column = (int) (across * 23);
        int row = (int) (up * 29);
        float dx = across * 23 - column - 0.5f;
        float dy = up * 29 - row - 0.5f;
        if (up < 0.6f && Noise.hash(column, row, 91) > 0.86f && dx * dx + dy * dy < 0.09f) {
            float warm = Noise.hash(column, row, 92);
            set(out, 2.6f, 1.2f + 1.1f * warm, 0.35f + 1.6f * warm * warm);
        }
    }

    private static void disc(float across, float up, float[] out) {
        float r = (float) Math.hypot(across - 0.5f, up - 0.5f) * 2;
        float lit = 1 - Noise.step(0.70f, 1f, r);
        set(out, lit, 0.56f * lit, 0.22f * lit);
    }

    private static void lamp(float across, float up, float[] out) {
        float r = (float) Math.hypot(across - 0.5f, up - 0.5f) * 2;
        float lit = (1 - 0.5f * r * r) * (1 - Noise.step(0.92f, 1f, r));
        set(out, lit, 0.68f * lit, 0.36f * lit);
    }

    private static void softbox(float across, float up, float[] out) {
        float rim = Math.min(Math.min(across, 1 - across), Math.min(up, 1 - up));
        float lit = 0.25f + 0.75f * Noise.step(0f, 0.12f, rim);
        set(out, lit, 0.985f * lit, 0.96f * lit);
    }
}
