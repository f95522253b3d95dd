package dev.conch.studio.scene;

import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;

/** What must hold of a scene beyond the types of its fields, so that physics cannot run away. */
final class SceneCheck {
    static final int MOST_BODIES = 32;
    private static final Pattern ID = Pattern.compile("[a-z][a-z0-9_]{0,31}");

    private SceneCheck() {}

    static void check(Scene scene) {
        require(scene.version() == Scene.VERSION, "version", "must be " + Scene.VERSION);
        var bodies = scene.bodies();
        require(
                !bodies.isEmpty() && bodies.size() <= MOST_BODIES,
                "bodies",
                "must be 1 to " + MOST_BODIES);
        var ids = new HashSet<String>();
        for (var i = 0; i < bodies.size(); i++) {
            check(bodies.get(i), "bodies[" + i + "]", ids);
        }
        var keys = scene.time().keys();
        require(!keys.isEmpty() && keys.size() <= 64, "time.keys", "must be 1 to 64");
        for (var i = 0; i < keys.size(); i++) {
            var path = "time.keys[" + i + "]";
            within(keys.get(i).rate(), 0.001, 20, path + ".rate");
            within(keys.get(i).offset(), -60, 60, path + ".offset");
        }
        var camera = scene.camera();
        require(ids.contains(camera.subject()), "camera.subject", "must be the id of a body");
        require(camera.moves().size() <= 32, "camera.moves", "must be at most 32");
        within(camera.lens().focalMillimeters(), 8, 400, "camera.lens.focalMillimeters");
        within(camera.lens().fNumber(), 0.7, 128, "camera.lens.fNumber");
    }

    private static void check(Body body, String path, Set<String> ids) {
        require(ID.matcher(body.id()).matches(), path + ".id", "must match " + ID);
        require(ids.add(body.id()), path + ".id", "must be unique");
        within(body.density(), 1, 30_000, path + ".density");
        within(body.friction(), 0, 10, path + ".friction");
        within(body.restitution(), 0, 1, path + ".restitution");
        within(body.position().length(), 0, 10, path + ".position");
        within(body.velocity().length(), 0, 50, path + ".velocity");
        within(body.spin().length(), 0, 2000, path + ".spin");
        var q = body.orientation();
        var norm = q.w() * q.w() + q.x() * q.x() + q.y() * q.y() + q.z() * q.z();
        require(Math.abs(norm - 1) < 1e-6, path + ".orientation", "must have length 1");
        switch (body.shape()) {
            case Shape.Sphere(var radius) -> within(radius, 0.001, 1, path + ".shape.radius");
            case Shape.Box(var x, var y, var z, var edge) -> {
                within(x, 0.001, 1, path + ".shape.halfX");
                within(y, 0.001, 1, path + ".shape.halfY");
                within(z, 0.001, 1, path + ".shape.halfZ");
                within(edge, 0, Math.min(x, Math.min(y, z)), path + ".shape.edgeRadius");
            }
        }
        check(body.material(), path + ".material");
    }

    private static void check(Material material, String path) {
        switch (material) {
            case Material.Glass(var ior, var tint, var _) -> {
                within(ior, 1, 3, path + ".ior");
                check(tint, path + ".tint");
            }
            case Material.Wood(var light, var dark, var gloss) -> {
                check(light, path + ".light");
                check(dark, path + ".dark");
                within(gloss, 0, 1, path + ".gloss");
            }
            case Material.Metal(var reflectance, var roughness) -> {
                check(reflectance, path + ".reflectance");
                within(roughness, 0, 1, path + ".roughness");
            }
            case Material.Rubber(var color) -> check(color, path + ".color");
            case Material.Ceramic(var color) -> check(color, path + ".color");
        }
    }

    private static void check(Material.Color color, String path) {
        within(color.r(), 0, 1, path + "[0]");
        within(color.g(), 0, 1, path + "[1]");
        within(color.b(), 0, 1, path + "[2]");
    }

    private static void within(double value, double low, double high, String path) {
        require(value >= low && value <= high, path, "must be " + low + " to " + high);
    }

    private static void require(boolean good, String path, String message) {
        if (!good) {
            throw RecordJson.complaint(path, message);
        }
    }
}
