package dev.conch.studio.render;

/**
 * How a surface of the room looks.
 *
 * @param gloss weight of its mirror layer, 0 for a matte surface
 * @param mirror reflectance of that layer when looked at straight on: 0.04 for varnish, glaze and
 *     glass
 * @param roughness 0 a mirror, 1 no image left
 */
record Finish(Pattern pattern, float gloss, float mirror, float roughness) {
    /** What is painted on it. */
    enum Pattern {
        OAK_TOP,
        OAK_FLOOR,
        BACKED_GLASS,
        BRUSHED_METAL,
        RUBBER_MAT,
        CERAMIC_TILES,
        WHITE,
        PLASTER,
        WARM_WALL,
        GREY_WALL,
        CURTAIN,
        PETROL,
        RUST,
        MUG,
        TERRACOTTA,
        LEAVES,
        BLACK,
        EMITTER
    }

    static Finish matte(Pattern pattern) {
        return new Finish(pattern, 0, 0, 1);
    }
}
