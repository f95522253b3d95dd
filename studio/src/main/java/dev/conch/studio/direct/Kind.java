package dev.conch.studio.direct;

import dev.conch.studio.scene.Body.Marking;
import dev.conch.studio.scene.Shape;
import dev.conch.studio.scene.Vec3;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** The things that the studio can show, with their usual size and stuff. */
@SuppressWarnings("ImmutableEnumChecker") // records and sets that nobody writes to
enum Kind {
    MARBLE(new Shape.Sphere(0.0125), Stuff.GLASS, Marking.NONE, Act.OF_BALLS),
    BALL(new Shape.Sphere(0.03), Stuff.RUBBER, Marking.NONE, Act.OF_BALLS),
    BEARING(new Shape.Sphere(0.01), Stuff.STEEL, Marking.NONE, Act.OF_BALLS),
    CUBE(new Shape.Box(0.02, 0.02, 0.02, 0.002), Stuff.WOOD, Marking.NONE, Act.OF_CUBES),
    DIE(new Shape.Box(0.008, 0.008, 0.008, 0.0016), Stuff.CERAMIC, Marking.DIE_PIPS, Act.OF_CUBES),
    DOMINO(
            new Shape.Box(0.00375, 0.024, 0.012, 0.0008),
            Stuff.CERAMIC,
            Marking.DOMINO_PIPS,
            Act.OF_DOMINOES);

    /** What a body can be asked to do. */
    enum Act {
        ROLL,
        FALL,
        EDGE,
        DROP,
        LAND,
        BOUNCE,
        SLIDE,
        TOPPLE,
        SPIN,
        TUMBLE,
        COLLIDE,
        REST;

        private static final Set<Act> OF_BALLS = EnumSet.complementOf(EnumSet.of(TOPPLE, TUMBLE));
        private static final Set<Act> OF_CUBES = EnumSet.complementOf(EnumSet.of(TOPPLE));
        private static final Set<Act> OF_DOMINOES =
                EnumSet.complementOf(EnumSet.of(ROLL, SPIN, TUMBLE, BOUNCE));

        static Act named(String name) {
            return valueOf(name.toUpperCase(Locale.ROOT));
        }
    }

    final Shape shape;
    final Stuff stuff;
    final Marking marking;
    final Set<Act> acts;

    Kind(Shape shape, Stuff stuff, Marking marking, Set<Act> acts) {
        this.shape = shape;
        this.stuff = stuff;
        this.marking = marking;
        this.acts = Collections.unmodifiableSet(acts);
    }

    static Kind named(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }

    boolean round() {
        return shape instanceof Shape.Sphere;
    }

    /** Half extents of the box around it, standing upright. */
    Vec3 half() {
        return switch (shape) {
            case Shape.Sphere(var r) -> new Vec3(r, r, r);
            case Shape.Box(var x, var y, var z, var _) -> new Vec3(x, y, z);
        };
    }

    /** How many are meant by a bare plural. */
    int several() {
        return switch (this) {
            case DOMINO -> 8;
            case DIE -> 2;
            case MARBLE, BALL, BEARING, CUBE -> 3;
        };
    }
}
