package dev.conch.studio.render;

import dev.conch.studio.scene.Body;
import dev.conch.studio.scene.Body.Marking;
import dev.conch.studio.scene.CameraPlan;
import dev.conch.studio.scene.CameraPlan.LensPlan;
import dev.conch.studio.scene.Clip;
import dev.conch.studio.scene.FrameState;
import dev.conch.studio.scene.FrameState.BodyMotion;
import dev.conch.studio.scene.FrameState.CameraMotion;
import dev.conch.studio.scene.FrameState.CameraPose;
import dev.conch.studio.scene.FrameState.Lens;
import dev.conch.studio.scene.FrameState.Pose;
import dev.conch.studio.scene.Material;
import dev.conch.studio.scene.Material.Color;
import dev.conch.studio.scene.Quat;
import dev.conch.studio.scene.Scene;
import dev.conch.studio.scene.Setting;
import dev.conch.studio.scene.Shape;
import dev.conch.studio.scene.TimeCurve;
import dev.conch.studio.scene.Vec3;
import java.util.ArrayList;
import java.util.List;

/** Small scenes and frame states to render in tests. */
final class Shots {
    static final double MARBLE_RADIUS = 0.0125;
    static final Material SWIRL_GLASS =
            new Material.Glass(1.52, new Color(0.955, 0.985, 0.975), true);
    static final Material CLEAR_GLASS = new Material.Glass(1.52, new Color(1, 1, 1), false);
    static final Material OAK =
            new Material.Wood(new Color(0.62, 0.40, 0.20), new Color(0.36, 0.19, 0.08), 0.5);
    static final Material STEEL = new Material.Metal(new Color(0.62, 0.61, 0.59), 0.04);
    static final Material WHITE = new Material.Ceramic(new Color(0.80, 0.79, 0.75));
    static final Material BLACK = new Material.Ceramic(new Color(0.025, 0.025, 0.028));
    static final Material RED_RUBBER = new Material.Rubber(new Color(0.55, 0.06, 0.04));

    private Shots() {}

    /** A scene at a size with bodies at rest. */
    static Scene scene(int width, int height, Setting setting, Body... bodies) {
        return new Scene(
                Scene.VERSION,
                42,
                new Clip(width, height, 24, 24),
                setting,
                List.of(bodies),
                new TimeCurve(List.of()),
                new CameraPlan("a", List.of(), new LensPlan(85, 5.6)));
    }

    static Setting setting(Setting.Place place, Setting.Light light) {
        return new Setting(place, Setting.SurfaceMaterial.WOOD, light);
    }

    static Setting desk() {
        return setting(Setting.Place.DESK, Setting.Light.SOFT_WINDOW);
    }

    static Body body(Shape shape, Material material, Marking marking, Vec3 position) {
        return new Body(
                "a",
                shape,
                material,
                marking,
                2500,
                0.4,
                0.5,
                position,
                Quat.IDENTITY,
                Vec3.ZERO,
                Vec3.ZERO);
    }

    static Body ball(double radius, Material material, Vec3 position) {
        return body(new Shape.Sphere(radius), material, Marking.NONE, position);
    }

    static Body turned(Body b, Quat orientation) {
        return new Body(
                b.id(),
                b.shape(),
                b.material(),
                b.marking(),
                b.density(),
                b.friction(),
                b.restitution(),
                b.position(),
                orientation,
                b.velocity(),
                b.spin());
    }

    static BodyMotion still(Body body) {
        var pose = new Pose(body.position(), body.orientation());
        return new BodyMotion(pose, pose);
    }

    static CameraMotion camera(Vec3 eye, Vec3 target, Lens lens) {
        var pose = new CameraPose(eye, target);
        return new CameraMotion(pose, pose, lens);
    }

    /** All bodies at rest, the focus on {@code target}. */
    static FrameState frame(
            Scene scene, Vec3 eye, Vec3 target, double millimeters, double aperture) {
        var motions = new ArrayList<BodyMotion>();
        scene.bodies().forEach(b -> motions.add(still(b)));
        var lens = new Lens(millimeters, aperture, target.minus(eye).length());
        return new FrameState(0, motions, camera(eye, target, lens), 0);
    }

    /** The guide's glass marble. */
    static Scene marble(int width, int height) {
        return scene(
                width,
                height,
                desk(),
                ball(MARBLE_RADIUS, SWIRL_GLASS, new Vec3(-0.1, MARBLE_RADIUS, 0)));
    }

    /** The marble rolls toward the edge at 0.24 m/s in slow motion. */
    static FrameState rolling(int index, double x) {
        double way = 0.24 * 0.42 / 48;
        return marbleAt(
                index,
                new Vec3(x, MARBLE_RADIUS, 0),
                new Vec3(way, 0, 0),
                new Vec3(0.075, 0.082, 0.335));
    }

    /** The marble falls past the desk, tumbling. */
    static FrameState falling(int index, double x, double y) {
        return marbleAt(
                index,
                new Vec3(x, y, 0),
                new Vec3(0.26 * 0.15 / 48, -1.6 * 0.15 / 48, 0),
                new Vec3(-0.03, 0.05, 0.35));
    }

    private static FrameState marbleAt(int index, Vec3 at, Vec3 way, Vec3 offset) {
        double turn = way.length() / MARBLE_RADIUS;
        var tilt =
                Quat.about(new Vec3(0.4, 1, 0.3), 1.1).times(Quat.about(new Vec3(0, 0, 1), 1.05));
        var axis = new Vec3(0, 0, -1);
        var first = Quat.about(axis, at.x() / MARBLE_RADIUS).times(tilt);
        var last = Quat.about(axis, turn).times(first);
        var motion = new BodyMotion(new Pose(at, first), new Pose(at.plus(way), last));
        var eye = at.plus(offset);
        var target = at.plus(new Vec3(0.010, 0.003, 0));
        var lens = new Lens(85, 0.0068, target.minus(eye).length() - 0.55 * MARBLE_RADIUS);
        var camera =
                new CameraMotion(
                        new CameraPose(eye, target),
                        new CameraPose(eye.plus(way), target.plus(way)),
                        lens);
        return new FrameState(index, List.of(motion), camera, 0);
    }
}
