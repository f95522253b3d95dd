package dev.conch.studio.render;

import static dev.conch.studio.render.Lanes.COUNT;
import static dev.conch.studio.render.Lanes.F;
import static jdk.incubator.vector.FloatVector.fromArray;

import dev.conch.studio.scene.FrameState.CameraMotion;
import dev.conch.studio.scene.FrameState.CameraPose;
import dev.conch.studio.scene.FrameState.Lens;
import dev.conch.studio.scene.Vec3;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/** The thin-lens camera of one frame: moves and turns evenly while the shutter is open. */
final class CameraRays {
    /** Lens cones are this much wider than their share of the lens, so that they overlap. */
    private static final float CONE_OVERLAP = 1.4f;

    private final int width;
    private final int height;

    /** By eye, right, up, forward: value at opening, then change until closing. */
    private final float[][] open = new float[4][];

    private final float[][] change = new float[4][3];

    /** Tangent of the angle that a pixel spans. */
    final float pixel;

    final float focus;
    final float aperture;

    CameraRays(CameraMotion motion, int width, int height) {
        this.width = width;
        this.height = height;
        Lens lens = motion.lens();
        pixel = (float) (36 / lens.focalMillimeters() / width);
        focus = (float) lens.focusDistance();
        aperture = (float) lens.apertureRadius();
        float[][] first = axes(motion.open());
        float[][] last = axes(motion.close());
        for (int k = 0; k < 4; k++) {
            open[k] = first[k];
            for (int c = 0; c < 3; c++) {
                change[k][c] = last[k][c] - first[k][c];
            }
        }
    }

    private static float[][] axes(CameraPose pose) {
        Vec3 forward = pose.target().minus(pose.eye()).normalized();
        Vec3 side = forward.cross(new Vec3(0, 1, 0));
        Vec3 right = side.length() < 1e-6 ? new Vec3(1, 0, 0) : side.normalized();
        return new float[][] {
            Vectors.of(pose.eye()),
            Vectors.of(right),
            Vectors.of(right.cross(forward)),
            Vectors.of(forward)
        };
    }

    /** Part {@code k} (eye, right, up, forward) at a moment of the shutter. */
    private float[] at(int k, float time) {
        var out = new float[3];
        for (int c = 0; c < 3; c++) {
            out[c] = open[k][c] + change[k][c] * time;
        }
        return out;
    }

    /** Diameter of the blur disc in pixels of a point at {@code distance}: thin-lens formula. */
    float blurPixels(float distance) {
        return 2 * aperture * Math.abs(distance - focus) / (distance * focus * pixel);
    }

    /**
     * Pixel place and size of a ball: x, y, radius without blur, distance; a distance of 0 or less
     * is behind the camera.
     */
    float[] project(float[] center, float radius, float time) {
        float[] eye = at(0, time);
        float[] d = {center[0] - eye[0], center[1] - eye[1], center[2] - eye[2]};
        float depth = Vectors.dot(d, at(3, time));
        float scale = 1 / (Math.max(depth, 1e-4f) * pixel);
        return new float[] {
            width * 0.5f + Vectors.dot(d, at(1, time)) * scale,
            height * 0.5f - Vectors.dot(d, at(2, time)) * scale,
            radius * scale,
            depth
        };
    }

    /** Rays of a grid over {@code spread} times the picture, without lens and motion. */
    void overview(RayBatch batch, float spread) {
        float[] eye = at(0, 0.5f);
        float[] right = at(1, 0.5f);
        float[] up = at(2, 0.5f);
        float[] forward = at(3, 0.5f);
        for (int i = 0; i < RayBatch.SIZE; i++) {
            int column = i % RayBatch.WIDTH;
            int row = i / RayBatch.WIDTH;
            float x = ((column + 0.5f) / RayBatch.WIDTH - 0.5f) * width * pixel * spread;
            float y = (0.5f - (row + 0.5f) / RayBatch.HEIGHT) * height * pixel * spread;
            var d = new float[3];
            for (int c = 0; c < 3; c++) {
                d[c] = forward[c] + right[c] * x + up[c] * y;
            }
            d = Vectors.normalized(d);
            for (int c = 0; c < 3; c++) {
                batch.origin[c][i] = eye[c];
                batch.direction[c][i] = d[c];
            }
        }
        Arrays.fill(batch.active, 1);
        Arrays.fill(batch.from, -1);
        Arrays.fill(batch.random, 0.5f);
        Arrays.fill(batch.coneStart, 0);
        Arrays.fill(batch.coneLens, 0);
        Arrays.fill(batch.coneSpread, width * pixel * spread / 32);
        batch.clearHits();
    }

    /**
     * Rays of one sample of a tile.
     *
     * @param ofSamples how many samples the pixels get in all
     */
    void generate(RayBatch batch, Tile tile, int sample, int ofSamples, SampleTables tables) {
        Arrays.fill(batch.active, 1);
        Arrays.fill(batch.from, -1);
        Arrays.fill(batch.coneStart, -aperture * CONE_OVERLAP / (float) Math.sqrt(ofSamples));
        Arrays.fill(batch.coneLens, aperture * CONE_OVERLAP / (float) Math.sqrt(ofSamples) / focus);
        Arrays.fill(batch.coneSpread, pixel * 0.8f);
        batch.clearHits();
        for (int row = 0; row < RayBatch.HEIGHT; row++) {
            for (int x = 0; x < RayBatch.WIDTH; x += COUNT) {
                int at = row * RayBatch.WIDTH + x;
                int column = (tile.x() + x + tile.tableX()) & (SampleTables.SIDE - 1);
                int line = (tile.y() + row + tile.tableY()) & (SampleTables.SIDE - 1);
                int cell = line * SampleTables.SIDE + column;
                fromArray(F, tables.time[sample], cell).intoArray(batch.time, at);
                fromArray(F, tables.random[sample], cell).intoArray(batch.random, at);
                fromArray(F, tables.random2[sample], cell).intoArray(batch.random2, at);
                FloatVector px =
                        fromArray(F, tables.pixelX[sample], cell)
                                .add(Lanes.countUp(tile.x() + x - width * 0.5f))
                                .mul(pixel * focus);
                FloatVector py =
                        fromArray(F, tables.pixelY[sample], cell)
                                .neg()
                                .add(height * 0.5f - tile.y() - row)
                                .mul(pixel * focus);
                FloatVector lx = fromArray(F, tables.lensX[sample], cell).mul(aperture);
                FloatVector ly = fromArray(F, tables.lensY[sample], cell).mul(aperture);
                lx.intoArray(batch.origin[0], at);
                ly.intoArray(batch.origin[1], at);
                px.sub(lx).intoArray(batch.direction[0], at);
                py.sub(ly).intoArray(batch.direction[1], at);
            }
        }
        for (int at = 0; at < RayBatch.SIZE; at += COUNT) {
            toWorld(batch, at);
        }
    }

    /** From lens place and way to the focal plane in camera axes to world rays. */
    private void toWorld(RayBatch batch, int at) {
        FloatVector time = fromArray(F, batch.time, at);
        FloatVector lx = fromArray(F, batch.origin[0], at);
        FloatVector ly = fromArray(F, batch.origin[1], at);
        FloatVector qx = fromArray(F, batch.direction[0], at);
        FloatVector qy = fromArray(F, batch.direction[1], at);
        FloatVector inverse = Lanes.inverseSqrt(qx.mul(qx).add(qy.mul(qy)).add(focus * focus));
        for (int c = 0; c < 3; c++) {
            FloatVector eye = time.mul(change[0][c]).add(open[0][c]);
            FloatVector right = time.mul(change[1][c]).add(open[1][c]);
            FloatVector up = time.mul(change[2][c]).add(open[2][c]);
            FloatVector forward = time.mul(change[3][c]).add(open[3][c]);
            lx.fma(right, ly.fma(up, eye)).intoArray(batch.origin[c], at);
            qx.fma(right, qy.fma(up, forward.mul(focus)))
                    .mul(inverse)
                    .intoArray(batch.direction[c], at);
        }
    }
}
