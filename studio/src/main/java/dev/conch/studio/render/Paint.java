package dev.conch.studio.render;

import dev.conch.studio.render.WoodTexture.Cut;

/** Reflectance of the room's surfaces, place by place. Belongs to one thread. */
final class Paint {
    private static final int AVERAGE_SIDE = 12;

    private final WoodTexture wood;
    private final float[] xs;
    private final float[] place = new float[6];
    private final float[] one = new float[3];

    Paint(int most) {
        wood = new WoodTexture(most);
        xs = new float[most + Lanes.COUNT];
    }

    static float[] averageAlbedo(Surface surface) {
        var paint = new Paint(AVERAGE_SIDE);
        var row = new float[AVERAGE_SIDE * 3];
        var sum = new float[3];
        for (int y = 0; y < AVERAGE_SIDE; y++) {
            paint.row(surface, (y + 0.5f) / AVERAGE_SIDE, AVERAGE_SIDE, row);
            for (int i = 0; i < row.length; i++) {
                sum[i % 3] += row[i] / (AVERAGE_SIDE * AVERAGE_SIDE);
            }
        }
        return sum;
    }

    /**
     * Reflectance along a row of the surface.
     *
     * @param v 0 to 1
     * @param out red, green, blue of each of {@code width} places
     */
    void row(Surface surface, float v, int width, float[] out) {
        switch (surface.finish().pattern()) {
            case OAK_TOP -> woodRow(surface, v, width, Cut.TOP, out);
            case OAK_FLOOR -> woodRow(surface, v, width, Cut.FLOOR, out);
            default -> {
                for (int x = 0; x < width; x++) {
                    surface.place((x + 0.5f) / width, v, place);
                    albedo(surface.finish().pattern());
                    System.arraycopy(one, 0, out, x * 3, 3);
                }
            }
        }
    }

    private void woodRow(Surface surface, float v, int width, Cut cut, float[] out) {
        for (int x = 0; x < width; x++) {
            surface.place((x + 0.5f) / width, v, place);
            xs[x] = place[0];
        }
        wood.row(xs, place[2], width, cut, out);
    }

    private void albedo(Finish.Pattern pattern) {
        float x = place[0];
        float y = place[1];
        float z = place[2];
        switch (pattern) {
            case BACKED_GLASS -> set(0.16f, 0.24f, 0.235f, 1);
            case BRUSHED_METAL -> {
                float streak = Noise.at(x * 9, z * 2600, 41) + Noise.at(x * 4, z * 700, 42);
                set(0.21f, 0.21f, 0.215f, 0.75f + 0.25f * streak);
            }
            case RUBBER_MAT ->
                    set(0.042f, 0.043f, 0.045f, 0.7f + 0.6f * Noise.sum(x * 900, z * 900, 2, 43));
            case CERAMIC_TILES -> tiles(x, z);
            case WHITE -> set(0.78f, 0.76f, 0.72f, 1);
            case PLASTER ->
                    set(0.62f, 0.60f, 0.55f, 0.95f + 0.1f * Noise.sum(x * 30, y * 30, 3, 51));
            case WARM_WALL -> set(0.68f, 0.64f, 0.57f, 1);
            case GREY_WALL -> set(0.50f, 0.50f, 0.50f, 1);
            case CURTAIN -> {
                double fold = x * 95 + 3 * Math.sin(x * 23) + 0.5 * Math.sin(y * 2);
                set(0.72f, 0.66f, 0.56f, 0.775f + 0.225f * (float) Math.sin(fold));
            }
            case PETROL -> set(0.10f, 0.22f, 0.30f, 1);
            case RUST -> set(0.55f, 0.16f, 0.10f, 1);
            case MUG -> mug(y);
            case TERRACOTTA -> set(0.52f, 0.24f, 0.14f, 1);
            case LEAVES -> {
                float n = Noise.sum(x * 40 + y * 13, z * 40 + y * 47, 3, 61);
                set(0.05f + 0.10f * n, 0.16f + 0.30f * n, 0.04f + 0.07f * n, 1);
            }
            case BLACK, EMITTER -> set(0.03f, 0.03f, 0.03f, 1);
            case OAK_TOP, OAK_FLOOR -> set(0.34f, 0.2f, 0.1f, 1);
        }
    }

    private void mug(float y) {
        if (y > 0.03f && y < 0.045f) {
            set(0.12f, 0.25f, 0.42f, 1);
        } else {
            set(0.74f, 0.72f, 0.68f, 1);
        }
    }

    /** Tiles of 20 cm with 3 mm joints. */
    private void tiles(float x, float z) {
        float side = 0.2f;
        float fromX = Math.abs(x / side - Math.round(x / side)) * side;
        float fromZ = Math.abs(z / side - Math.round(z / side)) * side;
        float joint = 1 - Noise.step(0.0012f, 0.0018f, Math.min(fromX, fromZ));
        int column = Math.round(x / side - 0.5f);
        int row = Math.round(z / side - 0.5f);
        float tone =
                0.94f
                        + 0.06f * Noise.hash(column, row, 44)
                        + 0.05f * Noise.sum(x * 60, z * 60, 3, 45);
        set(0.70f, 0.69f, 0.66f, tone);
        for (int c = 0; c < 3; c++) {
            one[c] = Noise.mix(one[c], 0.36f, joint);
        }
    }

    private void set(float red, float green, float blue, float tone) {
        one[0] = red * tone;
        one[1] = green * tone;
        one[2] = blue * tone;
    }
}
