package dev.conch.studio.render;

import static dev.conch.studio.render.Lanes.COUNT;
import static dev.conch.studio.render.Lanes.F;
import static jdk.incubator.vector.FloatVector.fromArray;

import dev.conch.studio.scene.Material;
import java.util.List;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * Wood, rubber, glaze and metal: light from the body's probe on its paint, under a mirror layer
 * whose rays are traced on. Belongs to one thread.
 */
final class OpaqueShader {
    private final BodyPaint paint = new BodyPaint();
    private final Occlusion occlusion = new Occlusion();
    private final float[][] albedo = new float[3][RayBatch.SIZE];
    private final float[][] irradiance = new float[3][RayBatch.SIZE];
    private final float[] lit = new float[RayBatch.SIZE];

    /** How a material mirrors. */
    private record Coat(float[] straight, float weight, float roughness, boolean metal) {}

    /**
     * Writes the color that the paint sends back, and starts mirrored rays.
     *
     * @param ground height of the level surface under the body
     */
    void shade(
            RayBatch batch,
            MovingBody body,
            int[] mine,
            List<MovingBody> bodies,
            RayBatch mirrored,
            float ground) {
        var coat = coat(body.body.material());
        if (!coat.metal) {
            paint.albedo(batch, body, mine, albedo);
        }
        var bend = new Mirror.Bend(coat.roughness, body.isSphere ? 1 / body.bound : 0);
        for (int at = 0; at < RayBatch.SIZE; at += COUNT) {
            VectorMask<Float> lanes = Lanes.active(mine, at);
            if (!lanes.anyTrue()) {
                continue;
            }
            occlusion.light(batch, at, body, bodies, lit);
            Occlusion.contact(batch, at, ground, 0.7f * body.bound, lit);
            Mirror.reflect(batch, at, mirrored, lanes, bend);
            Mirror.leave(mirrored, at, lanes, body.index);
            weigh(batch, at, lanes, mirrored, coat);
            if (coat.metal) {
                for (int c = 0; c < 3; c++) {
                    fromArray(F, batch.color[c], at).blend(0f, lanes).intoArray(batch.color[c], at);
                }
            } else {
                body.probe.irradiance(batch, at, irradiance);
                diffuse(batch, at, lanes, mirrored);
            }
        }
    }

    private static Coat coat(Material material) {
        return switch (material) {
            case Material.Metal(var color, var roughness) ->
                    new Coat(
                            new float[] {(float) color.r(), (float) color.g(), (float) color.b()},
                            1,
                            (float) roughness,
                            true);
            case Material.Wood wood -> clear((float) wood.gloss(), 0.22f);
            case Material.Rubber _ -> clear(0.35f, 0.65f);
            case Material.Ceramic _ -> clear(1, 0.03f);
            case Material.Glass _ -> clear(1, 0);
        };
    }

    private static Coat clear(float weight, float roughness) {
        return new Coat(new float[] {0.042f, 0.042f, 0.042f}, weight, roughness, false);
    }

    private void weigh(
            RayBatch batch, int at, VectorMask<Float> lanes, RayBatch mirrored, Coat coat) {
        FloatVector cosine = Mirror.cosine(batch, at);
        FloatVector masked =
                coat.metal
                        ? fromArray(F, lit, at)
                        : cosine.div(cosine.add(coat.roughness * 0.75f + 1e-3f))
                                .mul(coat.weight)
                                .mul(fromArray(F, lit, at));
        for (int c = 0; c < 3; c++) {
            FloatVector weight = Mirror.schlick(cosine, coat.straight[c]).mul(masked);
            fromArray(F, mirrored.weight[c], at)
                    .blend(weight, lanes)
                    .intoArray(mirrored.weight[c], at);
        }
    }

    /** Lambert: reflectance x irradiance / pi, of the light that the coat lets in. */
    private void diffuse(RayBatch batch, int at, VectorMask<Float> lanes, RayBatch mirrored) {
        for (int c = 0; c < 3; c++) {
            FloatVector value =
                    fromArray(F, albedo[c], at)
                            .mul(fromArray(F, irradiance[c], at))
                            .mul(fromArray(F, lit, at))
                            .mul((float) (1 / Math.PI))
                            .mul(fromArray(F, mirrored.weight[c], at).neg().add(1f));
            fromArray(F, batch.color[c], at).blend(value, lanes).intoArray(batch.color[c], at);
        }
    }
}
