package dev.conch.studio.render;

import dev.conch.studio.image.Rgb;
import dev.conch.studio.scene.Body;
import dev.conch.studio.scene.Body.Marking;
import dev.conch.studio.scene.FrameState;
import dev.conch.studio.scene.Quat;
import dev.conch.studio.scene.Scene;
import dev.conch.studio.scene.Setting;
import dev.conch.studio.scene.Setting.Light;
import dev.conch.studio.scene.Setting.Place;
import dev.conch.studio.scene.Setting.SurfaceMaterial;
import dev.conch.studio.scene.Shape;
import dev.conch.studio.scene.Vec3;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;

/**
 * Renders the pictures that people look at before a change of the renderer goes in. Not a test:
 * {@code Gallery FOLDER WIDTH HEIGHT draft|standard NAME...} writes PNG files and prints the cost
 * of each.
 */
final class Gallery {
    private record Shot(Scene scene, FrameState frame) {}

    private Gallery() {}

    public static void main(String[] args) throws IOException {
        var folder = Files.createDirectories(Path.of(args[0]));
        int width = Integer.parseInt(args[1]);
        int height = Integer.parseInt(args[2]);
        var quality = Quality.valueOf(args[3].toUpperCase(Locale.ROOT));
        int repeat = Integer.getInteger("repeat", 1);
        for (var name : List.of(args).subList(4, args.length)) {
            var shots = shots(name, width, height);
            double start = cpuSeconds();
            try (var renderer = new Renderer(shots.getFirst().scene, quality, 2)) {
                System.out.printf("%s: set up %.1f CPU-s%n", name, cpuSeconds() - start);
                for (int i = 0; i < shots.size() * repeat; i++) {
                    var shot = shots.get(i % shots.size());
                    double before = cpuSeconds();
                    long wall = System.nanoTime();
                    var picture = renderer.renderRgb(shot.frame);
                    System.out.printf(
                            "  frame %d: %.2f CPU-s, %.2f s%n",
                            i, cpuSeconds() - before, (System.nanoTime() - wall) / 1e9);
                    write(picture, folder.resolve(name + "-" + i % shots.size() + ".png"));
                }
            }
        }
    }

    private static List<Shot> shots(String name, int width, int height) {
        return switch (name) {
            case "marble" -> marble(width, height, Light.SOFT_WINDOW);
            case "sunset" -> marble(width, height, Light.SUNSET);
            case "night" -> marble(width, height, Light.NIGHT);
            case "studio" -> marble(width, height, Light.STUDIO);
            case "metal" -> metalBall(width, height);
            case "cube" -> cube(width, height);
            case "die" -> die(width, height);
            case "dominoes" -> dominoes(width, height);
            case "mixed" -> mixed(width, height, SurfaceMaterial.WOOD);
            case "glass" -> mixed(width, height, SurfaceMaterial.GLASS);
            case "steel" -> mixed(width, height, SurfaceMaterial.METAL);
            case "rubber" -> mixed(width, height, SurfaceMaterial.RUBBER);
            case "ceramic" -> mixed(width, height, SurfaceMaterial.CERAMIC);
            default -> throw new IllegalArgumentException(name);
        };
    }

    private static List<Shot> marble(int width, int height, Light light) {
        var plain = Shots.marble(width, height);
        var scene =
                Shots.scene(
                        width,
                        height,
                        Shots.setting(Place.DESK, light),
                        plain.bodies().toArray(Body[]::new));
        return List.of(
                new Shot(scene, Shots.rolling(10, -0.20)),
                new Shot(scene, Shots.rolling(40, -0.10)),
                new Shot(scene, Shots.rolling(60, -0.012)),
                new Shot(scene, Shots.falling(80, 0.045, -0.10)),
                new Shot(scene, Shots.falling(96, 0.09, -0.40)),
                new Shot(scene, Shots.falling(120, 0.15, Setting.FLOOR_Y + 0.0126)));
    }

    private static List<Shot> metalBall(int width, int height) {
        var scene =
                Shots.scene(
                        width,
                        height,
                        Shots.setting(Place.FLOOR, Light.SOFT_WINDOW),
                        Shots.ball(0.04, Shots.STEEL, new Vec3(0, 0.04, 0)));
        return List.of(view(scene, new Vec3(0.25, 0.25, 1.0), new Vec3(0, 0.045, 0), 70, 0.008));
    }

    private static List<Shot> cube(int width, int height) {
        var box = new Shape.Box(0.025, 0.025, 0.025, 0.002);
        var first = Shots.body(box, Shots.OAK, Marking.NONE, new Vec3(-0.15, 0.025, 0));
        var second = Shots.body(box, Shots.CLEAR_GLASS, Marking.NONE, new Vec3(-0.06, 0.025, 0.01));
        var scene =
                Shots.scene(
                        width,
                        height,
                        Shots.desk(),
                        Shots.turned(first, Quat.about(new Vec3(0, 1, 0), 0.5)),
                        Shots.turned(second, Quat.about(new Vec3(0, 1, 0), 0.9)));
        return List.of(
                view(scene, new Vec3(0.02, 0.17, 0.5), new Vec3(-0.105, 0.02, 0), 70, 0.005));
    }

    private static List<Shot> die(int width, int height) {
        var box = new Shape.Box(0.008, 0.008, 0.008, 0.0012);
        var first = Shots.body(box, Shots.WHITE, Marking.DIE_PIPS, new Vec3(-0.15, 0.008, 0));
        var second = Shots.body(box, Shots.BLACK, Marking.DIE_PIPS, new Vec3(-0.115, 0.008, 0.012));
        var third =
                Shots.body(box, Shots.RED_RUBBER, Marking.DIE_PIPS, new Vec3(-0.13, 0.04, -0.01));
        var scene =
                Shots.scene(
                        width,
                        height,
                        Shots.setting(Place.TABLE, Light.SOFT_WINDOW),
                        Shots.turned(first, Quat.about(new Vec3(0, 1, 0), 0.5)),
                        Shots.turned(second, Quat.about(new Vec3(0, 1, 0), -0.4)),
                        Shots.turned(third, Quat.about(new Vec3(1, 1, 0.4), 0.9)));
        return List.of(
                view(scene, new Vec3(-0.08, 0.12, 0.25), new Vec3(-0.135, 0.012, 0), 85, 0.003));
    }

    private static List<Shot> dominoes(int width, int height) {
        var box = new Shape.Box(0.004, 0.024, 0.012, 0.0008);
        var bodies = new ArrayList<Body>();
        for (int i = 0; i < 10; i++) {
            double lean = i < 4 ? -0.9 + 0.22 * i : 0;
            double x = -0.32 + 0.027 * i;
            double y = 0.024 * Math.cos(lean) + 0.004 * Math.abs(Math.sin(lean));
            var body =
                    Shots.body(
                            box,
                            i % 2 == 0 ? Shots.WHITE : Shots.BLACK,
                            Marking.DOMINO_PIPS,
                            new Vec3(x, y, 0));
            bodies.add(Shots.turned(body, Quat.about(new Vec3(0, 0, 1), lean)));
        }
        var scene =
                Shots.scene(
                        width,
                        height,
                        Shots.setting(Place.TABLE, Light.SOFT_WINDOW),
                        bodies.toArray(Body[]::new));
        return List.of(
                view(scene, new Vec3(0.05, 0.13, 0.42), new Vec3(-0.19, 0.018, 0), 60, 0.004));
    }

    private static List<Shot> mixed(int width, int height, SurfaceMaterial surface) {
        var scene =
                Shots.scene(
                        width,
                        height,
                        new Setting(Place.TABLE, surface, Light.SOFT_WINDOW),
                        Shots.ball(0.02, Shots.STEEL, new Vec3(-0.16, 0.02, -0.02)),
                        Shots.ball(0.015, Shots.CLEAR_GLASS, new Vec3(-0.105, 0.015, 0.02)),
                        Shots.ball(0.018, Shots.RED_RUBBER, new Vec3(-0.06, 0.018, -0.015)),
                        Shots.ball(0.012, Shots.WHITE, new Vec3(-0.145, 0.012, 0.04)));
        return List.of(
                view(scene, new Vec3(-0.05, 0.14, 0.4), new Vec3(-0.11, 0.015, 0), 70, 0.004));
    }

    private static Shot view(
            Scene scene, Vec3 eye, Vec3 target, double millimeters, double aperture) {
        return new Shot(scene, Shots.frame(scene, eye, target, millimeters, aperture));
    }

    private static double cpuSeconds() {
        var system =
                (com.sun.management.OperatingSystemMXBean)
                        ManagementFactory.getOperatingSystemMXBean();
        return system.getProcessCpuTime() / 1e9;
    }

    private static void write(Rgb picture, Path file) throws IOException {
        var image =
                new BufferedImage(picture.width(), picture.height(), BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < picture.width() * picture.height(); i++) {
            int rgb =
                    (picture.data()[i * 3] & 255) << 16
                            | (picture.data()[i * 3 + 1] & 255) << 8
                            | (picture.data()[i * 3 + 2] & 255);
            image.setRGB(i % picture.width(), i / picture.width(), rgb);
        }
        ImageIO.write(image, "png", file.toFile());
    }
}
