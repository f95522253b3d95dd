package dev.conch.studio.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.conch.studio.scene.Body;
import dev.conch.studio.scene.Scene;
import dev.conch.studio.scene.Setting;
import dev.conch.studio.scene.Setting.Place;
import dev.conch.studio.scene.Vec3;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The laws of mechanics are the oracle. */
class SimulationTest {
    private static final double G = 9.81;

    @Test
    void a_dropped_ball_falls_half_g_t_squared() {
        var scene = Scenes.of(Place.FLOOR, Scenes.ball("b", 0.01, new Vec3(0, 8, 0), Vec3.ZERO));
        var motion = Simulation.run(scene, 1.1);

        for (var t = 0.1; t <= 1.0; t += 0.1) {
            var fallen = 8 - motion.pose(0, t).position().y();
            assertThat(fallen).isCloseTo(G * t * t / 2, within(0.001 * G * t * t / 2));
        }
    }

    @Test
    void a_thrown_ball_follows_the_parabola() {
        var v = new Vec3(0.4, 1.5, -0.3);
        var start = new Vec3(-0.2, 1, 0.2);
        var motion = Simulation.run(Scenes.of(Place.FLOOR, Scenes.ball("b", 0.02, start, v)), 0.5);

        var t = 0.4321;
        var expected = start.plus(v.times(t)).plus(new Vec3(0, -G * t * t / 2, 0));
        assertThat(motion.pose(0, t).position().minus(expected).length()).isLessThan(1e-5);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.5, 0.8, 0.95})
    void each_bounce_reaches_e_squared_of_the_height_before(double e) {
        var r = 0.02;
        var height = 0.8;
        var ball = Scenes.with(Scenes.ball("b", r, new Vec3(0, r + height, 0), Vec3.ZERO), 0.4, e);
        var motion = Simulation.run(Scenes.of(Place.FLOOR, ball), 5);

        for (var n = 1; n <= 3; n++) {
            var from = motion.event("b.impact" + n).orElseThrow();
            var to = motion.event("b.impact" + (n + 1)).orElseThrow();
            var apex = motion.pose(0, (from + to) / 2).position().y() - r;
            var expected = height * Math.pow(e, 2 * n);
            assertThat(apex).as("bounce %d", n).isCloseTo(expected, within(0.02 * expected));
        }
    }

    @Test
    void a_rolling_ball_does_not_slip() {
        var world = new World(Scenes.marbleToEdge(-0.3, 0.24));
        for (var i = 0; i < 1500; i++) {
            world.step();
            var slip = world.velocity(0).x() + world.spin(0).z() * 0.0125;
            assertThat(slip).isCloseTo(0, within(1e-4));
        }
        var t = world.seconds();
        var distance = 0.24 * t - 0.015 * t * t / 2;
        assertThat(world.position(0).x()).isCloseTo(-0.3 + distance, within(1e-3 * distance));
        world.close();
    }

    @Test
    void a_sliding_ball_ends_up_rolling_at_five_sevenths_of_its_speed() {
        var r = 0.02;
        var ball = Scenes.ball("b", r, new Vec3(-0.5, r, 0), new Vec3(0.7, 0, 0));
        var world = new World(Scenes.of(Place.FLOOR, ball));
        while (world.velocity(0).x() + world.spin(0).z() * r > 1e-4) {
            world.step();
            assertThat(world.seconds()).isLessThan(0.5);
        }
        assertThat(world.velocity(0).x()).isCloseTo(0.5, within(0.003));
        world.close();
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.4, 0.9})
    void a_sliding_box_stops_after_v_squared_over_two_mu_g(double speed) {
        var half = new Vec3(0.03, 0.004, 0.03);
        var box = Scenes.box("b", half, new Vec3(-0.5, 0.004, 0), new Vec3(speed, 0, 0));
        var motion = Simulation.run(Scenes.of(Place.FLOOR, box), 2);

        var slid = motion.pose(0, 2).position().x() + 0.5;
        assertThat(slid).isCloseTo(speed * speed / (2 * 0.3 * G), within(0.01 * slid));
        assertThat(motion.event("b.rest").orElseThrow()).isCloseTo(speed / (0.3 * G), within(0.02));
    }

    @ParameterizedTest
    @ValueSource(doubles = {1, 3})
    void an_elastic_collision_obeys_the_textbook(double massRatio) {
        var r = 0.02;
        var h = 1.5;
        var hitter = Scenes.ball("a", r, new Vec3(-0.3, h, 0), new Vec3(1, 0, 0));
        var big = r * Math.cbrt(massRatio);
        var target = Scenes.ball("b", big, new Vec3(-0.3 + 0.15, h, 0), Vec3.ZERO);
        var world =
                new World(
                        Scenes.of(
                                Place.FLOOR, Scenes.with(hitter, 0, 1), Scenes.with(target, 0, 1)));
        for (var i = 0; i < 600; i++) {
            world.step();
        }
        assertThat(world.velocity(0).x())
                .isCloseTo((1 - massRatio) / (1 + massRatio), within(2e-3));
        assertThat(world.velocity(1).x()).isCloseTo(2 / (1 + massRatio), within(2e-3));
        world.close();
    }

    @Test
    void momentum_is_kept_in_any_collision_in_the_air() {
        var bodies = new ArrayList<Body>();
        var random = new SplittableRandom(7);
        for (var i = 0; i < 6; i++) {
            var angle = i * Math.PI / 3;
            var place = new Vec3(0.1 * Math.cos(angle), 1.5 + 0.01 * i, 0.1 * Math.sin(angle));
            var jitter = new Vec3(random.nextDouble() * 0.1, 0, random.nextDouble() * 0.1);
            var inward = new Vec3(-Math.cos(angle), 0, -Math.sin(angle));
            bodies.add(Scenes.ball("b" + i, 0.02 + 0.003 * i, place, inward.plus(jitter)));
        }
        var world = new World(Scenes.of(Place.FLOOR, bodies.toArray(Body[]::new)));
        var before = momentum(world);
        var touched = false;
        for (var i = 0; i < 700; i++) {
            world.step();
            touched |= world.touch(0).any;
        }
        var fall = new Vec3(0, -G * world.seconds() * totalMass(world), 0);

        assertThat(touched).isTrue();
        assertThat(momentum(world).minus(before).minus(fall).length()).isLessThan(1e-9);
        world.close();
    }

    private static Vec3 momentum(World world) {
        var sum = Vec3.ZERO;
        for (var i = 0; i < world.size(); i++) {
            sum = sum.plus(world.velocity(i).times(world.mass(i)));
        }
        return sum;
    }

    private static double totalMass(World world) {
        var sum = 0.0;
        for (var i = 0; i < world.size(); i++) {
            sum += world.mass(i);
        }
        return sum;
    }

    @Test
    void energy_never_rises() {
        var random = new SplittableRandom(11);
        var bodies = new ArrayList<Body>();
        for (var i = 0; i < 6; i++) {
            var place = new Vec3(-0.4 + 0.08 * i, 0.1 + 0.05 * (i % 3), 0.02 * (i % 2));
            var v =
                    new Vec3(
                            random.nextDouble(-1, 1),
                            random.nextDouble(),
                            random.nextDouble(-1, 1));
            var ball = Scenes.with(Scenes.ball("b" + i, 0.02, place, v), 0.3, 0.2 * (i % 6));
            bodies.add(Scenes.spinning(ball, v.times(20)));
        }
        var world = new World(Scenes.of(Place.DESK, bodies.toArray(Body[]::new)));
        var highest = energy(world);
        var start = highest + totalMass(world) * G * -Setting.FLOOR_Y;
        for (var i = 0; i < 5000; i++) {
            world.step();
            var now = energy(world);
            assertThat(now - highest).as("step %d", i).isLessThan(0.001 * start);
            highest = Math.min(highest, now);
        }
        world.close();
    }

    private static double energy(World world) {
        var sum = 0.0;
        for (var i = 0; i < world.size(); i++) {
            sum += world.energyOfBall(i);
        }
        return sum;
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.1, 0.17, 0.24})
    void a_marble_leaves_the_rounded_edge_where_the_normal_force_ends(double speed) {
        var world = new World(Scenes.marbleToEdge(-0.05, speed));
        var r = 0.0125;
        var edge = Setting.EDGE_RADIUS;
        var atEdge = 0.0;
        var last = Vec3.ZERO;
        while (world.position(0).y() > -0.05) {
            world.step();
            if (world.touch(0).top) {
                last = world.position(0);
            }
            if (atEdge == 0 && world.position(0).x() >= -edge) {
                atEdge = world.velocity(0).x();
            }
        }
        world.close();

        var phi = Math.toDegrees(Math.atan2(last.x() + edge, last.y() + edge));
        var cos = (1 + 0.7 * atEdge * atEdge / (G * (edge + r))) / 1.7;
        assertThat(phi).isCloseTo(Math.toDegrees(Math.acos(cos)), within(4.0));
    }

    @Test
    void the_marble_tells_its_story_in_events() {
        var motion = Simulation.run(Scenes.marbleToEdge(-0.235, 0.24), 2.5);

        var names =
                List.of("start", "marble.edge", "marble.leave", "marble.impact1", "marble.impact2");
        var times = names.stream().map(n -> motion.event(n).orElseThrow()).toList();
        assertThat(times).isSorted();
        assertThat(times.get(1)).isCloseTo(0.993, within(0.005));
        assertThat(times.get(3) - times.get(2)).isBetween(0.3, 0.4);
    }

    @Test
    void a_ball_on_the_floor_comes_to_rest() {
        var r = 0.0125;
        var ball = Scenes.ball("b", r, new Vec3(-0.2, r, 0), new Vec3(0.06, 0, 0));
        var motion =
                Simulation.run(
                        Scenes.of(Place.FLOOR, Scenes.spinning(ball, new Vec3(0, 0, -0.06 / r))),
                        10);

        assertThat(motion.event("b.rest").orElseThrow()).isCloseTo(4.0, within(0.4));
        assertThat(motion.pose(0, 9).position().x() + 0.2).isCloseTo(0.12, within(0.005));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.016, 0.022, 0.03})
    void dominoes_fall_one_after_another(double spacing) {
        var scene = Scenes.dominoes(Place.FLOOR, 8, spacing);
        var motion = Simulation.run(scene, 2.5);

        var fallen = new ArrayList<Double>();
        for (var i = 0; i < 8; i++) {
            fallen.add(timeTilted(motion, i, 0.35));
        }
        assertThat(fallen).isSorted().doesNotContain(Double.POSITIVE_INFINITY);
        assertThat(fallen.get(7) - fallen.get(0)).isGreaterThan(0.1);
    }

    private static double timeTilted(Motion motion, int body, double angle) {
        for (var t = 0.0; t < motion.seconds(); t += 0.002) {
            var up = motion.pose(body, t).orientation().rotate(new Vec3(0, 1, 0));
            if (Math.acos(Math.min(1, up.y())) > angle) {
                return t;
            }
        }
        return Double.POSITIVE_INFINITY;
    }

    @Test
    void dominoes_that_nobody_pushes_stand() {
        var pushed = Scenes.dominoes(Place.DESK, 4, 0.02);
        var still = Scenes.of(Place.DESK, pushed.bodies().subList(1, 4).toArray(Body[]::new));
        var motion = Simulation.run(still, 3);

        var moved = motion.pose(0, 3).position().minus(still.bodies().get(0).position());
        assertThat(moved.length()).isLessThan(1e-4);
        assertThat(motion.seconds()).isLessThan(2);
    }

    @Test
    void the_same_scene_gives_the_same_bits_also_at_the_same_time()
            throws InterruptedException, ExecutionException {
        Scene scene = Scenes.dominoes(Place.DESK, 4, 0.02);
        var alone = Simulation.run(scene, 0.6).fingerprint();

        try (var threads = Executors.newFixedThreadPool(3)) {
            var runs = new ArrayList<java.util.concurrent.Future<Long>>();
            for (var i = 0; i < 3; i++) {
                runs.add(threads.submit(() -> Simulation.run(scene, 0.6).fingerprint()));
            }
            for (var run : runs) {
                assertThat(run.get()).isEqualTo(alone);
            }
        }
        assertThat(Simulation.run(Scenes.dominoes(Place.DESK, 4, 0.021), 0.6).fingerprint())
                .isNotEqualTo(alone);
    }
}
