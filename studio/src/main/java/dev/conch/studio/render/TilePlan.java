package dev.conch.studio.render;

import java.util.ArrayList;
import java.util.List;

/** Cuts a frame into tiles and says how many rays each gets: more where a body may be seen. */
final class TilePlan {
    /** Room around a body's outline, pixels, for the pixel filter. */
    private static final float MARGIN = 4;

    /** Gaps between the discs of a moving body, by which they are wider. */
    private static final int GAPS = 4;

    /** In pixels. */
    private record Disc(float x, float y, float radius) {
        boolean touches(int left, int top) {
            float dx = Math.max(0, Math.max(left - x, x - left - RayBatch.WIDTH));
            float dy = Math.max(0, Math.max(top - y, y - top - RayBatch.HEIGHT));
            return dx * dx + dy * dy < radius * radius;
        }
    }

    private final FrameBuffer frame;
    private final CameraRays camera;
    private final Quality quality;

    /** Where bodies may be seen at moments of the shutter. */
    private final List<Disc> discs = new ArrayList<>();

    /** Where mirror images of bodies on level surfaces may be. */
    private final List<float[]> imageBoxes = new ArrayList<>();

    TilePlan(FrameBuffer frame, CameraRays camera, List<MovingBody> bodies, Quality quality) {
        this.frame = frame;
        this.camera = camera;
        this.quality = quality;
        for (var body : bodies) {
            add(body);
        }
    }

    private void add(MovingBody body) {
        float[] first = camera.project(body.centerAt(0), body.bound, 0);
        float[] last = camera.project(body.centerAt(1), body.bound, 1);
        float apart = (float) Math.hypot(last[0] - first[0], last[1] - first[1]) / GAPS;
        float[] box = {RayBatch.FAR, RayBatch.FAR, -RayBatch.FAR, -RayBatch.FAR};
        boolean seen = false;
        for (int k = 0; k <= GAPS; k++) {
            float time = (float) k / GAPS;
            float[] p = camera.project(body.centerAt(time), body.bound, time);
            if (p[3] <= body.bound) {
                continue;
            }
            seen = true;
            float radius = outline(body, p) + apart;
            discs.add(new Disc(p[0], p[1], radius));
            box[0] = Math.min(box[0], p[0] - radius);
            box[1] = Math.min(box[1], p[1] - radius);
            box[2] = Math.max(box[2], p[0] + radius);
            box[3] = Math.max(box[3], p[1] + radius);
        }
        if (seen) {
            float w = box[2] - box[0];
            float h = box[3] - box[1];
            imageBoxes.add(new float[] {box[0] - w / 4, box[1], box[2] + w / 4, box[3] + h});
        }
    }

    /** Radius of a disc around the image of a body's ball, which is stretched off the axis. */
    private float outline(MovingBody body, float[] projected) {
        float depth = projected[3];
        float near = Math.max(1e-3f, depth - body.bound);
        double aside =
                camera.pixel
                        * Math.hypot(
                                projected[0] - frame.width * 0.5,
                                projected[1] - frame.height * 0.5);
        float stretch = (float) Math.sqrt(1 + aside * aside) * depth / near;
        return projected[2] * stretch + camera.blurPixels(depth) * 0.6f + MARGIN;
    }

    List<Tile> tiles(int frameIndex) {
        int rays = bodySamples();
        int image = Math.max(quality.baseSamples, Math.min(rays, quality.baseSamples * 2));
        int tableX = (frameIndex * 16) & (SampleTables.SIDE - 1);
        int tableY = (frameIndex * 23) & (SampleTables.SIDE - 1);
        var tiles = new ArrayList<Tile>();
        for (int ty = 0; ty < frame.tilesDown(); ty++) {
            for (int tx = 0; tx < frame.tilesAcross(); tx++) {
                int x = tx * RayBatch.WIDTH;
                int y = ty * RayBatch.HEIGHT;
                boolean body = showsBody(x, y);
                boolean mirrored = touches(imageBoxes, x, y);
                int samples = body ? rays : mirrored ? image : quality.baseSamples;
                int soft = body || mirrored ? samples : quality.softSamples;
                tiles.add(new Tile(x, y, tableX, tableY, samples, soft, body));
            }
        }
        return tiles;
    }

    /** When bodies fill much of the picture, each tile gets less, but at least half. */
    private int bodySamples() {
        int count = 0;
        int all = frame.tilesAcross() * frame.tilesDown();
        for (int i = 0; i < all; i++) {
            int x = i % frame.tilesAcross() * RayBatch.WIDTH;
            int y = i / frame.tilesAcross() * RayBatch.HEIGHT;
            count += showsBody(x, y) ? 1 : 0;
        }
        float share = (float) count / all;
        float scale = Math.clamp(0.2f / Math.max(share, 1e-3f), 0.5f, 1f);
        return Math.round(quality.bodySamples * scale);
    }

    private boolean showsBody(int x, int y) {
        for (var disc : discs) {
            if (disc.touches(x, y)) {
                return true;
            }
        }
        return false;
    }

    private static boolean touches(List<float[]> boxes, int x, int y) {
        for (float[] box : boxes) {
            if (x + RayBatch.WIDTH > box[0]
                    && x < box[2]
                    && y + RayBatch.HEIGHT > box[1]
                    && y < box[3]) {
                return true;
            }
        }
        return false;
    }
}
