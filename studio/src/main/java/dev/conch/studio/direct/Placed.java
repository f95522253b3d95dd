package dev.conch.studio.direct;

import dev.conch.studio.scene.Quat;
import dev.conch.studio.scene.Vec3;

/**
 * Where a body starts and how it moves there; friction and restitution as the action needs them.
 */
record Placed(
        Vec3 position,
        Quat orientation,
        Vec3 velocity,
        Vec3 spin,
        double friction,
        double restitution) {
    static Placed still(Vec3 position, Quat orientation, Stuff stuff) {
        return new Placed(
                position, orientation, Vec3.ZERO, Vec3.ZERO, stuff.friction, stuff.restitution);
    }

    Placed moving(Vec3 velocity, Vec3 spin) {
        return new Placed(position, orientation, velocity, spin, friction, restitution);
    }

    Placed turned(Quat orientation) {
        return new Placed(position, orientation, velocity, spin, friction, restitution);
    }

    Placed touching(double friction, double restitution) {
        return new Placed(position, orientation, velocity, spin, friction, restitution);
    }
}
