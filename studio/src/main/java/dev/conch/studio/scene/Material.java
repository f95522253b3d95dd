package dev.conch.studio.scene;

/**
 * What a body is made of, as the renderer shades it. Colors are linear BT.709 reflectances or
 * tints, 0 to 1.
 */
public sealed interface Material {
    /** Clear dielectric; {@code swirl} adds the three colored vanes of a toy marble. */
    record Glass(double ior, Color tint, boolean swirl) implements Material {}

    /** Varnished wood with grain. */
    record Wood(Color light, Color dark, double gloss) implements Material {}

    /** Conductor: {@code reflectance} at normal incidence, roughness 0 (mirror) to 1. */
    record Metal(Color reflectance, double roughness) implements Material {}

    /** Matte with a faint broad sheen. */
    record Rubber(Color color) implements Material {}

    /** Glazed: diffuse under a clear smooth coat. */
    record Ceramic(Color color) implements Material {}

    /** Linear BT.709. */
    record Color(double r, double g, double b) {}
}
