package dev.conch.studio.render;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The machine's widest vectors and the few operations on them that the Vector API does not have.
 *
 * <p>Nothing here adds up across lanes, so results do not depend on the width.
 */
final class Lanes {
    static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;
    static final VectorSpecies<Integer> I = VectorSpecies.of(int.class, F.vectorShape());
    static final int COUNT = F.length();

    private Lanes() {}

    static FloatVector load(float[] from, int at) {
        return FloatVector.fromArray(F, from, at);
    }

    /** {@code first}, {@code first} + 1, and so on. */
    static FloatVector countUp(float first) {
        return FloatVector.broadcast(F, first).addIndex(1);
    }

    /** Rounded toward zero. */
    static IntVector toInt(FloatVector v) {
        return (IntVector) v.convert(VectorOperators.F2I, 0);
    }

    static FloatVector toFloat(IntVector v) {
        return (FloatVector) v.convert(VectorOperators.I2F, 0);
    }

    /** Rounded down. */
    static FloatVector floor(FloatVector v) {
        FloatVector cut = toFloat(toInt(v));
        return cut.sub(1f, cut.compare(VectorOperators.GT, v));
    }

    static FloatVector sqrt(FloatVector v) {
        return v.lanewise(VectorOperators.SQRT);
    }

    /** 1 / sqrt(v). */
    static FloatVector inverseSqrt(FloatVector v) {
        return FloatVector.broadcast(F, 1f).div(sqrt(v));
    }

    /** Lanes whose ray takes part. */
    static VectorMask<Float> active(int[] flags, int at) {
        return IntVector.fromArray(I, flags, at).compare(VectorOperators.NE, 0).cast(F);
    }

    /** Writes 1 where the mask is set and 0 elsewhere. */
    static void store(VectorMask<Float> mask, int[] flags, int at) {
        IntVector.zero(I).blend(1, mask.cast(I)).intoArray(flags, at);
    }

    /** Sine for -pi to pi, within 0.008; in-shutter turns are far smaller. */
    static FloatVector sin(FloatVector x) {
        FloatVector s = x.mul(x);
        FloatVector series = s.mul(1f / 362880).sub(1f / 5040).mul(s).add(1f / 120);
        return series.mul(s).sub(1f / 6).mul(s).add(1f).mul(x);
    }

    /** Cosine for -pi to pi, within 0.03. */
    static FloatVector cos(FloatVector x) {
        FloatVector s = x.mul(x);
        FloatVector series = s.mul(1f / 40320).sub(1f / 720).mul(s).add(1f / 24);
        return series.mul(s).sub(0.5f).mul(s).add(1f);
    }

    /**
     * Angle of (x, y) where both are at least 0, within 0.0003 rad: an odd minimax polynomial of
     * the smaller over the larger.
     */
    static FloatVector quarterAngle(FloatVector y, FloatVector x) {
        FloatVector ratio = y.min(x).div(y.max(x).add(1e-20f));
        FloatVector s = ratio.mul(ratio);
        FloatVector series = s.mul(-0.0851330f).add(0.1801410f).mul(s).sub(0.3302995f);
        FloatVector angle = series.mul(s).add(0.9998660f).mul(ratio);
        FloatVector steep = angle.neg().add((float) (Math.PI / 2));
        return angle.blend(steep, y.compare(VectorOperators.GT, x));
    }

    /** Angle of (x, y), -pi to pi, within 0.0003 rad. */
    static FloatVector angle(FloatVector y, FloatVector x) {
        FloatVector quarter = quarterAngle(y.abs(), x.abs());
        FloatVector half = quarter.blend(quarter.neg().add((float) Math.PI), x.lt(0f));
        return half.blend(half.neg(), y.lt(0f));
    }
}
