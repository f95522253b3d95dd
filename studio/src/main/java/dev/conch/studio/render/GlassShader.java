package dev.conch.studio.render;

import static dev.conch.studio.render.Lanes.COUNT;
import static dev.conch.studio.render.Lanes.F;
import static jdk.incubator.vector.FloatVector.fromArray;

import dev.conch.studio.scene.Material;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * Clear glass: one mirrored ray, and one that is refracted in and out again by Snell's law, each
 * weighed by Fresnel's reflectance. Belongs to one thread.
 */
final class GlassShader {
    private static final float LIFT = 1e-5f;

    private final GlassBox box = new GlassBox();
    private final Swirl swirl = new Swirl();

    /** Starts both rays of the lanes of {@code mine}; what glows inside becomes the color. */
    void shade(RayBatch batch, MovingBody body, int[] mine, RayBatch mirrored, RayBatch passed) {
        var glass = (Material.Glass) body.body.material();
        var bend = new Mirror.Bend(0, body.isSphere ? 1 / body.bound : 0);
        for (int at = 0; at < RayBatch.SIZE; at += COUNT) {
            VectorMask<Float> lanes = Lanes.active(mine, at);
            if (!lanes.anyTrue()) {
                continue;
            }
            Mirror.reflect(batch, at, mirrored, lanes, bend);
            Mirror.leave(mirrored, at, lanes, body.index);
            Mirror.leave(passed, at, lanes, body.index);
            Lanes.store(Lanes.active(passed.active, at).or(lanes), passed.active, at);
            spread(batch, at, passed, body);
            for (int c = 0; c < 3; c++) {
                fromArray(F, batch.color[c], at).blend(0f, lanes).intoArray(batch.color[c], at);
            }
            enter(batch, at, mirrored, passed, (float) glass.ior());
            if (body.isSphere) {
                if (glass.swirl()) {
                    swirl.pass(batch, at, body, lanes, passed);
                }
                crossBall(at, body, passed, glass);
            }
        }
        if (!body.isSphere) {
            box.cross(batch, body, mine, passed, glass);
        }
    }

    /** A ball shows its surroundings small: neighboring rays part fast, fastest at the rim. */
    private static void spread(RayBatch batch, int at, RayBatch passed, MovingBody body) {
        FloatVector foot = batch.footprint(at);
        foot.intoArray(passed.coneStart, at);
        FloatVector parting =
                body.isSphere
                        ? foot.mul(2 / body.bound).div(Mirror.cosine(batch, at).add(0.15f))
                        : FloatVector.zero(F);
        fromArray(F, batch.coneSpread, at).add(parting).intoArray(passed.coneSpread, at);
    }

    /** Refracts into {@code passed}, with Fresnel's shares as weights of both rays. */
    private static void enter(
            RayBatch batch, int at, RayBatch mirrored, RayBatch passed, float ior) {
        FloatVector in = Mirror.cosine(batch, at);
        float ratio = 1 / ior;
        FloatVector sine = in.mul(in).neg().add(1f).mul(ratio * ratio);
        FloatVector out = sine.neg().add(1f).sqrt();
        FloatVector reflectance = Mirror.fresnel(in, out, ior);
        FloatVector bend = in.mul(ratio).sub(out);
        for (int c = 0; c < 3; c++) {
            FloatVector n = fromArray(F, batch.normal[c], at);
            fromArray(F, batch.direction[c], at)
                    .mul(ratio)
                    .add(n.mul(bend))
                    .intoArray(passed.direction[c], at);
            batch.hit(c, at).intoArray(passed.origin[c], at);
            reflectance.intoArray(mirrored.weight[c], at);
            reflectance.neg().add(1f).intoArray(passed.weight[c], at);
        }
    }

    /** From the entry to the exit of a ball, where the same angles return. */
    private static void crossBall(int at, MovingBody body, RayBatch passed, Material.Glass glass) {
        FloatVector time = fromArray(F, passed.time, at);
        FloatVector cosine = FloatVector.zero(F);
        for (int c = 0; c < 3; c++) {
            FloatVector inward =
                    body.center(c, time)
                            .sub(fromArray(F, passed.origin[c], at))
                            .mul(1 / body.bound);
            cosine = inward.fma(fromArray(F, passed.direction[c], at), cosine);
        }
        cosine = cosine.max(0f).min(1f);
        float ior = (float) glass.ior();
        FloatVector length = cosine.mul(2 * body.bound);
        FloatVector sine = cosine.mul(cosine).neg().add(1f).mul(ior * ior).min(1f);
        FloatVector out = sine.neg().add(1f).sqrt();
        FloatVector through = Mirror.fresnel(out, cosine, ior).neg().add(1f);
        FloatVector bend = cosine.mul(ior).sub(out);
        float[] tint = {
            (float) glass.tint().r(), (float) glass.tint().g(), (float) glass.tint().b()
        };
        for (int c = 0; c < 3; c++) {
            FloatVector d = fromArray(F, passed.direction[c], at);
            FloatVector exit = d.fma(length, fromArray(F, passed.origin[c], at));
            FloatVector inward = body.center(c, time).sub(exit).mul(1 / body.bound);
            d.mul(ior).add(inward.mul(bend)).intoArray(passed.direction[c], at);
            exit.sub(inward.mul(LIFT)).intoArray(passed.origin[c], at);
            FloatVector kept = cosine.mul(tint[c] - 1).add(1f);
            fromArray(F, passed.weight[c], at)
                    .mul(through)
                    .mul(kept)
                    .intoArray(passed.weight[c], at);
        }
    }
}
