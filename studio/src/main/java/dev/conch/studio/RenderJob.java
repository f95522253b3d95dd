package dev.conch.studio;

import dev.conch.studio.scene.Clip;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What to make, and where to put it. Same job, same bytes.
 *
 * @param prompt for text-to-video the scene, for image-to-video the camera's move
 * @param frames the duration is frames / fps
 * @param seed chooses what the prompt leaves open
 * @param draft true for few light samples: for previews and tests
 * @param firstFrame a JPEG, PNG or WebP file that the video starts with; null for text-to-video
 * @param lastFrame one that it ends with; only with a first frame
 * @param video where the MP4 goes
 * @param poster where a JPEG of one frame goes
 * @param scene where the scene's JSON goes; text-to-video only
 */
public record RenderJob(
        String prompt,
        int width,
        int height,
        int fps,
        int frames,
        long seed,
        boolean draft,
        @Nullable Path firstFrame,
        @Nullable Path lastFrame,
        Path video,
        Path poster,
        @Nullable Path scene) {
    public RenderJob {
        if (lastFrame != null && firstFrame == null) {
            throw new IllegalArgumentException("a last frame needs a first frame");
        }
        new Clip(width, height, fps, frames); // checks the numbers
    }

    public Clip clip() {
        return new Clip(width, height, fps, frames);
    }
}
