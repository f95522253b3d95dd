package dev.conch.studio;

import dev.conch.studio.direct.Director;
import dev.conch.studio.direct.PromptReader;
import dev.conch.studio.direct.Reading;
import dev.conch.studio.image.Yuv420;
import dev.conch.studio.render.Quality;
import dev.conch.studio.render.Renderer;
import dev.conch.studio.scene.FrameState;
import dev.conch.studio.scene.Interpretation;
import dev.conch.studio.scene.SceneJson;
import java.util.List;
import java.util.Optional;

/** Text-to-video: a prompt staged as a scene, simulated, and drawn. */
final class SceneShot implements Shot {
    private final Reading reading;
    private final List<FrameState> frames;
    private final Renderer renderer;

    private SceneShot(Reading reading, List<FrameState> frames, Renderer renderer) {
        this.reading = reading;
        this.frames = frames;
        this.renderer = renderer;
    }

    static SceneShot open(RenderJob job, int threads) {
        try {
            Reading reading = new PromptReader().read(job.prompt(), job.clip(), job.seed());
            List<FrameState> frames = new Director().shoot(reading.scene());
            Quality quality = job.draft() ? Quality.DRAFT : Quality.STANDARD;
            return new SceneShot(reading, frames, new Renderer(reading.scene(), quality, threads));
        } catch (IllegalArgumentException bug) { // any prompt has a scene; this one is not refused
            throw new StudioException("the scene could not be staged: " + bug.getMessage(), bug);
        }
    }

    @Override
    public Yuv420 frame(int index) {
        return renderer.render(frames.get(index));
    }

    @Override
    public Interpretation interpretation() {
        return reading.interpretation();
    }

    /** A third into the clip, where something happens already. */
    @Override
    public int posterFrame() {
        return frames.size() / 3;
    }

    /** The renderer shares out one frame at a time among its own threads. */
    @Override
    public boolean parallel() {
        return false;
    }

    @Override
    public Optional<String> scene() {
        return Optional.of(SceneJson.write(reading.scene()));
    }

    @Override
    public void close() {
        renderer.close();
    }
}
