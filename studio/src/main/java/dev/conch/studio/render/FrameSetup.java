package dev.conch.studio.render;

import dev.conch.studio.scene.FrameState;
import dev.conch.studio.scene.Material;
import dev.conch.studio.scene.Scene;
import dev.conch.studio.scene.Setting;
import java.util.ArrayList;
import java.util.List;

/**
 * Prepares what all tiles of a frame share: bodies with their light, and the shadows under them.
 */
final class FrameSetup {
    private static final int DOME_POINTS = 96;
    private static final float DOME_RADIUS = 40;

    /** Shadows fade out between these heights over the surface, in radii of the body. */
    private static final float FADE_FROM = 9;

    private static final float FADE_TO = 14;

    /** Part of the ambient light that comes through a glass body; tuned by eye. */
    private static final float GLASS_PASSES = 0.45f;

    private final Scene scene;
    private final Room room;
    private final Quality quality;
    private final Workers workers;
    private final float floor;

    FrameSetup(Scene scene, Room room, Quality quality, Workers workers) {
        this.scene = scene;
        this.room = room;
        this.quality = quality;
        this.workers = workers;
        floor = scene.setting().place() == Setting.Place.FLOOR ? 0 : (float) Setting.FLOOR_Y;
    }

    FrameBodies bodies(FrameState frame, TileRenderer[] tiles) {
        var bodies = new ArrayList<MovingBody>();
        var grounds = new float[scene.bodies().size()];
        for (int i = 0; i < scene.bodies().size(); i++) {
            bodies.add(new MovingBody(i, scene.bodies().get(i), frame.bodies().get(i)));
        }
        workers.run(
                bodies.size(),
                (worker, i) -> {
                    float[] middle = bodies.get(i).centerAt(0.5f);
                    bodies.get(i).probe.gather(middle, tiles[worker].spareBatch(), room);
                    grounds[i] = ground(bodies.get(i));
                });
        return new FrameBodies(bodies, shadows(frame, bodies), grounds);
    }

    /** Height of the highest level surface under a body. */
    private float ground(MovingBody body) {
        float[] p = body.centerAt(0.5f);
        int top = room.levelSurface(0);
        return p[1] > 0 && top >= 0 && room.covers(top, p[0], p[2], 0) ? 0 : floor;
    }

    private List<Shadow> shadows(FrameState frame, List<MovingBody> bodies) {
        var found = new ArrayList<Shadow.Under>();
        for (var body : bodies) {
            for (float height : floor == 0 ? new float[] {0} : new float[] {0, floor}) {
                int surface = room.levelSurface(height);
                if (surface >= 0 && falls(body, surface, height)) {
                    found.add(new Shadow.Under(room, body, surface, height));
                }
            }
        }
        long glass = found.stream().filter(u -> isGlass(u.body())).count();
        var grids = new Shadow[found.size()];
        var focused = new float[found.size()][];
        for (int i = 0; i < grids.length; i++) {
            var under = found.get(i);
            grids[i] = new Shadow(under, side(found.size()), reach(under));
            focused[i] = new float[grids[i].side() * grids[i].side()];
            if (isGlass(under.body())) {
                int paths = quality.photons / (int) glass;
                long seed = scene.seed() * 1_000_003 + frame.index() * 31L + i;
                focused[i] =
                        new Caustics(grids[i], under.body(), room.lights())
                                .trace(paths, seed, workers);
            }
        }
        workers.run(grids.length, (_, i) -> fill(grids[i], found.get(i), focused[i]));
        return List.of(grids);
    }

    private void fill(Shadow grid, Shadow.Under under, float[] focused) {
        float[] center = under.body().centerAt(0.5f);
        center[1] = under.height();
        var dome = LightSamples.dome(center, DOME_RADIUS, DOME_POINTS);
        float[] tint = {1, 1, 1};
        if (under.body().body.material() instanceof Material.Glass(_, var color, var swirl)) {
            float kept = swirl ? 0.8f : 0.96f;
            tint =
                    new float[] {
                        (float) color.r() * kept, (float) color.g() * kept, (float) color.b() * kept
                    };
        }
        grid.fill(under, dome, focused, tint, isGlass(under.body()) ? GLASS_PASSES : 0);
    }

    private static boolean isGlass(MovingBody body) {
        return body.body.material() instanceof Material.Glass;
    }

    /** Texels each way: fewer when there are many bodies. */
    private int side(int shadows) {
        int full = shadows <= 2 ? 160 : shadows <= 6 ? 112 : 80;
        return quality == Quality.DRAFT ? Math.max(64, full / 2 / 16 * 16) : full;
    }

    private static float reach(Shadow.Under under) {
        float over = under.body().centerAt(0.5f)[1] - under.height();
        return 9.5f * under.body().bound + 2 * Math.max(0, over - under.body().bound);
    }

    private boolean falls(MovingBody body, int surface, float height) {
        float[] p = body.centerAt(0.5f);
        float over = p[1] - height;
        return over > 0
                && over < FADE_TO * body.bound
                && room.covers(surface, p[0], p[2], 4 * body.bound);
    }

    /** 1 near the surface, 0 where the shadow is too wide to be seen. */
    static float strength(MovingBody body, float height) {
        float over = (body.centerAt(0.5f)[1] - height) / body.bound;
        return 1 - Noise.step(FADE_FROM, FADE_TO, over);
    }
}
