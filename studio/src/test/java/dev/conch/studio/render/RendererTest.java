package dev.conch.studio.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.conch.studio.image.Rgb;
import dev.conch.studio.scene.FrameState;
import dev.conch.studio.scene.FrameState.BodyMotion;
import dev.conch.studio.scene.FrameState.Pose;
import dev.conch.studio.scene.Quat;
import dev.conch.studio.scene.Scene;
import dev.conch.studio.scene.Setting;
import dev.conch.studio.scene.Vec3;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class RendererTest {
    private static final int WIDTH = 320;
    private static final int HEIGHT = 180;
    private static final Vec3 EYE = new Vec3(-0.1, 0.12, 0.35);
    private static final Vec3 TARGET = new Vec3(-0.1, 0.02, 0);
    private static final Vec3 AWAY = new Vec3(-0.1, 0.02, 1.5);

    private static final Scene BALL =
            Shots.scene(
                    WIDTH,
                    HEIGHT,
                    Shots.setting(Setting.Place.TABLE, Setting.Light.SOFT_WINDOW),
                    Shots.ball(0.02, Shots.RED_RUBBER, new Vec3(-0.1, 0.02, 0)));

    private static Renderer renderer;

    @BeforeAll
    static void bake() {
        renderer = new Renderer(BALL, Quality.DRAFT, 2);
    }

    @AfterAll
    static void close() {
        renderer.close();
    }

    @Test
    void a_scene_gives_the_same_bytes_with_one_thread_and_with_two_and_in_any_order() {
        var scene = Shots.marble(150, 86);
        byte[] first;
        byte[] second;
        try (var two = new Renderer(scene, Quality.DRAFT, 2)) {
            first = two.render(Shots.rolling(3, -0.1)).data();
            second = two.render(Shots.rolling(4, -0.09)).data();
        }
        try (var one = new Renderer(scene, Quality.DRAFT, 1)) {
            assertThat(one.render(Shots.rolling(4, -0.09)).data()).isEqualTo(second);
            assertThat(one.render(Shots.rolling(3, -0.1)).data()).isEqualTo(first);
        }
        assertThat(first).isNotEqualTo(second);
    }

    @Test
    void a_ball_darkens_the_table_beside_its_foot() {
        var with = renderer.renderRgb(frame(new Vec3(-0.1, 0.02, 0), Vec3.ZERO));
        var without = renderer.renderRgb(frame(AWAY, Vec3.ZERO));

        int[] foot = pixel(new Vec3(-0.1, 0, 0.012));
        int[] far = pixel(new Vec3(-0.02, 0, 0.05));
        assertThat(brightness(with, foot)).isLessThan(0.75 * brightness(without, foot));
        assertThat(brightness(with, far))
                .isBetween(0.93 * brightness(without, far), 1.03 * brightness(without, far));
    }

    @Test
    void a_moving_ball_smears_as_far_as_it_moves_while_the_shutter_is_open() {
        double way = 0.06;
        var empty = renderer.renderRgb(frame(AWAY, Vec3.ZERO));
        var still = renderer.renderRgb(frame(new Vec3(-0.13, 0.04, 0), Vec3.ZERO));
        var moved = renderer.renderRgb(frame(new Vec3(-0.13, 0.04, 0), new Vec3(way, 0, 0)));

        int[] from = pixel(new Vec3(-0.13, 0.04, 0));
        int[] to = pixel(new Vec3(-0.13 + way, 0.04, 0));
        int longer = redRun(moved, empty, from[1]) - redRun(still, empty, from[1]);
        // the ends are covered for a moment only and are too faint to be counted
        assertThat(longer).isBetween((int) (0.65 * (to[0] - from[0])), to[0] - from[0] + 3);
    }

    @Test
    void no_pixel_is_undefined() {
        renderer.renderRgb(frame(new Vec3(-0.1, 0.02, 0), new Vec3(0.01, 0, 0)));

        for (float[] plane : renderer.radiance()) {
            for (float value : plane) {
                assertThat(Float.isFinite(value) && value >= 0).isTrue();
            }
        }
    }

    @Test
    void exposure_hardly_changes_when_the_camera_moves_a_little() {
        float before = 0;
        for (int i = 0; i < 8; i++) {
            var aside = new Vec3(0.004 * i, 0, 0);
            var frame = Shots.frame(BALL, EYE.plus(aside), TARGET.plus(aside), 85, 0.004);
            float now = renderer.exposure(frame);
            if (i > 0) {
                assertThat(now / before).isBetween(0.99f, 1.01f);
            }
            before = now;
        }
    }

    @Test
    void an_interrupted_caller_stops_the_work() {
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> renderer.render(frame(AWAY, Vec3.ZERO)))
                .isInstanceOf(CancellationException.class);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    @Timeout(60)
    void an_interrupt_in_the_middle_of_a_frame_stops_it_within_a_second() throws Exception {
        var plain = Shots.frame(BALL, EYE, TARGET, 60, 0.001);
        var begun = new CountDownLatch(1);

        assertStops(
                begun,
                () -> {
                    while (true) { // one frame after the other: the interrupt comes within one
                        renderer.render(plain);
                        begun.countDown();
                    }
                });
    }

    @Test
    @Timeout(60)
    void an_interrupt_in_the_middle_of_a_bake_stops_it_within_a_second() throws Exception {
        var begun = new CountDownLatch(1);

        assertStops(
                begun,
                () -> {
                    var workers = new Workers(2);
                    try {
                        workers.run(1, (_, _) -> begun.countDown());
                        while (true) {
                            new Room(BALL, Quality.STANDARD, workers);
                        }
                    } finally {
                        workers.close();
                    }
                });
    }

    private static void assertStops(CountDownLatch begun, Runnable work) throws Exception {
        var outcome = new CompletableFuture<Throwable>();
        var caller =
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    try {
                                        work.run();
                                    } catch (RuntimeException stopped) {
                                        outcome.complete(stopped);
                                    }
                                });
        begun.await();
        caller.interrupt();

        assertThat(outcome.get(1, TimeUnit.SECONDS)).isInstanceOf(CancellationException.class);
    }

    @Test
    void light_through_a_glass_ball_is_not_more_than_what_falls_on_it() {
        var body = Shots.ball(0.0125, Shots.CLEAR_GLASS, new Vec3(-0.3, 0.0125, 0));
        var moving = new MovingBody(0, body, Shots.still(body));
        var room = renderer.room();
        var under = new Shadow.Under(room, moving, room.levelSurface(0), 0);
        var grid = new Shadow(under, 64, 0.5f);
        double arriving = 0;
        for (int k = 0; k < room.lights().count; k++) {
            double facing = 0;
            double squared = 0;
            double[] center = {-0.3, 0.0125, 0};
            for (int c = 0; c < 3; c++) {
                double d = center[c] - room.lights().place[c][k];
                facing += d * room.lights().normal[c][k];
                squared += d * d;
            }
            arriving += Math.max(0, facing) * room.lights().brightness[k] / Math.pow(squared, 1.5);
        }
        arriving *= Math.PI * 0.0125 * 0.0125;

        double landed = 0;
        var workers = new Workers(1);
        for (float e : new Caustics(grid, moving, room.lights()).trace(8000, 1, workers)) {
            landed += e * grid.cell() * grid.cell();
        }
        workers.close();

        assertThat(landed).isBetween(0.3 * arriving, arriving);
    }

    @Test
    void a_frame_with_another_number_of_bodies_is_refused() {
        var frame = frame(AWAY, Vec3.ZERO);
        var empty = new FrameState(0, List.of(), frame.camera(), 0);

        assertThatThrownBy(() -> renderer.render(empty))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static FrameState frame(Vec3 place, Vec3 way) {
        var plain = Shots.frame(BALL, EYE, TARGET, 60, 0.001);
        var motion =
                new BodyMotion(
                        new Pose(place, Quat.IDENTITY), new Pose(place.plus(way), Quat.IDENTITY));
        return new FrameState(0, List.of(motion), plain.camera(), 0);
    }

    private static int[] pixel(Vec3 place) {
        var camera = new CameraRays(frame(AWAY, Vec3.ZERO).camera(), WIDTH, HEIGHT);
        float[] at = camera.project(Vectors.of(place), 0.01f, 0);
        return new int[] {Math.round(at[0]), Math.round(at[1])};
    }

    private static double brightness(Rgb picture, int[] at) {
        double sum = 0;
        for (int dy = -1; dy <= 1; dy++) {
            for (int dx = -1; dx <= 1; dx++) {
                for (int c = 0; c < 3; c++) {
                    int i = ((at[1] + dy) * WIDTH + at[0] + dx) * 3 + c;
                    sum += picture.data()[i] & 255;
                }
            }
        }
        return sum;
    }

    /** Pixels of a row that are redder than in the empty picture. */
    private static int redRun(Rgb picture, Rgb empty, int y) {
        int count = 0;
        for (int x = 0; x < WIDTH; x++) {
            int at = (y * WIDTH + x) * 3;
            count += redness(picture, at) - redness(empty, at) > 5 ? 1 : 0;
        }
        return count;
    }

    private static int redness(Rgb picture, int at) {
        return (picture.data()[at] & 255) - (picture.data()[at + 1] & 255);
    }
}
