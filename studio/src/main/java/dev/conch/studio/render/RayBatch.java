package dev.conch.studio.render;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Rays of one sample of one tile and what they hit, one array per quantity, so that each stage
 * works on whole vectors. A lane keeps its place from stage to stage; stages skip vectors without
 * an active lane. Belongs to one thread.
 *
 * <p>Every ray is a cone: at distance t it sees a disc of diameter |coneStart + coneLens t| +
 * coneSpread t, in meters. Textures are looked up at that size, which takes the place of many
 * samples.
 */
final class RayBatch {
    /** Tile size in pixels. */
    static final int WIDTH = 32;

    static final int HEIGHT = 16;
    static final int SIZE = WIDTH * HEIGHT;

    /** A room has fewer surfaces. */
    static final int MOST_SURFACES = 256;

    /** Distance of a ray that hit nothing. */
    static final float FAR = 1e9f;

    /** By axis: x, y, z. Directions have length 1. */
    final float[][] origin = new float[3][SIZE];

    final float[][] direction = new float[3][SIZE];

    /** Moment within the shutter, 0 open to 1 closed. */
    final float[] time = new float[SIZE];

    final float[] coneStart = new float[SIZE];
    final float[] coneLens = new float[SIZE];
    final float[] coneSpread = new float[SIZE];

    /** Two numbers a ray, 0 to 1, spread evenly over neighbors and samples. */
    final float[] random = new float[SIZE];

    final float[] random2 = new float[SIZE];

    /** 1 for rays that take part, 0 for the others. */
    final int[] active = new int[SIZE];

    /** Body that the ray left, which it cannot hit again because bodies are convex; or -1. */
    final int[] from = new int[SIZE];

    /** How much of its color the parent ray takes, by red, green, blue. */
    final float[][] weight = new float[3][SIZE];

    final float[] distance = new float[SIZE];

    /** Surface of the room, -1 if none. */
    final int[] surface = new int[SIZE];

    /** Place on that surface, in texels. */
    final float[] u = new float[SIZE];

    final float[] v = new float[SIZE];

    /** Body that was hit instead, or -1. */
    final int[] body = new int[SIZE];

    /** Where the body was hit, along its own axes, meters from its center. */
    final float[][] local = new float[3][SIZE];

    /** Outward normal of the body there, in world axes. */
    final float[][] normal = new float[3][SIZE];

    /** Radiance seen, by red, green, blue. */
    final float[][] color = new float[3][SIZE];

    /** Scratch of {@link RoomGeometry}: what these rays may hit at all. */
    final RayBounds bounds = new RayBounds();

    /** Where vectors with an active lane start; filled in by {@link #listPackets}. */
    final int[] packets = new int[SIZE / Lanes.COUNT + 1];

    final int[] candidates = new int[MOST_SURFACES];

    /** Forgets all hits. */
    void clearHits() {
        Arrays.fill(distance, FAR);
        Arrays.fill(surface, -1);
        Arrays.fill(body, -1);
    }

    /** Whether none of the lanes of the vector at {@code at} takes part. */
    boolean idle(int at) {
        return !IntVector.fromArray(Lanes.I, active, at).compare(VectorOperators.NE, 0).anyTrue();
    }

    /** Writes where vectors with an active lane start to {@link #packets} and returns how many. */
    int listPackets() {
        int count = 0;
        for (int at = 0; at < SIZE; at += Lanes.COUNT) {
            packets[count] = at;
            count += idle(at) ? 0 : 1;
        }
        return count;
    }

    boolean idle() {
        int any = 0;
        for (int flag : active) {
            any |= flag;
        }
        return any == 0;
    }

    /** Coordinate {@code axis} of the hits. */
    FloatVector hit(int axis, int at) {
        FloatVector d = FloatVector.fromArray(Lanes.F, direction[axis], at);
        FloatVector o = FloatVector.fromArray(Lanes.F, origin[axis], at);
        return d.fma(FloatVector.fromArray(Lanes.F, distance, at), o);
    }

    /** Diameter of the cones at their hits. */
    FloatVector footprint(int at) {
        FloatVector t = FloatVector.fromArray(Lanes.F, distance, at);
        FloatVector lens = FloatVector.fromArray(Lanes.F, coneLens, at);
        FloatVector wide = lens.fma(t, FloatVector.fromArray(Lanes.F, coneStart, at)).abs();
        return FloatVector.fromArray(Lanes.F, coneSpread, at).fma(t, wide);
    }

    /** Copies what a ray that starts at a hit of {@code parent} inherits. */
    void inherit(RayBatch parent) {
        System.arraycopy(parent.time, 0, time, 0, SIZE);
        System.arraycopy(parent.random, 0, random, 0, SIZE);
        System.arraycopy(parent.random2, 0, random2, 0, SIZE);
        Arrays.fill(coneLens, 0);
        clearHits();
    }
}
