package dev.conch.studio.direct;

import dev.conch.studio.scene.Material;
import dev.conch.studio.scene.Material.Color;
import dev.conch.studio.scene.Setting.SurfaceMaterial;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What things are made of: looks, weight, and how they slide and bounce. */
enum Stuff {
    GLASS(2500, 0.4, 0.52, SurfaceMaterial.GLASS),
    WOOD(700, 0.4, 0.4, SurfaceMaterial.WOOD),
    STEEL(7800, 0.3, 0.6, SurfaceMaterial.METAL),
    BRASS(8500, 0.3, 0.55, SurfaceMaterial.METAL),
    GOLD(19_300, 0.3, 0.4, SurfaceMaterial.METAL),
    COPPER(8960, 0.3, 0.5, SurfaceMaterial.METAL),
    SILVER(10_500, 0.3, 0.5, SurfaceMaterial.METAL),
    RUBBER(1100, 0.7, 0.8, SurfaceMaterial.RUBBER),
    CERAMIC(2300, 0.35, 0.4, SurfaceMaterial.CERAMIC);

    /** Kilograms per cubic meter. */
    final double density;

    final double friction;
    final double restitution;
    final SurfaceMaterial surface;

    private static final Map<String, Color> COLORS =
            Map.ofEntries(
                    Map.entry("red", new Color(0.55, 0.03, 0.025)),
                    Map.entry("orange", new Color(0.75, 0.19, 0.02)),
                    Map.entry("yellow", new Color(0.8, 0.55, 0.03)),
                    Map.entry("green", new Color(0.04, 0.32, 0.07)),
                    Map.entry("blue", new Color(0.03, 0.1, 0.5)),
                    Map.entry("purple", new Color(0.2, 0.04, 0.4)),
                    Map.entry("pink", new Color(0.8, 0.2, 0.35)),
                    Map.entry("white", new Color(0.8, 0.8, 0.78)),
                    Map.entry("black", new Color(0.02, 0.02, 0.022)),
                    Map.entry("brown", new Color(0.2, 0.08, 0.03)),
                    Map.entry("gray", new Color(0.25, 0.25, 0.25)),
                    Map.entry("cyan", new Color(0.03, 0.4, 0.45)));

    Stuff(double density, double friction, double restitution, SurfaceMaterial surface) {
        this.density = density;
        this.friction = friction;
        this.restitution = restitution;
        this.surface = surface;
    }

    static Stuff named(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }

    /** Whether a color can be asked for: wood and metal have their own. */
    boolean takes(String color) {
        return switch (this) {
            case GLASS -> true;
            case RUBBER, CERAMIC -> COLORS.containsKey(color);
            case WOOD, STEEL, BRASS, GOLD, COPPER, SILVER -> false;
        };
    }

    /**
     * The look.
     *
     * @param color one that it {@link #takes}, or null
     * @param swirl whether plain glass gets colored vanes
     */
    Material material(@Nullable String color, boolean swirl) {
        return switch (this) {
            case GLASS -> glass(color, swirl);
            case WOOD ->
                    new Material.Wood(
                            new Color(0.4, 0.21, 0.098), new Color(0.235, 0.108, 0.048), 0.42);
            case STEEL -> new Material.Metal(new Color(0.56, 0.57, 0.58), 0.08);
            case BRASS -> new Material.Metal(new Color(0.89, 0.72, 0.36), 0.12);
            case GOLD -> new Material.Metal(new Color(1, 0.77, 0.34), 0.08);
            case COPPER -> new Material.Metal(new Color(0.95, 0.64, 0.54), 0.12);
            case SILVER -> new Material.Metal(new Color(0.95, 0.93, 0.88), 0.06);
            case RUBBER -> new Material.Rubber(color(color, "red"));
            case CERAMIC -> new Material.Ceramic(color(color, "white"));
        };
    }

    private static Material glass(@Nullable String color, boolean swirl) {
        var clear = new Color(0.98, 0.99, 0.985);
        if (color == null) {
            return new Material.Glass(1.52, clear, swirl);
        }
        var paint = COLORS.get(color);
        if (paint == null) {
            return new Material.Glass(1.52, clear, color.equals("swirl"));
        }
        var tint = // lighter than paint: light passes twice
                new Color(Math.sqrt(paint.r()), Math.sqrt(paint.g()), Math.sqrt(paint.b()));
        return new Material.Glass(1.52, tint, false);
    }

    private static Color color(@Nullable String wanted, String otherwise) {
        var color = wanted == null ? null : COLORS.get(wanted);
        return color == null ? java.util.Objects.requireNonNull(COLORS.get(otherwise)) : color;
    }
}
