package dev.conch.studio.render;

import static dev.conch.studio.render.Lanes.COUNT;
import static dev.conch.studio.render.Lanes.F;
import static jdk.incubator.vector.FloatVector.fromArray;

import dev.conch.studio.scene.Material;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/** Renders tiles: all samples of one after the other, each as one batch. One for each thread. */
final class TileRenderer {
    /** A ray sees at most two bodies, one in the other; then only the room. */
    private static final int DEPTH = 2;

    /** Brightest single sample, so that rare glints do not speckle. */
    private static final float BRIGHTEST = 14;

    /** Blur of mirror images in pixels, where only the room is mirrored and where a body is. */
    private static final float ROOM_IMAGE_BLUR = 26;

    private static final float BODY_IMAGE_BLUR = 3.4f;

    /** Diameter of the lens blur in pixels from which fewer rays will do. */
    private static final float SOFT_BLUR = 16;

    private final Room room;
    private final GlossLayer glossLayer;
    private final BodyTracer tracer = new BodyTracer();
    private final OpaqueShader opaque = new OpaqueShader();
    private final GlassShader glass = new GlassShader();
    private final RayBatch camera = new RayBatch();

    /** Rays that leave what a ray of depth 0 or 1 hit. */
    private final RayBatch[] glossy = {new RayBatch(), new RayBatch()};

    private final RayBatch[] mirrored = {new RayBatch(), new RayBatch()};
    private final RayBatch[] passed = {new RayBatch(), new RayBatch()};
    private final int[] mine = new int[RayBatch.SIZE];
    private final int[] scratch = new int[4 * COUNT];
    private final float[][] base = new float[3][RayBatch.SIZE];
    private final float[][] gloss = new float[3][RayBatch.SIZE];
    private final float[] nearestBlur = new float[RayBatch.SIZE];
    private final float[] bodyImage = new float[RayBatch.SIZE];

    /** How many samples saw a mirror layer. */
    private final float[] glossCount = new float[RayBatch.SIZE];

    TileRenderer(Room room) {
        this.room = room;
        glossLayer = new GlossLayer(room);
    }

    RayBatch spareBatch() {
        return camera;
    }

    /** Renders one tile into {@code out}. */
    void render(
            Tile tile, CameraRays rays, FrameBodies bodies, SampleTables tables, FrameBuffer out) {
        for (int c = 0; c < 3; c++) {
            Arrays.fill(base[c], 0);
            Arrays.fill(gloss[c], 0);
        }
        Arrays.fill(nearestBlur, RayBatch.FAR);
        Arrays.fill(bodyImage, 0);
        Arrays.fill(glossCount, 0);
        int samples = tile.samples();
        for (int sample = 0; sample < samples; sample++) {
            rays.generate(camera, tile, sample, samples, tables);
            boolean any = tile.hasBodies() && tracer.intersect(camera, bodies.bodies());
            room.geometry().intersect(camera);
            noteBlur(rays);
            if (sample == 0 && isSoft()) {
                samples = tile.softSamples();
            }
            shadeRoom(camera, bodies);
            if (glossLayer.start(camera, glossy[0])) {
                trace(glossy[0], 1, false, bodies);
                addGloss();
            }
            if (any) {
                shadeBodies(camera, 0, bodies);
            }
            add(camera.color, base);
        }
        write(tile, samples, out);
    }

    /** Fills in the color of rays of depth 1 or 2. */
    private void trace(RayBatch batch, int depth, boolean glossToo, FrameBodies bodies) {
        boolean any = depth < DEPTH && tracer.intersect(batch, bodies.bodies());
        room.geometry().intersect(batch);
        shadeRoom(batch, bodies);
        if (glossToo && depth < DEPTH && glossLayer.start(batch, glossy[depth])) {
            trace(glossy[depth], DEPTH, false, bodies);
            blend(batch, glossy[depth]);
        }
        if (any) {
            shadeBodies(batch, depth, bodies);
        }
    }

    private void shadeRoom(RayBatch batch, FrameBodies bodies) {
        room.textures().shade(batch, scratch);
        for (var shadow : bodies.shadows()) {
            shadow.apply(batch, scratch);
        }
    }

    /**
     * Body by body, each with the rays that it sends on: neighboring rays are computed together, so
     * rays of two bodies must not share a batch.
     */
    private void shadeBodies(RayBatch batch, int depth, FrameBodies bodies) {
        for (var body : bodies.bodies()) {
            if (select(batch, body.index)) {
                shadeBody(batch, depth, body, bodies);
            }
        }
    }

    private void shadeBody(RayBatch batch, int depth, MovingBody body, FrameBodies bodies) {
        var reflected = mirrored[depth];
        var through = passed[depth];
        reflected.inherit(batch);
        through.inherit(batch);
        Arrays.fill(reflected.active, 0);
        Arrays.fill(through.active, 0);
        tracer.resolve(batch, body, mine);
        if (body.body.material() instanceof Material.Glass) {
            glass.shade(batch, body, mine, reflected, through);
        } else {
            float ground = bodies.grounds()[body.index];
            opaque.shade(batch, body, mine, bodies.bodies(), reflected, ground);
        }
        for (var child : new RayBatch[] {reflected, through}) {
            if (!child.idle()) {
                trace(child, depth + 1, true, bodies);
                addChild(batch, child);
            }
        }
    }

    /** Marks the rays that hit one body; true if there are any. */
    private boolean select(RayBatch batch, int body) {
        int any = 0;
        for (int i = 0; i < RayBatch.SIZE; i++) {
            mine[i] = batch.body[i] == body && batch.active[i] != 0 ? 1 : 0;
            any |= mine[i];
        }
        return any != 0;
    }

    private static void addChild(RayBatch batch, RayBatch child) {
        for (int at = 0; at < RayBatch.SIZE; at += COUNT) {
            VectorMask<Float> lanes = Lanes.active(child.active, at);
            if (lanes.anyTrue()) {
                for (int c = 0; c < 3; c++) {
                    FloatVector more =
                            fromArray(F, child.color[c], at).mul(fromArray(F, child.weight[c], at));
                    fromArray(F, batch.color[c], at).add(more, lanes).intoArray(batch.color[c], at);
                }
            }
        }
    }

    /** Puts a mirror layer over what is under it. */
    private static void blend(RayBatch batch, RayBatch layer) {
        for (int at = 0; at < RayBatch.SIZE; at += COUNT) {
            VectorMask<Float> lanes = Lanes.active(layer.active, at);
            if (lanes.anyTrue()) {
                for (int c = 0; c < 3; c++) {
                    FloatVector k = fromArray(F, layer.weight[c], at);
                    FloatVector under = fromArray(F, batch.color[c], at);
                    FloatVector over = fromArray(F, layer.color[c], at).sub(under).fma(k, under);
                    under.blend(over, lanes).intoArray(batch.color[c], at);
                }
            }
        }
    }

    /** The camera's own mirror layer goes to a picture of its own. */
    private void addGloss() {
        var layer = glossy[0];
        for (int at = 0; at < RayBatch.SIZE; at += COUNT) {
            VectorMask<Float> lanes = Lanes.active(layer.active, at);
            if (!lanes.anyTrue()) {
                continue;
            }
            for (int c = 0; c < 3; c++) {
                FloatVector k = fromArray(F, layer.weight[c], at);
                FloatVector under = fromArray(F, camera.color[c], at);
                under.blend(under.mul(k.neg().add(1f)), lanes).intoArray(camera.color[c], at);
                fromArray(F, gloss[c], at)
                        .add(fromArray(F, layer.color[c], at).min(BRIGHTEST).mul(k), lanes)
                        .intoArray(gloss[c], at);
            }
            fromArray(F, glossCount, at).add(1f, lanes).intoArray(glossCount, at);
            for (int i = at; i < at + COUNT; i++) {
                bodyImage[i] += layer.active[i] != 0 && layer.body[i] >= 0 ? 1 : 0;
            }
        }
    }

    private static void add(float[][] color, float[][] sum) {
        for (int c = 0; c < 3; c++) {
            for (int at = 0; at < RayBatch.SIZE; at += COUNT) {
                fromArray(F, sum[c], at)
                        .add(fromArray(F, color[c], at).min(BRIGHTEST))
                        .intoArray(sum[c], at);
            }
        }
    }

    /** Whether all that was seen so far is blurred more than the widest filter. */
    private boolean isSoft() {
        float least = RayBatch.FAR;
        for (float blur : nearestBlur) {
            least = Math.min(least, blur);
        }
        return least > SOFT_BLUR;
    }

    private void noteBlur(CameraRays rays) {
        float k = 2 * rays.aperture / (rays.focus * rays.pixel);
        for (int at = 0; at < RayBatch.SIZE; at += COUNT) {
            FloatVector t = fromArray(F, camera.distance, at);
            FloatVector blur = t.sub(rays.focus).abs().div(t).mul(k);
            fromArray(F, nearestBlur, at).min(blur).intoArray(nearestBlur, at);
        }
    }

    private void write(Tile tile, int samples, FrameBuffer out) {
        float inverse = 1f / samples;
        for (int row = 0; row < RayBatch.HEIGHT; row++) {
            int to = (tile.y() + row) * out.stride + tile.x();
            int from = row * RayBatch.WIDTH;
            for (int x = 0; x < RayBatch.WIDTH; x += COUNT) {
                FloatVector count = fromArray(F, glossCount, from + x);
                FloatVector each = FloatVector.broadcast(F, 1f).div(count.max(1f));
                for (int c = 0; c < 3; c++) {
                    fromArray(F, base[c], from + x).mul(inverse).intoArray(out.base[c], to + x);
                    fromArray(F, gloss[c], from + x).mul(each).intoArray(out.gloss[c], to + x);
                }
                count.mul(inverse).intoArray(out.glossShare, to + x);
                FloatVector blur = fromArray(F, nearestBlur, from + x);
                blur.intoArray(out.blur, to + x);
                VectorMask<Float> sharp =
                        fromArray(F, bodyImage, from + x).compare(VectorOperators.GT, 0f);
                FloatVector least =
                        FloatVector.broadcast(F, ROOM_IMAGE_BLUR).blend(BODY_IMAGE_BLUR, sharp);
                FloatVector.zero(F)
                        .blend(blur.max(least), count.compare(VectorOperators.GT, 0f))
                        .intoArray(out.glossBlur, to + x);
            }
        }
    }
}
