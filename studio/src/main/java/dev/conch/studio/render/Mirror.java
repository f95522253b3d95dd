package dev.conch.studio.render;

import static dev.conch.studio.render.Lanes.F;
import static jdk.incubator.vector.FloatVector.fromArray;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;

/** Reflection: where mirrored rays go and how much they carry. */
final class Mirror {
    private static final float LIFT = 2e-5f;

    /** A rough surface shows its surroundings this much wider per unit of roughness. */
    private static final float ROUGH_SPREAD = 0.55f;

    private Mirror() {}

    /**
     * Exact reflectance of a boundary between clear media (Fresnel), unpolarized.
     *
     * @param in cosine of the arriving ray
     * @param out cosine of the refracted ray
     * @param ratio index of the medium behind over that before
     */
    static FloatVector fresnel(FloatVector in, FloatVector out, float ratio) {
        FloatVector s = in.sub(out.mul(ratio)).div(in.add(out.mul(ratio)));
        FloatVector p = out.sub(in.mul(ratio)).div(out.add(in.mul(ratio)));
        return s.mul(s).add(p.mul(p)).mul(0.5f);
    }

    /** The same for one ray; 1 when nothing gets through. */
    static float fresnel(float in, float ratio) {
        float sine = (1 - in * in) / (ratio * ratio);
        if (sine >= 1) {
            return 1;
        }
        float out = (float) Math.sqrt(1 - sine);
        float s = (in - ratio * out) / (in + ratio * out);
        float p = (out - ratio * in) / (out + ratio * in);
        return 0.5f * (s * s + p * p);
    }

    /** Schlick's estimate from the reflectance straight on. */
    static FloatVector schlick(FloatVector cosine, float straight) {
        FloatVector rest = cosine.neg().add(1f);
        FloatVector squared = rest.mul(rest);
        return squared.mul(squared).mul(rest).mul(1 - straight).add(straight);
    }

    /** Cosine between the rays of {@code batch} and the normals that they hit. */
    static FloatVector cosine(RayBatch batch, int at) {
        FloatVector sum = FloatVector.zero(F);
        for (int c = 0; c < 3; c++) {
            sum = fromArray(F, batch.direction[c], at).fma(fromArray(F, batch.normal[c], at), sum);
        }
        return sum.neg().max(0f).min(1f);
    }

    /**
     * How a mirror image spreads.
     *
     * @param curvature 1 / radius of a ball, 0 for flat faces
     */
    record Bend(float roughness, float curvature) {}

    /**
     * Starts mirrored rays where {@code batch} hit, about normals that roughness tilts by chance.
     *
     * @param lanes which ones
     */
    static void reflect(RayBatch batch, int at, RayBatch out, VectorMask<Float> lanes, Bend bend) {
        FloatVector r1 = fromArray(F, batch.random, at).sub(0.5f);
        FloatVector r2 = fromArray(F, batch.random2, at).sub(0.5f);
        float tilt = bend.roughness * 0.30f;
        FloatVector nx = fromArray(F, batch.normal[0], at).add(r1.mul(tilt));
        FloatVector ny = fromArray(F, batch.normal[1], at).add(r1.add(r2).mul(tilt * 0.5f));
        FloatVector nz = fromArray(F, batch.normal[2], at).add(r2.mul(tilt));
        FloatVector inverse = Lanes.inverseSqrt(nx.mul(nx).add(ny.mul(ny)).add(nz.mul(nz)));
        FloatVector twice =
                fromArray(F, batch.direction[0], at)
                        .mul(nx)
                        .add(fromArray(F, batch.direction[1], at).mul(ny))
                        .add(fromArray(F, batch.direction[2], at).mul(nz))
                        .mul(inverse)
                        .mul(inverse)
                        .min(-0.001f)
                        .mul(2f);
        fromArray(F, batch.direction[0], at).sub(nx.mul(twice)).intoArray(out.direction[0], at);
        fromArray(F, batch.direction[1], at).sub(ny.mul(twice)).intoArray(out.direction[1], at);
        fromArray(F, batch.direction[2], at).sub(nz.mul(twice)).intoArray(out.direction[2], at);
        for (int c = 0; c < 3; c++) {
            fromArray(F, batch.normal[c], at)
                    .mul(LIFT)
                    .add(batch.hit(c, at))
                    .intoArray(out.origin[c], at);
        }
        cone(batch, at, out, bend);
        Lanes.store(Lanes.active(out.active, at).or(lanes), out.active, at);
    }

    /** Footprint at the hit, wider with roughness and with the curvature of a convex mirror. */
    private static void cone(RayBatch batch, int at, RayBatch out, Bend bend) {
        FloatVector foot = batch.footprint(at);
        foot.intoArray(out.coneStart, at);
        fromArray(F, batch.coneSpread, at)
                .add(foot.mul(2 * bend.curvature))
                .add(bend.roughness * ROUGH_SPREAD)
                .intoArray(out.coneSpread, at);
    }

    /** Keeps upward what would go into a level surface. */
    static void keepAbove(RayBatch out, int at, VectorMask<Float> lanes) {
        FloatVector up = fromArray(F, out.direction[1], at);
        up.blend(up.max(0.004f), lanes).intoArray(out.direction[1], at);
    }

    /** Marks bodies that the rays of {@code lanes} leave. */
    static void leave(RayBatch out, int at, VectorMask<Float> lanes, int body) {
        IntVector.fromArray(Lanes.I, out.from, at)
                .blend(body, lanes.cast(Lanes.I))
                .intoArray(out.from, at);
    }
}
