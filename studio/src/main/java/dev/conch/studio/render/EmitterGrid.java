package dev.conch.studio.render;

/** One emitter cut into cells, each with its mean radiance: what shadow rays aim at. */
final class EmitterGrid {
    /** Radiance of a cell is the mean of the square of this many places. */
    private static final int FINE = 8;

    /** Shadow rays stop this short, so that the emitter and its frame do not shade themselves. */
    private static final float STOP_SHORT = 0.02f;

    private static final float LIFT = 5e-4f;

    private final Surface surface;
    private final int side;
    private final float[][] radiance;

    EmitterGrid(Surface surface, int side) {
        this.surface = surface;
        this.side = side;
        radiance = new float[side * side][3];
        var sample = new float[3];
        for (int cell = 0; cell < side * side; cell++) {
            for (int k = 0; k < FINE * FINE; k++) {
                int column = k % FINE;
                int row = k / FINE;
                float u = (column(cell) + (column + 0.5f) / FINE) / side;
                float v = (row(cell) + (row + 0.5f) / FINE) / side;
                surface.radiance(u, v, sample);
                for (int c = 0; c < 3; c++) {
                    radiance[cell][c] += sample[c] / (FINE * FINE);
                }
            }
        }
    }

    private int column(int cell) {
        return cell % side;
    }

    private int row(int cell) {
        return cell / side;
    }

    int size() {
        return side * side;
    }

    float[] radiance(int cell) {
        return radiance[cell];
    }

    float cellArea() {
        return surface.area() / size();
    }

    /** Place and normal of a point of the cell; {@code a} and {@code b} are 0 to 1. */
    void place(int cell, float a, float b, float[] out) {
        surface.place((column(cell) + a) / side, (row(cell) + b) / side, out);
    }

    /**
     * Sets a lane to the shadow ray from {@code place} to a random point of the cell, with the
     * irradiance that it brings as weight: radiance x cos x cos x area / distance^2.
     */
    void aim(RayBatch batch, int lane, float[] place, int cell, int key) {
        var q = new float[6];
        place(cell, Noise.hash(key, cell, 1), Noise.hash(key, cell, 2), q);
        float dx = q[0] - place[0];
        float dy = q[1] - place[1];
        float dz = q[2] - place[2];
        float squared = dx * dx + dy * dy + dz * dz;
        float length = (float) Math.sqrt(squared);
        float leaving = (dx * place[3] + dy * place[4] + dz * place[5]) / length;
        float arriving = -(dx * q[3] + dy * q[4] + dz * q[5]) / length;
        if (leaving <= 0 || arriving <= 0 || length < 2 * STOP_SHORT) {
            batch.active[lane] = 0;
            return;
        }
        float form = leaving * arriving * cellArea() / squared;
        for (int c = 0; c < 3; c++) {
            batch.origin[c][lane] = place[c] + place[3 + c] * LIFT;
            batch.direction[c][lane] = (q[c] - place[c]) / length;
            batch.weight[c][lane] = radiance[cell][c] * form;
        }
        batch.distance[lane] = length - STOP_SHORT;
    }
}
