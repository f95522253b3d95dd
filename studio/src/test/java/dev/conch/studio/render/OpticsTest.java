package dev.conch.studio.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.conch.studio.scene.FrameState.Lens;
import dev.conch.studio.scene.Vec3;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OpticsTest {
    @ParameterizedTest
    @ValueSource(doubles = {0, 45, 80})
    void glass_reflects_what_fresnel_says(double degrees) {
        double n = 1.52;
        double in = Math.toRadians(degrees);
        double out = Math.asin(Math.sin(in) / n);
        double s = (Math.cos(in) - n * Math.cos(out)) / (Math.cos(in) + n * Math.cos(out));
        double p = (Math.cos(out) - n * Math.cos(in)) / (Math.cos(out) + n * Math.cos(in));

        float reflectance = Mirror.fresnel((float) Math.cos(in), (float) n);

        assertThat((double) reflectance).isCloseTo((s * s + p * p) / 2, within(1e-5));
    }

    @Test
    void nothing_leaves_glass_beyond_the_critical_angle() {
        double beyond = Math.asin(1 / 1.52) + 0.01;

        assertThat(Mirror.fresnel((float) Math.cos(beyond), 1 / 1.52f)).isEqualTo(1);
    }

    @Test
    void a_glass_ball_bends_parallel_rays_through_its_focal_point_so_that_images_turn_over() {
        double radius = 0.0125;
        double height = 0.02 * radius;
        var body = Shots.ball(radius, Shots.CLEAR_GLASS, Vec3.ZERO);
        var moving = new MovingBody(0, body, Shots.still(body));
        var batch = new RayBatch();
        Arrays.fill(batch.active, 1);
        Arrays.fill(batch.from, -1);
        Arrays.fill(batch.origin[1], (float) height);
        Arrays.fill(batch.origin[2], 0.1f);
        Arrays.fill(batch.direction[2], -1);
        batch.clearHits();
        var mirrored = new RayBatch();
        var passed = new RayBatch();
        var tracer = new BodyTracer();
        assertThat(tracer.intersect(batch, List.of(moving))).isTrue();
        tracer.resolve(batch, moving, batch.active);
        mirrored.inherit(batch);
        passed.inherit(batch);

        new GlassShader().shade(batch, moving, batch.active, mirrored, passed);

        double crosses =
                passed.origin[2][0]
                        - passed.origin[1][0] * passed.direction[2][0] / passed.direction[1][0];
        double focalLength = 1.52 * radius / (2 * (1.52 - 1));
        assertThat(passed.direction[1][0]).isNegative();
        assertThat(-crosses).isCloseTo(focalLength, within(0.01 * focalLength));
    }

    @Test
    void rays_of_one_pixel_spread_over_the_disc_of_the_thin_lens_formula() {
        double focus = 0.35;
        double aperture = 0.0068;
        double distance = 0.60;
        var motion = Shots.camera(Vec3.ZERO, new Vec3(0, 0, -1), new Lens(85, aperture, focus));
        var camera = new CameraRays(motion, 960, 540);
        var tables = new SampleTables(64, 1);
        var batch = new RayBatch();
        double widest = 0;
        for (int sample = 0; sample < 64; sample++) {
            camera.generate(batch, new Tile(480, 256, 0, 0, 64, 64, true), sample, 64, tables);
            double x = along(batch, 0, distance);
            double inFocus = along(batch, 0, focus);
            widest = Math.max(widest, Math.abs(x - inFocus * distance / focus));
        }

        double radius = aperture * (distance - focus) / focus;
        double pixels = 2 * radius / (distance * camera.pixel);
        assertThat(widest).isBetween(0.85 * radius, 1.001 * radius);
        assertThat((double) camera.blurPixels((float) distance))
                .isCloseTo(pixels, within(0.01 * pixels));
    }

    private static double along(RayBatch batch, int lane, double depth) {
        double t = (-depth - batch.origin[2][lane]) / batch.direction[2][lane];
        return batch.origin[0][lane] + t * batch.direction[0][lane];
    }

    @Test
    void a_rounded_box_is_hit_on_its_faces_and_at_its_rounded_edges() {
        var shape = new dev.conch.studio.scene.Shape.Box(0.02, 0.02, 0.02, 0.005);
        var body =
                Shots.body(shape, Shots.WHITE, dev.conch.studio.scene.Body.Marking.NONE, Vec3.ZERO);
        var moving = new MovingBody(0, body, Shots.still(body));
        var batch = new RayBatch();
        Arrays.fill(batch.active, 1);
        Arrays.fill(batch.from, -1);
        Arrays.fill(batch.origin[2], 0.1f);
        Arrays.fill(batch.direction[2], -1);
        batch.origin[0][1] = 0.0185f;
        batch.origin[0][2] = 0.0205f;
        batch.clearHits();

        new BodyTracer().intersect(batch, List.of(moving));

        double lower = 0.005 - Math.sqrt(0.005 * 0.005 - 0.0035 * 0.0035);
        assertThat((double) batch.distance[0]).isCloseTo(0.08, within(1e-5));
        assertThat((double) batch.distance[1]).isCloseTo(0.08 + lower, within(1e-4));
        assertThat(batch.body[2]).isEqualTo(-1);
    }

    @Test
    void many_noise_values_at_once_are_the_same_as_one_by_one() {
        var x = new float[64];
        var y = new float[64];
        var sums = new float[64];
        for (int i = 0; i < 64; i++) {
            x[i] = i * 0.37f - 9;
            y[i] = 5 - i * 0.81f;
        }

        Noise.sums(x, y, sums, 64, new Noise.Spectrum(1, 1, 1, 4));

        for (int i = 0; i < 64; i++) {
            assertThat(sums[i]).isCloseTo(Noise.sum(x[i], y[i], 1, 4), within(1e-5f));
        }
    }

    @Test
    void opposite_faces_of_a_die_show_one_and_six() {
        float[] half = {1, 1, 1};

        assertThat(BodyPaint.diePips(half, new float[] {1, 0, 0})).isEqualTo(1);
        assertThat(BodyPaint.diePips(half, new float[] {-1, 0, 0})).isZero();
        assertThat(BodyPaint.diePips(half, new float[] {-1, 0.5f, 0})).isEqualTo(1);
    }
}
