package dev.conch.studio.render;

import dev.conch.studio.render.Emission.View;
import dev.conch.studio.render.Finish.Pattern;
import dev.conch.studio.render.Surface.Kind;
import dev.conch.studio.render.Surface.Span;
import dev.conch.studio.scene.Body;
import dev.conch.studio.scene.Scene;
import dev.conch.studio.scene.Setting;
import dev.conch.studio.scene.Setting.Light;
import dev.conch.studio.scene.Setting.Place;
import java.util.ArrayList;
import java.util.List;

/**
 * Furnishes the room of a setting: 4 by 3.4 by 2.54 meters, windows at the back and the left, and
 * where the setting has one a desk whose rounded edge runs along z at x = 0.
 */
final class RoomBuilder {
    private static final Span ROOM_X = new Span(-2.2f, 1.8f);
    private static final Span ROOM_Z = new Span(-1.0f, 2.4f);
    private static final float CEILING = 2.54f;
    private static final Span DESK_X = new Span(-1.4f, 0);
    private static final Span DESK_Z = new Span(-0.85f, 0.27f);
    private static final float DESK_THICKNESS = 0.032f;

    /** A strip with more texels lies this much above the coarse surface under it. */
    static final float STRIP_LIFT = 1e-5f;

    private static final float MOST_STRIP_TEXELS = 4.5e6f;

    private final List<Surface> surfaces = new ArrayList<>();
    private final Scene scene;
    private final Setting setting;

    /** Height of the floor. */
    private final float floor;

    RoomBuilder(Scene scene) {
        this.scene = scene;
        this.setting = scene.setting();
        floor = setting.place() == Place.FLOOR ? 0 : (float) Setting.FLOOR_Y;
    }

    List<Surface> build() {
        walls();
        lights();
        if (setting.place() == Place.FLOOR) {
            floor(top(true));
            strip(0, top(true), floorAction(), 6000);
            floorProps();
        } else {
            floor(new Finish(Pattern.OAK_FLOOR, 1, 0.04f, 0.30f));
            strip(
                    floor,
                    new Finish(Pattern.OAK_FLOOR, 1, 0.04f, 0.30f),
                    new Span[] {new Span(-0.05f, 0.45f), new Span(-0.12f, 0.12f)},
                    4500);
            desk(top(false));
            if (setting.place() == Place.DESK) {
                deskProps();
            } else {
                tableProps();
            }
        }
        return List.copyOf(surfaces);
    }

    private Finish top(boolean isFloor) {
        return switch (setting.surfaceMaterial()) {
            case WOOD ->
                    isFloor
                            ? new Finish(Pattern.OAK_FLOOR, 0.8f, 0.04f, 0.30f)
                            : new Finish(Pattern.OAK_TOP, 0.42f, 0.04f, 0.34f);
            case GLASS -> new Finish(Pattern.BACKED_GLASS, 1, 0.043f, 0.03f);
            case METAL -> new Finish(Pattern.BRUSHED_METAL, 1, 0.42f, 0.32f);
            case RUBBER -> new Finish(Pattern.RUBBER_MAT, 0.35f, 0.04f, 0.75f);
            case CERAMIC -> new Finish(Pattern.CERAMIC_TILES, 0.9f, 0.045f, 0.08f);
        };
    }

    private void walls() {
        boolean studio = setting.light() == Light.STUDIO;
        var side = Finish.matte(studio ? Pattern.GREY_WALL : Pattern.WARM_WALL);
        var back = Finish.matte(studio ? Pattern.GREY_WALL : Pattern.PLASTER);
        var height = new Span(floor, floor + CEILING);
        add(
                panel(Kind.SQUARE_TO_Y, -1, floor + CEILING, ROOM_X, ROOM_Z, matte(Pattern.WHITE)),
                60,
                10);
        add(panel(Kind.SQUARE_TO_Z, 1, ROOM_Z.from(), ROOM_X, height, back), 300, 25);
        add(panel(Kind.SQUARE_TO_Z, -1, ROOM_Z.to(), ROOM_X, height, side), 120, 11);
        add(panel(Kind.SQUARE_TO_X, 1, ROOM_X.from(), height, ROOM_Z, side), 120, 14);
        add(panel(Kind.SQUARE_TO_X, -1, ROOM_X.to(), height, ROOM_Z, side), 120, 14);
        var board = new Span(floor, floor + 0.09f);
        add(
                panel(
                        Kind.SQUARE_TO_Z,
                        1,
                        ROOM_Z.from() + 0.012f,
                        ROOM_X,
                        board,
                        matte(Pattern.WHITE)),
                300,
                30);
    }

    private void floor(Finish finish) {
        add(panel(Kind.SQUARE_TO_Y, 1, floor, ROOM_X, ROOM_Z, finish), 500, 42);
    }

    /** A strip of more texels where the camera will look closely: by axis x and z. */
    private void strip(float y, Finish finish, Span[] area, float mostTexels) {
        float density =
                Math.min(
                        mostTexels,
                        (float)
                                Math.sqrt(
                                        MOST_STRIP_TEXELS / (area[0].length() * area[1].length())));
        add(panel(Kind.SQUARE_TO_Y, 1, y + STRIP_LIFT, area[0], area[1], finish), density, 200);
    }

    /** Where bodies start, with the way that they go in their first half second. */
    private Span[] action(float margin) {
        float x0 = 1e9f;
        float x1 = -1e9f;
        float z0 = 1e9f;
        float z1 = -1e9f;
        for (Body body : scene.bodies()) {
            for (double t : new double[] {0, 0.5}) {
                var p = body.position().plus(body.velocity().times(t));
                x0 = Math.min(x0, (float) p.x() - margin);
                x1 = Math.max(x1, (float) p.x() + margin);
                z0 = Math.min(z0, (float) p.z() - margin);
                z1 = Math.max(z1, (float) p.z() + margin);
            }
        }
        return x0 > x1
                ? new Span[] {new Span(-0.3f, 0.3f), new Span(-0.2f, 0.2f)}
                : new Span[] {new Span(x0, x1), new Span(z0, z1)};
    }

    private Span[] floorAction() {
        var area = action(0.22f);
        return new Span[] {
            new Span(Math.max(-1.5f, area[0].from()), Math.min(1.5f, area[0].to())),
            new Span(Math.max(-0.9f, area[1].from()), Math.min(1.5f, area[1].to()))
        };
    }

    private Span[] deskAction() {
        var area = action(0.08f);
        float edge = (float) -Setting.EDGE_RADIUS;
        return new Span[] {
            new Span(Math.clamp(area[0].from() - 0.25f, -1.39f, -0.5f), edge),
            new Span(
                    Math.clamp(area[1].from(), DESK_Z.from() + 0.01f, -0.07f),
                    Math.clamp(area[1].to(), 0.07f, DESK_Z.to() - 0.01f))
        };
    }

    private void desk(Finish finish) {
        float round = (float) Setting.EDGE_RADIUS;
        var flat = new Span(DESK_X.from(), -round);
        var side = new Span(-DESK_THICKNESS, -round);
        add(panel(Kind.SQUARE_TO_Y, 1, 0, flat, DESK_Z, finish), 1000, 186);
        strip(0, finish, deskAction(), 6000);
        add(panel(Kind.SQUARE_TO_X, 1, 0, side, DESK_Z, finish), 1400, 143);
        var front = new Span(-DESK_THICKNESS, 0);
        add(panel(Kind.SQUARE_TO_Z, 1, DESK_Z.to(), DESK_X, front, finish), 1000, 57);
        add(panel(Kind.SQUARE_TO_Y, -1, -DESK_THICKNESS, DESK_X, DESK_Z, finish), 200, 44);
        surfaces.add(Surface.quarterRound(-round, -round, round, DESK_Z, finish));
        var leg = matte(finish.pattern());
        var height = new Span(floor, -DESK_THICKNESS);
        box(new Span(-0.09f, -0.03f), height, new Span(0.15f, 0.21f), leg, 500);
        box(new Span(-0.09f, -0.03f), height, new Span(-0.80f, -0.74f), leg, 500);
    }

    private void deskProps() {
        box(
                span(-0.56f, -0.36f),
                span(0, 0.028f),
                span(-0.40f, -0.26f),
                matte(Pattern.PETROL),
                800);
        box(
                span(-0.54f, -0.37f),
                span(0.028f, 0.05f),
                span(-0.385f, -0.265f),
                matte(Pattern.RUST),
                800);
        surfaces.add(Surface.tube(-0.15f, -0.38f, 0.041f, span(0, 0.095f), matte(Pattern.MUG)));
        surfaces.add(
                Surface.tube(-0.27f, -0.60f, 0.06f, span(0, 0.10f), matte(Pattern.TERRACOTTA)));
        plant(-0.27f, 0.10f, -0.60f, 0.065f);
        shelf();
    }

    private void tableProps() {
        surfaces.add(
                Surface.tube(-0.55f, -0.55f, 0.055f, span(0, 0.09f), matte(Pattern.TERRACOTTA)));
        plant(-0.55f, 0.09f, -0.55f, 0.06f);
        shelf();
    }

    private void floorProps() {
        surfaces.add(
                Surface.tube(-0.62f, -0.62f, 0.14f, span(0, 0.26f), matte(Pattern.TERRACOTTA)));
        plant(-0.62f, 0.26f, -0.62f, 0.17f);
        box(span(0.95f, 1.25f), span(0, 0.05f), span(-0.75f, -0.5f), matte(Pattern.PETROL), 400);
        box(span(0.98f, 1.22f), span(0.05f, 0.09f), span(-0.73f, -0.52f), matte(Pattern.RUST), 400);
        shelf();
    }

    /** Leaves as three stacked drums; they are only ever seen far out of focus. */
    private void plant(float x, float y, float z, float half) {
        float[] radius = {0.9f, 1.1f, 0.7f};
        for (int i = 0; i < radius.length; i++) {
            float low = y + half * 0.8f * i;
            float shift = half * 0.2f * (i - 1);
            surfaces.add(
                    Surface.tube(
                            x + shift,
                            z,
                            half * radius[i],
                            span(low, low + half * 0.85f),
                            matte(Pattern.LEAVES)));
        }
    }

    private void shelf() {
        var height = new Span(floor, floor + 1.1f);
        add(
                panel(
                        Kind.SQUARE_TO_X,
                        -1,
                        ROOM_X.to() - 0.3f,
                        height,
                        span(-0.9f, 0.2f),
                        matte(Pattern.PETROL)),
                100,
                10);
    }

    private void lights() {
        switch (setting.light()) {
            case SOFT_WINDOW -> {
                windows(
                        new Emission(View.DAYLIGHT, 7),
                        new Emission(View.GARDEN, 5),
                        new Emission(View.DAYLIGHT, 7));
                curtains();
            }
            case SUNSET -> {
                windows(
                        new Emission(View.DUSK, 1.7f),
                        new Emission(View.DUSK, 1.3f),
                        new Emission(View.DUSK, 1.5f));
                var sun =
                        panel(
                                Kind.SQUARE_TO_Z,
                                1,
                                ROOM_Z.from() + 0.012f,
                                span(-0.86f, -0.62f),
                                span(up(1.02f), up(1.26f)),
                                matte(Pattern.EMITTER));
                surfaces.add(sun.shining(new Emission(View.SUN, 190)));
                curtains();
            }
            case NIGHT -> {
                windows(
                        new Emission(View.CITY_NIGHT, 0.5f),
                        new Emission(View.CITY_NIGHT, 0.5f),
                        new Emission(View.CITY_NIGHT, 0.5f));
                lamp();
                curtains();
            }
            case STUDIO -> panels();
        }
    }

    /** Height above the floor, plus {@link #floor}. */
    private float up(float aboveFloor) {
        return floor + aboveFloor;
    }

    private void windows(Emission back, Emission door, Emission left) {
        float z = ROOM_Z.from() + 0.005f;
        var white = matte(Pattern.WHITE);
        add(
                panel(
                                Kind.SQUARE_TO_Z,
                                1,
                                z,
                                span(-0.95f, 0.12f),
                                span(up(0.79f), up(2.14f)),
                                white)
                        .shining(back),
                300,
                4);
        add(
                panel(Kind.SQUARE_TO_Z, 1, z, span(0.22f, 1.30f), span(up(0.12f), up(2.19f)), white)
                        .shining(door),
                200,
                4);
        add(
                panel(
                                Kind.SQUARE_TO_X,
                                1,
                                ROOM_X.from() + 0.005f,
                                span(up(0.84f), up(2.19f)),
                                span(-0.3f, 1.1f),
                                white)
                        .shining(left),
                200,
                4);
        float sill = ROOM_Z.from() + 0.10f;
        add(
                panel(
                        Kind.SQUARE_TO_Y,
                        1,
                        up(0.79f),
                        span(-1, 0.13f),
                        new Span(ROOM_Z.from(), sill),
                        white),
                300,
                80);
        add(
                panel(
                        Kind.SQUARE_TO_Z,
                        1,
                        sill,
                        span(-1, 0.13f),
                        span(up(0.76f), up(0.79f)),
                        white),
                300,
                70);
    }

    private void curtains() {
        float z = ROOM_Z.from() + 0.03f;
        var height = span(up(0.1f), up(2.44f));
        add(
                panel(Kind.SQUARE_TO_Z, 1, z, span(0.10f, 0.24f), height, matte(Pattern.CURTAIN)),
                400,
                40);
        add(
                panel(Kind.SQUARE_TO_Z, 1, z, span(1.28f, 1.50f), height, matte(Pattern.CURTAIN)),
                400,
                40);
    }

    /** A warm lamp that hangs over the back of the desk, and a second one beside the shelf. */
    private void lamp() {
        float low = up(1.42f);
        var bulb =
                panel(
                        Kind.SQUARE_TO_Y,
                        -1,
                        low,
                        span(-0.52f, -0.20f),
                        span(-0.52f, -0.20f),
                        matte(Pattern.EMITTER));
        add(bulb.shining(new Emission(View.LAMP, 26)), 300, 4);
        box(
                span(-0.53f, -0.19f),
                span(low + 0.004f, low + 0.16f),
                span(-0.53f, -0.19f),
                matte(Pattern.RUST),
                200);
        var far =
                panel(
                        Kind.SQUARE_TO_Z,
                        1,
                        ROOM_Z.from() + 0.06f,
                        span(1.52f, 1.74f),
                        span(up(1.0f), up(1.3f)),
                        matte(Pattern.EMITTER));
        add(far.shining(new Emission(View.LAMP, 30)), 300, 4);
    }

    private void panels() {
        add(
                panel(
                                Kind.SQUARE_TO_Y,
                                -1,
                                up(2.3f),
                                span(-1.2f, 0.9f),
                                span(-0.8f, 1.2f),
                                matte(Pattern.WHITE))
                        .shining(new Emission(View.SOFTBOX, 4)),
                60,
                4);
        add(
                panel(
                                Kind.SQUARE_TO_X,
                                1,
                                ROOM_X.from() + 0.25f,
                                span(up(0.75f), up(2.1f)),
                                span(-0.7f, 1.2f),
                                matte(Pattern.WHITE))
                        .shining(new Emission(View.SOFTBOX, 6)),
                60,
                4);
        add(
                panel(
                                Kind.SQUARE_TO_X,
                                -1,
                                ROOM_X.to() - 0.15f,
                                span(up(0.4f), up(1.9f)),
                                span(0.0f, 1.4f),
                                matte(Pattern.WHITE))
                        .shining(new Emission(View.SOFTBOX, 2.5f)),
                60,
                4);
    }

    private void box(Span x, Span y, Span z, Finish finish, float texels) {
        add(panel(Kind.SQUARE_TO_X, -1, x.from(), y, z, finish), texels, 0);
        add(panel(Kind.SQUARE_TO_X, 1, x.to(), y, z, finish), texels, 0);
        add(panel(Kind.SQUARE_TO_Y, 1, y.to(), x, z, finish), texels, 0);
        add(panel(Kind.SQUARE_TO_Z, -1, z.from(), x, y, finish), texels, 0);
        add(panel(Kind.SQUARE_TO_Z, 1, z.to(), x, y, finish), texels, 0);
    }

    /** With {@code light} 0 the light map has ten texels each way. */
    private void add(Surface surface, float texels, float light) {
        float density = light > 0 ? light : 10 / Math.max(0.01f, surface.first().length());
        surfaces.add(surface.withDetail(texels, density));
    }

    private static Surface panel(
            Kind kind, int facing, float at, Span first, Span second, Finish finish) {
        return Surface.panel(kind, facing, at, first, second, finish);
    }

    private static Finish matte(Pattern pattern) {
        return Finish.matte(pattern);
    }

    private static Span span(float from, float to) {
        return new Span(from, to);
    }
}
