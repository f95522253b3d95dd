package dev.conch.studio.render;

import java.util.ArrayList;
import java.util.List;

/**
 * Works out how much light falls on every surface of the room: the emitters' light by shadow rays
 * to a grid on each (area form of the rendering equation), and a few bounces gathered over
 * cosine-spread rays. Bodies are not there yet.
 */
final class LightBake {

    /** Bounced light changes slowly: one gathering point for so many texels, each way. */
    private static final int GATHER_STEP = 8;

    private static final float LIFT = 5e-4f;

    private final List<Surface> surfaces;
    private final RoomGeometry geometry;
    private final Quality quality;
    private final Workers workers;
    private final RayBatch[] batches;
    private final float[][] albedo;

    /** Texels of a light map to fill, counted row by row. */
    private record Run(int surface, int first, int count) {}

    /** A row of a light map to fill. */
    private record Row(int surface, int y) {}

    LightBake(List<Surface> surfaces, RoomGeometry geometry, Quality quality, Workers workers) {
        this.surfaces = surfaces;
        this.geometry = geometry;
        this.quality = quality;
        this.workers = workers;
        batches = new RayBatch[workers.threads()];
        for (int i = 0; i < batches.length; i++) {
            batches[i] = new RayBatch();
        }
        albedo = surfaces.stream().map(Paint::averageAlbedo).toArray(float[][]::new);
    }

    /** One map for each surface. */
    List<LightMap> bake() {
        var direct = surfaces.stream().map(LightBake::emptyMap).toList();
        var emitters = new ArrayList<EmitterGrid>();
        for (var surface : surfaces) {
            if (surface.emission().shines()) {
                emitters.add(new EmitterGrid(surface, quality.lightGrid));
            }
        }
        var runs = runs(direct);
        workers.run(
                runs.size(),
                (worker, job) -> {
                    var run = runs.get(job);
                    direct(batches[worker], run, direct.get(run.surface), emitters);
                });
        var light = direct;
        for (int bounce = 0; bounce < quality.bounces; bounce++) {
            light = addBounce(direct, light, bounce);
        }
        return light;
    }

    private static LightMap emptyMap(Surface s) {
        int width = Math.clamp(Math.round(s.firstLength() * s.lightTexels()), 4, 400);
        int height = Math.clamp(Math.round(s.second().length() * s.lightTexels()), 4, 400);
        return new LightMap(width, height);
    }

    private List<Row> rows(List<LightMap> maps) {
        var rows = new ArrayList<Row>();
        for (int id = 0; id < surfaces.size(); id++) {
            if (!surfaces.get(id).emission().shines()) {
                for (int y = 0; y < maps.get(id).height; y++) {
                    rows.add(new Row(id, y));
                }
            }
        }
        return rows;
    }

    /** Runs of texels of all light maps, as many together as a batch has rays. */
    private List<Run> runs(List<LightMap> maps) {
        var runs = new ArrayList<Run>();
        for (int id = 0; id < surfaces.size(); id++) {
            int texels = maps.get(id).width * maps.get(id).height;
            if (!surfaces.get(id).emission().shines()) {
                for (int first = 0; first < texels; first += RayBatch.SIZE) {
                    runs.add(new Run(id, first, Math.min(RayBatch.SIZE, texels - first)));
                }
            }
        }
        return runs;
    }

    private void direct(RayBatch batch, Run run, LightMap map, List<EmitterGrid> emitters) {
        for (var emitter : emitters) {
            for (int sample = 0; sample < emitter.size(); sample++) {
                aim(batch, run, map, emitter, sample);
                geometry.intersect(batch);
                for (int i = 0; i < run.count; i++) {
                    if (batch.active[i] != 0 && batch.surface[i] < 0) {
                        int at = 3 * (run.first + i);
                        for (int c = 0; c < 3; c++) {
                            map.data[at + c] += batch.weight[c][i];
                        }
                    }
                }
            }
        }
    }

    private void aim(RayBatch batch, Run run, LightMap map, EmitterGrid emitter, int sample) {
        var place = new float[6];
        batch.clearHits();
        for (int i = 0; i < RayBatch.SIZE; i++) {
            batch.active[i] = i < run.count ? 1 : 0;
        }
        for (int i = 0; i < run.count; i++) {
            int x = (run.first + i) % map.width;
            int y = (run.first + i) / map.width;
            surfaces.get(run.surface).place((x + 0.5f) / map.width, (y + 0.5f) / map.height, place);
            emitter.aim(batch, i, place, sample, y * 7919 + x);
        }
    }

    /** Direct light plus what {@code light} sends back from all surfaces. */
    private List<LightMap> addBounce(List<LightMap> direct, List<LightMap> light, int bounce) {
        var coarse =
                direct.stream()
                        .map(m -> new LightMap(coarseSize(m.width), coarseSize(m.height)))
                        .toList();
        var rows = rows(coarse);
        workers.run(
                rows.size(),
                (worker, job) -> {
                    var row = rows.get(job);
                    gatherRow(batches[worker], row, coarse.get(row.surface), light, bounce);
                });
        var sum = new ArrayList<LightMap>();
        for (int id = 0; id < surfaces.size(); id++) {
            sum.add(plus(direct.get(id), coarse.get(id)));
        }
        return sum;
    }

    private static int coarseSize(int texels) {
        return Math.max(3, texels > 48 ? texels / GATHER_STEP : texels / 2);
    }

    private void gatherRow(
            RayBatch batch, Row row, LightMap map, List<LightMap> light, int bounce) {
        var place = new float[6];
        int rays = quality.gatherRays;
        int together = RayBatch.SIZE / rays;
        var seen = new float[3];
        for (int x0 = 0; x0 < map.width; x0 += together) {
            int n = Math.min(together, map.width - x0);
            java.util.Arrays.fill(batch.active, 0);
            batch.clearHits();
            for (int i = 0; i < n; i++) {
                surfaces.get(row.surface)
                        .place((x0 + i + 0.5f) / map.width, (row.y + 0.5f) / map.height, place);
                for (int r = 0; r < rays; r++) {
                    aimCosine(batch, i * rays + r, place, r, row.y * 31 + x0 + i + bounce * 977);
                }
            }
            geometry.intersect(batch);
            for (int ray = 0; ray < n * rays; ray++) {
                int id = batch.surface[ray];
                if (id < 0 || surfaces.get(id).emission().shines()) {
                    continue;
                }
                var s = surfaces.get(id);
                float u = batch.u[ray] / (s.texels() * s.firstLength());
                float v = batch.v[ray] / (s.texels() * s.second().length());
                light.get(id).lookup(u, v, seen);
                int at = map.at(x0 + ray / rays, row.y);
                for (int c = 0; c < 3; c++) {
                    map.data[at + c] += seen[c] * albedo[id][c] / rays;
                }
            }
        }
    }

    /** A ray with density cos / pi about the normal (Malley's method), {@code r} of a spiral. */
    private void aimCosine(RayBatch batch, int lane, float[] place, int r, int key) {
        float turn = Noise.hash(key, 5, 11);
        double radius = Math.sqrt((r + 0.5) / quality.gatherRays);
        double angle = 2 * Math.PI * (r * 0.6180339887 + turn);
        float side = (float) (radius * Math.cos(angle));
        float other = (float) (radius * Math.sin(angle));
        float up = (float) Math.sqrt(Math.max(0, 1 - radius * radius));
        float[] n = {place[3], place[4], place[5]};
        float[] tangent = Vectors.perpendicular(n);
        float[] third = Vectors.cross(n, tangent);
        for (int c = 0; c < 3; c++) {
            batch.origin[c][lane] = place[c] + n[c] * LIFT;
            batch.direction[c][lane] = tangent[c] * side + third[c] * other + n[c] * up;
        }
        batch.active[lane] = 1;
    }

    private static LightMap plus(LightMap fine, LightMap coarse) {
        var sum = new LightMap(fine.width, fine.height);
        var more = new float[3];
        for (int y = 0; y < fine.height; y++) {
            for (int x = 0; x < fine.width; x++) {
                coarse.lookup((x + 0.5f) / fine.width, (y + 0.5f) / fine.height, more);
                int at = fine.at(x, y);
                for (int c = 0; c < 3; c++) {
                    sum.data[at + c] = fine.data[at + c] + more[c];
                }
            }
        }
        return sum;
    }
}
