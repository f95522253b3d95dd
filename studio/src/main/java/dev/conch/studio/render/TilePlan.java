package dev.conch.studio.render;

import java.util.ArrayList;
import java.util.List;

/** Cuts a frame into tiles and says how many rays each gets: more where a body may be seen. */
final class TilePlan {
    /** Room around a body's outline, pixels, for the pixel filter. */
    private static final float MARGIN = 4;

    private final FrameBuffer frame;
    private final CameraRays camera;
    private final Quality quality;
    private final List<float[]> boxes = new ArrayList<>();

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
        float[] box = {RayBatch.FAR, RayBatch.FAR, -RayBatch.FAR, -RayBatch.FAR};
        boolean seen = false;
        for (float time : new float[] {0, 0.5f, 1}) {
            float[] p = camera.project(body.centerAt(time), body.bound, time);
            if (p[3] <= body.bound) {
                continue;
            }
            seen = true;
            float near = Math.max(1e-3f, p[3] - body.bound);
            float radius = p[2] * p[3] / near + camera.blurPixels(p[3]) * 0.6f + MARGIN;
            box[0] = Math.min(box[0], p[0] - radius);
            box[1] = Math.min(box[1], p[1] - radius);
            box[2] = Math.max(box[2], p[0] + radius);
            box[3] = Math.max(box[3], p[1] + radius);
        }
        if (seen) {
            boxes.add(box);
            float w = box[2] - box[0];
            float h = box[3] - box[1];
            imageBoxes.add(new float[] {box[0] - w / 4, box[1], box[2] + w / 4, box[3] + h});
        }
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
                boolean body = touches(boxes, x, y);
                int samples = body ? rays : touches(imageBoxes, x, y) ? image : quality.baseSamples;
                tiles.add(new Tile(x, y, tableX, tableY, samples, body));
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
            count += touches(boxes, x, y) ? 1 : 0;
        }
        float share = (float) count / all;
        float scale = Math.clamp(0.2f / Math.max(share, 1e-3f), 0.5f, 1f);
        return Math.round(quality.bodySamples * scale);
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
