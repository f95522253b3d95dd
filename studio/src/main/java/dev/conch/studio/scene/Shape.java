package dev.conch.studio.scene;

/** The form of a body, centered on its own origin. */
public sealed interface Shape {
    /** A ball. */
    record Sphere(double radius) implements Shape {}

    /** A box with half extents along its own axes; its edges are rounded by {@code edgeRadius}. */
    record Box(double halfX, double halfY, double halfZ, double edgeRadius) implements Shape {}
}
