package dev.conch.studio;

import dev.conch.studio.direct.Director;
import dev.conch.studio.direct.PromptReader;
import dev.conch.studio.image.Yuv420;
import dev.conch.studio.render.Quality;
import dev.conch.studio.render.Renderer;
import dev.conch.studio.scene.FrameState;
import dev.conch.studio.scene.Interpretation;
import dev.conch.studio.scene.Scene;
import dev.conch.studio.scene.SceneJson;
import java.util.List;
import java.util.Optional;

/** Text-to-video: a prompt, staged, simulated and drawn. */
final class SceneShot implements Shot {
    private final Scene scene;
    private final Interpretation interpretation;
    private final List<FrameState> frames;
    private final Renderer renderer;

    private SceneShot(
            Scene scene, Interpretation interpretation, List<FrameState> frames, Renderer renderer) {
        this.scene = scene;
        this.interpretation = interpretation;
        this.frames = frames;
        this.renderer = renderer;
    }

    static SceneShot open(RenderJob job, int threads) {
        var reading = new PromptReader().read(job.prompt(), job.clip(), job.seed());
        var frames = new Director().shoot(reading.scene());
        var quality = job.draft() ? Quality.DRAFT : Quality.STANDARD;
        return new SceneShot(
                reading.scene(),
                reading.interpretation(),
                frames,
                new Renderer(reading.scene(), quality, threads));
    }

    @Override
    public Yuv420 frame(int index) {
        return renderer.render(frames.get(index));
    }

    @Override
    public Interpretation interpretation() {
        return interpretation;
    }

    /** A third into the clip the subject is in the picture and has begun to move. */
    @Override
    public int posterFrame() {
        return frames.size() / 3;
    }

    /** The renderer spreads each frame over the threads by itself. */
    @Override
    public boolean parallel() {
        return false;
    }

    @Override
    public Optional<String> scene() {
        return Optional.of(SceneJson.write(scene));
    }

    @Override
    public void close() {
        renderer.close();
    }
}
