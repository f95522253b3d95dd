package dev.conch.studio.scene;

/**
 * A thing that moves by physics.
 *
 * @param id unique in the scene; camera, focus and time curve name it
 * @param marking pattern painted on it
 * @param density kilograms per cubic meter
 * @param friction Coulomb coefficient against every surface, 0 and up
 * @param restitution speed kept in a bounce, 0 to 1
 * @param position of its center at time 0
 * @param velocity at time 0, meters per second
 * @param spin angular velocity at time 0, radians per second
 */
public record Body(
        String id,
        Shape shape,
        Material material,
        Marking marking,
        double density,
        double friction,
        double restitution,
        Vec3 position,
        Quat orientation,
        Vec3 velocity,
        Vec3 spin) {
    /** What is painted on a body. */
    public enum Marking {
        NONE,
        /** Dots of a die: opposite faces add up to seven. */
        DIE_PIPS,
        /** The dividing line and dots of a domino on its largest faces. */
        DOMINO_PIPS
    }
}
