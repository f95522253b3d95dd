package dev.conch.studio.render;

import dev.conch.studio.scene.Scene;
import java.util.List;
import java.util.concurrent.CancellationException;

/** The furnished room with its baked light: all of a scene that never moves. Immutable. */
final class Room {
    private final List<Surface> surfaces;
    private final RoomGeometry geometry;
    private final List<LightMap> light;
    private final TextureAtlas textures;
    private final LightSamples lights;

    /** By surface, for looking up whole vectors. */
    final float[] gloss;

    final float[] mirror;
    final float[] roughness;

    /**
     * Furnishes the room and bakes its light.
     *
     * @throws CancellationException if the calling thread is interrupted
     */
    Room(Scene scene, Quality quality, Workers workers) {
        surfaces =
                new RoomBuilder(scene)
                        .build().stream()
                                .map(
                                        s ->
                                                s.withDetail(
                                                        s.texels() * quality.textureScale,
                                                        s.lightTexels() * quality.textureScale))
                                .toList();
        geometry = new RoomGeometry(surfaces);
        light = new LightBake(surfaces, geometry, quality, workers).bake();
        textures = new TextureAtlas(surfaces, light, workers);
        lights = LightSamples.of(surfaces, quality == Quality.DRAFT ? 6 : 10);
        gloss = new float[surfaces.size()];
        mirror = new float[surfaces.size()];
        roughness = new float[surfaces.size()];
        for (int id = 0; id < surfaces.size(); id++) {
            gloss[id] = surfaces.get(id).finish().gloss();
            mirror[id] = surfaces.get(id).finish().mirror();
            roughness[id] = surfaces.get(id).finish().roughness();
        }
    }

    RoomGeometry geometry() {
        return geometry;
    }

    LightSamples lights() {
        return lights;
    }

    TextureAtlas textures() {
        return textures;
    }

    Surface surface(int id) {
        return surfaces.get(id);
    }

    boolean shines(int id) {
        return surfaces.get(id).emission().shines();
    }

    /** What active rays see of the empty room. */
    void see(RayBatch batch) {
        geometry.intersect(batch);
        textures.shade(batch, new int[4 * Lanes.COUNT]);
    }

    /** The large surface that faces up at height {@code y}, or -1. */
    int levelSurface(float y) {
        for (int id = 0; id < surfaces.size(); id++) {
            var s = surfaces.get(id);
            if (s.kind() == Surface.Kind.SQUARE_TO_Y
                    && s.facing() > 0
                    && s.finish().gloss() > 0
                    && Math.abs(s.at() - y) < RoomBuilder.STRIP_LIFT / 2) {
                return id;
            }
        }
        return -1;
    }

    /** Baked irradiance at a place of a level surface. */
    void irradiance(int id, float x, float z, float[] out) {
        var s = surfaces.get(id);
        light.get(id)
                .lookup(
                        (x - s.first().from()) / s.first().length(),
                        (z - s.second().from()) / s.second().length(),
                        out);
    }

    /** Whether a level surface is under a place. */
    boolean covers(int id, float x, float z, float margin) {
        var s = surfaces.get(id);
        return x > s.first().from() - margin
                && x < s.first().to() + margin
                && z > s.second().from() - margin
                && z < s.second().to() + margin;
    }
}
