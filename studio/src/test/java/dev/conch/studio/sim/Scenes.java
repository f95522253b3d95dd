package dev.conch.studio.sim;

import dev.conch.studio.scene.Body;
import dev.conch.studio.scene.CameraPlan;
import dev.conch.studio.scene.Clip;
import dev.conch.studio.scene.Material;
import dev.conch.studio.scene.Quat;
import dev.conch.studio.scene.Scene;
import dev.conch.studio.scene.Setting;
import dev.conch.studio.scene.Setting.Light;
import dev.conch.studio.scene.Setting.Place;
import dev.conch.studio.scene.Setting.SurfaceMaterial;
import dev.conch.studio.scene.Shape;
import dev.conch.studio.scene.TimeCurve;
import dev.conch.studio.scene.Vec3;
import java.util.List;

/** Small scenes for physics tests. */
final class Scenes {
    static final Material GLASS = new Material.Glass(1.52, new Material.Color(1, 1, 1), false);

    private Scenes() {}

    static Scene of(Place place, Body... bodies) {
        return new Scene(
                1,
                1,
                new Clip(640, 360, 24, 144),
                new Setting(place, SurfaceMaterial.WOOD, Light.SOFT_WINDOW),
                List.of(bodies),
                new TimeCurve(List.of(new TimeCurve.Key("start", 0, 1))),
                new CameraPlan(bodies[0].id(), List.of(), new CameraPlan.LensPlan(85, 8)));
    }

    static Body ball(String id, double radius, Vec3 position, Vec3 velocity) {
        return new Body(
                id,
                new Shape.Sphere(radius),
                GLASS,
                Body.Marking.NONE,
                2500,
                0.4,
                0.5,
                position,
                Quat.IDENTITY,
                velocity,
                Vec3.ZERO);
    }

    static Body box(String id, Vec3 half, Vec3 position, Vec3 velocity) {
        return new Body(
                id,
                new Shape.Box(half.x(), half.y(), half.z(), 0),
                GLASS,
                Body.Marking.NONE,
                1200,
                0.3,
                0.1,
                position,
                Quat.IDENTITY,
                velocity,
                Vec3.ZERO);
    }

    /** The same body with another friction and restitution. */
    static Body with(Body b, double friction, double restitution) {
        return new Body(
                b.id(),
                b.shape(),
                b.material(),
                b.marking(),
                b.density(),
                friction,
                restitution,
                b.position(),
                b.orientation(),
                b.velocity(),
                b.spin());
    }

    static Body spinning(Body b, Vec3 spin) {
        return new Body(
                b.id(),
                b.shape(),
                b.material(),
                b.marking(),
                b.density(),
                b.friction(),
                b.restitution(),
                b.position(),
                b.orientation(),
                b.velocity(),
                spin);
    }

    /** The guide's marble: 25 mm, rolling to the edge at {@code speed}. */
    static Scene marbleToEdge(double x, double speed) {
        var r = 0.0125;
        var marble = ball("marble", r, new Vec3(x, r, 0), new Vec3(speed, 0, 0));
        return of(Place.DESK, with(spinning(marble, new Vec3(0, 0, -speed / r)), 0.4, 0.52));
    }

    /** A row of dominoes along x, the first one pushed over. */
    static Scene dominoes(Place place, int count, double spacing) {
        var half = new Vec3(0.00375, 0.024, 0.012);
        var bodies = new Body[count];
        for (var i = 0; i < count; i++) {
            var x = -0.3 + i * spacing;
            bodies[i] = box("domino" + (i + 1), half, new Vec3(x, half.y(), 0), Vec3.ZERO);
        }
        var push = 4.0;
        var first = box("domino1", half, bodies[0].position(), new Vec3(push * half.y(), 0, 0));
        bodies[0] = spinning(first, new Vec3(0, 0, -push));
        return of(place, bodies);
    }
}
