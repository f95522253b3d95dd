package dev.conch.studio.direct;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.conch.studio.scene.CameraPlan.Move;
import dev.conch.studio.scene.Clip;
import dev.conch.studio.scene.FrameState;
import dev.conch.studio.scene.FrameState.CameraPose;
import dev.conch.studio.scene.Scene;
import dev.conch.studio.scene.Setting;
import dev.conch.studio.scene.Vec3;
import dev.conch.studio.sim.Simulation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class DirectorTest {
    private static final int WIDTH = 1920;
    private static final int HEIGHT = 1080;

    private static Scene scene(String prompt, int frames) {
        return new PromptReader().read(prompt, new Clip(WIDTH, HEIGHT, 24, frames), 1).scene();
    }

    private static View view(Scene scene, FrameState frame) {
        var camera = frame.camera();
        return View.of(camera.open(), camera.lens().focalMillimeters(), scene.clip());
    }

    private static Vec3 subject(Scene scene, FrameState frame) {
        return frame.bodies().get(SubjectTrack.index(scene)).open().position();
    }

    @ParameterizedTest
    @ValueSource(ints = {144, 240})
    void the_marble_of_the_guide_stays_in_frame_at_the_size_of_the_reference(int frames) {
        var scene = scene(PromptReaderTest.GUIDE, frames);
        var shot = new Director().shoot(scene);

        assertThat(shot).hasSize(frames);
        for (var frame : shot) {
            var view = view(scene, frame);
            var marble = subject(scene, frame);
            assertThat(Math.abs(view.x(marble)))
                    .as("x in frame %d", frame.index())
                    .isLessThan(0.75);
            assertThat(Math.abs(view.y(marble)))
                    .as("y in frame %d", frame.index())
                    .isLessThan(0.75);
            var height = 0.0125 / view.depth(marble) / view.tanY();
            assertThat(height).isBetween(1 / 6.0, 1 / 3.0);
            var lens = frame.camera().lens();
            assertThat(lens.focusDistance()).isCloseTo(view.depth(marble), within(0.012));
            assertThat(lens.apertureRadius()).isCloseTo(0.0068, within(1e-6));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {144, 240})
    void the_edge_comes_a_little_before_the_middle_and_the_ground_before_the_end(int frames) {
        var scene = scene(PromptReaderTest.GUIDE, frames);
        var shot = new Director().shoot(scene);

        var edge = firstFrame(scene, shot, p -> p.x() >= -Setting.EDGE_RADIUS);
        assertThat((double) edge / frames).isBetween(0.42, 0.5);
        var ground = firstFrame(scene, shot, p -> p.y() < Setting.FLOOR_Y + 0.05);
        assertThat((double) ground / frames).isBetween(0.7, 0.97);
    }

    private static int firstFrame(
            Scene scene, List<FrameState> shot, java.util.function.Predicate<Vec3> when) {
        for (var frame : shot) {
            if (when.test(subject(scene, frame))) {
                return frame.index();
            }
        }
        throw new AssertionError("never");
    }

    @Test
    void the_falling_marble_follows_the_parabola_once_slow_motion_is_undone() {
        var scene = scene(PromptReaderTest.GUIDE, 144);
        var shot = new Director().shoot(scene);
        var motion = Simulation.run(scene, 3);
        var leave = motion.event("marble.leave").orElseThrow();
        var impact = motion.event("marble.impact1").orElseThrow();
        var left = motion.pose(0, leave).position();
        var step = 1e-3;
        var v = motion.pose(0, leave + step).position().minus(left).times(1 / step);

        var checked = 0;
        for (var frame : shot) {
            var p = subject(scene, frame);
            var t = (p.x() - left.x()) / v.x(); // nothing slows it sideways: x tells scene time
            if (t > 0.02 && t < impact - leave - 0.01) {
                var expected = left.y() + v.y() * t - 9.81 * t * t / 2;
                assertThat(p.y()).as("frame %d", frame.index()).isCloseTo(expected, within(0.006));
                checked++;
            }
        }
        assertThat(checked).isGreaterThan(40);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                PromptReaderTest.GUIDE,
                "A red rubber ball bounces on the floor",
                "A row of dominoes topples on a table, camera orbits",
                "Two dice roll across a desk, handheld camera",
                "A marble rolls off the desk, real time, wide angle. [Push in]",
                "A steel ball rolls into three marbles. [Pan left] [Pedestal down] [Zoom out]",
                "A cube slides off the edge of a table. Static camera.",
                "A marble rests on a desk, macro. [Pedestal down] [Push in]"
            })
    void the_camera_moves_without_jumps_and_never_into_things(String prompt) {
        var scene = scene(prompt, 144);
        var shot = new Director().shoot(scene);

        var poses = new ArrayList<CameraPose>();
        for (var frame : shot) {
            poses.add(frame.camera().open());
            poses.add(frame.camera().close());
            assertOutside(scene.setting(), frame.camera().open().eye(), frame.index());
            assertThat(frame.camera().lens().focusDistance()).isPositive();
        }
        for (var i = 2; i < poses.size(); i++) {
            var distance = poses.get(i).eye().minus(poses.get(i).target()).length();
            var eye = bend(poses.get(i - 2).eye(), poses.get(i - 1).eye(), poses.get(i).eye());
            assertThat(eye).as("eye at half frame %d", i).isLessThan(0.01 * distance);
            var target =
                    bend(
                            poses.get(i - 2).target(),
                            poses.get(i - 1).target(),
                            poses.get(i).target());
            var halfHeight = view(scene, shot.get(i / 2)).tanY() * distance;
            assertThat(target).as("target at half frame %d", i).isLessThan(0.4 * halfHeight);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "A marble bounces on a table, real time, camera follows",
                "A marble rolls over the edge, real time",
                "A gold ball falls off the table in slow motion [Tilt up]",
                "A steel ball rolls into three marbles. [Pan left] [Pedestal down] [Zoom out]"
            })
    void a_followed_subject_never_leaves_the_frame(String prompt) {
        var scene = scene(prompt, 144);
        for (var frame : new Director().shoot(scene)) {
            var view = view(scene, frame);
            var subject = subject(scene, frame);
            assertThat(Math.abs(view.x(subject))).as("frame %d", frame.index()).isLessThan(0.9);
            assertThat(Math.abs(view.y(subject))).as("frame %d", frame.index()).isLessThan(0.9);
        }
    }

    private static double bend(Vec3 a, Vec3 b, Vec3 c) {
        return a.plus(c).minus(b.times(2)).length();
    }

    private static void assertOutside(Setting setting, Vec3 eye, int frame) {
        if (setting.place() == Setting.Place.FLOOR) {
            assertThat(eye.y()).as("frame %d", frame).isPositive();
            return;
        }
        assertThat(eye.y()).as("frame %d", frame).isGreaterThan(Setting.FLOOR_Y);
        var inDesk =
                eye.x() < 0
                        && eye.z() < Setting.TOP_MAX_Z
                        && eye.y() < 0.01
                        && eye.y() > -Setting.TOP_THICKNESS;
        assertThat(inDesk).as("eye in desk in frame %d: %s", frame, eye).isFalse();
    }

    @Test
    void the_desk_does_not_hide_the_falling_marble() {
        var scene = scene(PromptReaderTest.GUIDE, 144);
        for (var frame : new Director().shoot(scene)) {
            var eye = frame.camera().open().eye();
            var marble = subject(scene, frame);
            for (var k = 1; k < 100; k++) {
                var p = eye.plus(marble.minus(eye).times(k / 100.0));
                var hidden = p.x() < 0 && p.z() < Setting.TOP_MAX_Z && p.y() < 0 && p.y() > -0.032;
                assertThat(hidden).as("frame %d, %s", frame.index(), p).isFalse();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Move.class)
    void every_move_shows_in_the_picture(Move move) {
        var base = scene("A marble on a desk", 48);
        var shot = new Director().shoot(with(base, move));
        var first = shot.getFirst();
        var last = shot.getLast();
        var turned =
                direction(last.camera().open()).minus(direction(first.camera().open())).length();
        var went = last.camera().open().eye().minus(first.camera().open().eye());
        var zoom =
                last.camera().lens().focalMillimeters() / first.camera().lens().focalMillimeters();
        var right = view(base, first).right();

        switch (move) {
            case STATIC, FOLLOW -> {}
            case PAN_LEFT, PAN_RIGHT, TILT_UP, TILT_DOWN -> {
                assertThat(went.length()).isLessThan(1e-9);
                assertThat(turned).isGreaterThan(0.08);
            }
            case TRUCK_RIGHT -> assertThat(went.dot(right)).isGreaterThan(0.02);
            case TRUCK_LEFT -> assertThat(went.dot(right)).isLessThan(-0.02);
            case PEDESTAL_UP -> assertThat(went.y()).isGreaterThan(0.02);
            case PEDESTAL_DOWN -> assertThat(went.y()).isLessThan(-0.02);
            case PUSH_IN ->
                    assertThat(went.dot(direction(first.camera().open()))).isGreaterThan(0.1);
            case PULL_OUT ->
                    assertThat(went.dot(direction(first.camera().open()))).isLessThan(-0.1);
            case ZOOM_IN -> assertThat(zoom).isGreaterThan(1.5);
            case ZOOM_OUT -> assertThat(zoom).isLessThan(0.67);
            case ORBIT -> assertThat(went.length()).isGreaterThan(0.2);
            case SHAKE ->
                    assertThat(direction(shot.get(7).camera().open()))
                            .isNotEqualTo(direction(first.camera().open()));
        }
        if (move == Move.PAN_LEFT || move == Move.TILT_DOWN) { // what is seen goes the other way
            var before = view(base, first);
            var after = view(base, last);
            var marble = subject(base, first);
            assertThat(move == Move.PAN_LEFT ? after.x(marble) : after.y(marble))
                    .isGreaterThan(
                            0.3 + (move == Move.PAN_LEFT ? before.x(marble) : before.y(marble)));
        }
    }

    private static Scene with(Scene scene, Move move) {
        var camera =
                new dev.conch.studio.scene.CameraPlan(
                        scene.camera().subject(), List.of(move), scene.camera().lens());
        return new Scene(
                scene.version(),
                scene.seed(),
                scene.clip(),
                scene.setting(),
                scene.bodies(),
                scene.time(),
                camera);
    }

    private static Vec3 direction(CameraPose pose) {
        return pose.target().minus(pose.eye()).normalized();
    }

    @Test
    void what_is_asked_to_move_moves_in_frame_until_near_the_end() {
        for (var prompt :
                Map.of(
                                "A row of dominoes topples", 0.5,
                                "Two dice roll on a table", 0.15,
                                "A cube slides on a desk", 0.5,
                                "A ball bounces", 0.9,
                                "A marble spins", 0.9)
                        .entrySet()) {
            var scene = scene(prompt.getKey(), 144);
            var shot = new Director().shoot(scene);
            var last = 0;
            for (var frame : shot) {
                for (var body : frame.bodies()) {
                    if (!body.open().equals(body.close())) {
                        last = frame.index();
                    }
                }
            }
            assertThat(last / 144.0).as(prompt.getKey()).isGreaterThan(prompt.getValue());
        }
    }

    @Test
    void every_domino_of_a_row_has_fallen_at_the_end_of_the_clip() {
        var scene = scene("A row of dominoes topples on a wooden table", 144);
        for (var body : new Director().shoot(scene).getLast().bodies()) {
            var up = body.close().orientation().rotate(new Vec3(0, 1, 0));
            assertThat(up.y()).isLessThan(0.75);
        }
    }

    @Test
    void a_ball_that_is_to_hit_a_row_of_dominoes_fells_it() {
        var scene = scene("A steel ball hits a row of dominoes on the floor", 144);
        var last = new Director().shoot(scene).getLast();
        for (var i = 1; i < last.bodies().size(); i++) {
            var up = last.bodies().get(i).close().orientation().rotate(new Vec3(0, 1, 0));
            assertThat(up.y()).as("domino %d", i).isLessThan(0.9);
        }
    }

    @Test
    void dice_stay_on_the_desk() {
        for (var seed = 0L; seed < 6; seed++) {
            var clip = new Clip(640, 360, 24, 144);
            var scene = new PromptReader().read("Three dice roll on a desk", clip, seed).scene();
            for (var body : new Director().shoot(scene).getLast().bodies()) {
                assertThat(body.close().position().y()).as("seed %d", seed).isPositive();
            }
        }
    }
}
