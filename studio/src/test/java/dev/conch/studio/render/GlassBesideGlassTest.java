package dev.conch.studio.render;

import static org.assertj.core.api.Assertions.assertThat;

import dev.conch.studio.direct.Director;
import dev.conch.studio.direct.PromptReader;
import dev.conch.studio.scene.Clip;
import org.junit.jupiter.api.Test;

class GlassBesideGlassTest {
    private static final String PROMPT =
            "Three glass marbles roll across the floor and collide. Studio light.";

    @Test
    void marbles_that_are_seen_through_each_other_leave_no_undefined_pixel() {
        var scene = new PromptReader().read(PROMPT, new Clip(480, 270, 24, 144), 7).scene();
        var frames = new Director().shoot(scene);
        try (var renderer = new Renderer(scene, Quality.DRAFT, 2)) {
            for (int frame : new int[] {48, 84}) {
                renderer.renderRgb(frames.get(frame));

                for (float[] color : renderer.radiance()) {
                    int undefined = 0;
                    for (float value : color) {
                        undefined += Float.isFinite(value) ? 0 : 1;
                    }
                    assertThat(undefined).as("frame %d", frame).isZero();
                }
            }
        }
    }
}
