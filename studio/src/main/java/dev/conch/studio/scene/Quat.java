package dev.conch.studio.scene;

/** A unit quaternion: the rotation from a body's own axes to the world's. */
public record Quat(double w, double x, double y, double z) {
    public static final Quat IDENTITY = new Quat(1, 0, 0, 0);

    /** The rotation by {@code angle} radians about {@code axis}, which need not have length 1. */
    public static Quat about(Vec3 axis, double angle) {
        var unit = axis.normalized();
        var s = StrictMath.sin(angle / 2);
        return new Quat(StrictMath.cos(angle / 2), unit.x() * s, unit.y() * s, unit.z() * s);
    }

    /** This rotation after {@code first}. */
    public Quat times(Quat first) {
        return new Quat(
                w * first.w - x * first.x - y * first.y - z * first.z,
                w * first.x + x * first.w + y * first.z - z * first.y,
                w * first.y - x * first.z + y * first.w + z * first.x,
                w * first.z + x * first.y - y * first.x + z * first.w);
    }

    public Vec3 rotate(Vec3 v) {
        var u = new Vec3(x, y, z);
        return u.times(2 * u.dot(v)).plus(v.times(w * w - u.dot(u))).plus(u.cross(v).times(2 * w));
    }
}
