package dev.conch.studio.render;

import dev.conch.studio.image.Rgb;
import dev.conch.studio.image.Yuv420;
import dev.conch.studio.scene.FrameState;
import dev.conch.studio.scene.Scene;
import java.util.ArrayList;
import java.util.concurrent.CancellationException;

/**
 * Draws the frames of one scene. The same scene, frame and quality give the same bytes, however
 * many threads there are and in whatever order frames are asked for.
 *
 * <p>Render one frame at a time; the renderer's own threads share it out. Interrupting the caller
 * stops the work.
 */
public final class Renderer implements AutoCloseable {
    private final Scene scene;
    private final Quality quality;
    private final Workers workers;
    private final Room room;
    private final FrameSetup setup;
    private final SampleTables tables;
    private final TileRenderer[] tiles;
    private final FrameBuffer buffer;
    private final BlurFilter filter;
    private final ToneMapper toneMapper;

    /**
     * Furnishes the room and bakes its light, which takes seconds.
     *
     * @throws CancellationException if the calling thread is interrupted
     */
    public Renderer(Scene scene, Quality quality, int threads) {
        this.scene = scene;
        this.quality = quality;
        workers = new Workers(threads);
        try {
            room = new Room(scene, quality, workers);
        } catch (RuntimeException e) {
            workers.close();
            throw e;
        }
        setup = new FrameSetup(scene, room, quality, workers);
        tables = new SampleTables(quality.bodySamples, scene.seed());
        tiles = new TileRenderer[threads];
        for (int i = 0; i < threads; i++) {
            tiles[i] = new TileRenderer(room);
        }
        buffer = new FrameBuffer(scene.clip().width(), scene.clip().height());
        filter = new BlurFilter(buffer, workers);
        toneMapper = new ToneMapper(workers);
    }

    /**
     * Draws a frame at the size of the scene's clip.
     *
     * @throws CancellationException if the calling thread is interrupted; its interrupt flag stays
     *     set
     */
    public Yuv420 render(FrameState frame) {
        return Yuv420.fromRgb(renderRgb(frame));
    }

    Rgb renderRgb(FrameState frame) {
        if (frame.bodies().size() != scene.bodies().size()) {
            throw new IllegalArgumentException(
                    "frame has %d bodies, scene has %d"
                            .formatted(frame.bodies().size(), scene.bodies().size()));
        }
        var camera = new CameraRays(frame.camera(), buffer.width, buffer.height);
        float exposure = Exposure.of(camera, tiles[0].spareBatch(), room, frame.exposure());
        var bodies = setup.bodies(frame, tiles);
        var plan = new TilePlan(buffer, camera, bodies.bodies(), quality);
        var jobs = new ArrayList<Tile>(plan.tiles(frame.index()));
        workers.run(
                jobs.size(),
                (worker, i) -> tiles[worker].render(jobs.get(i), camera, bodies, tables, buffer));
        filter.smooth(buffer.base, buffer.blur, buffer.spare);
        filter.smooth(buffer.gloss, buffer.glossBlur, buffer.spare);
        for (int c = 0; c < 3; c++) {
            float[] base = buffer.base[c];
            float[] gloss = buffer.gloss[c];
            for (int i = 0; i < base.length; i++) {
                base[i] += gloss[i];
            }
        }
        return toneMapper.develop(buffer, exposure, frame.index());
    }

    /** Stops the threads. */
    @Override
    public void close() {
        workers.close();
    }
}
