package dev.conch.studio.sim;

import static org.ode4j.ode.OdeConstants.dContactApprox1;
import static org.ode4j.ode.OdeConstants.dContactBounce;
import static org.ode4j.ode.OdeConstants.dContactFDir1;

import dev.conch.studio.scene.Body;
import dev.conch.studio.scene.FrameState.Pose;
import dev.conch.studio.scene.Quat;
import dev.conch.studio.scene.Scene;
import dev.conch.studio.scene.Setting;
import dev.conch.studio.scene.Shape;
import dev.conch.studio.scene.Vec3;
import java.util.ArrayList;
import java.util.List;
import org.ode4j.math.DQuaternion;
import org.ode4j.math.DVector3;
import org.ode4j.math.DVector3C;
import org.ode4j.ode.DBody;
import org.ode4j.ode.DContact;
import org.ode4j.ode.DContactBuffer;
import org.ode4j.ode.DGeom;
import org.ode4j.ode.DJointGroup;
import org.ode4j.ode.DWorld;
import org.ode4j.ode.OdeHelper;

/**
 * The bodies and the room in the physics library, stepped by hand. One thread at a time.
 *
 * <p>Two things are done on top of the library: its integrator lags half a step behind a falling
 * body, which is added back, and rolling balls are slowed as real ones are.
 */
final class World implements AutoCloseable {
    static final double GRAVITY = 9.81;

    /** Slower than this into a surface, nothing bounces; meters per second. */
    private static final double SLOWEST_BOUNCE = 0.02;

    private static final int CONTACTS_PER_PAIR = 4;

    static {
        OdeHelper.initODE2(0); // per process; never closed, another simulation may be running
    }

    private final List<Body> bodies;
    private final DWorld world = OdeHelper.createWorld();
    private final DJointGroup joints = OdeHelper.createJointGroup();
    private final DContactBuffer buffer = new DContactBuffer(CONTACTS_PER_PAIR);
    private final List<DBody> movers = new ArrayList<>();
    private final List<DGeom> shapes = new ArrayList<>();
    private final List<Room.Part> room;
    private final Touch[] touches;
    private double seconds;

    /** What a body touched in the last step: how hard (approach speed) and what. */
    static final class Touch {
        boolean any;
        boolean top;
        boolean level;
        double approach;

        private void clear() {
            any = false;
            top = false;
            level = false;
            approach = 0;
        }
    }

    World(Scene scene) {
        bodies = scene.bodies();
        world.setGravity(0, -GRAVITY, 0);
        world.setERP(0.2);
        world.setCFM(1e-8);
        world.setContactMaxCorrectingVel(0.1);
        world.setContactSurfaceLayer(2e-6);
        world.setAutoDisableFlag(true);
        world.setAutoDisableLinearThreshold(0.002);
        world.setAutoDisableAngularThreshold(0.05);
        world.setAutoDisableSteps(0);
        world.setAutoDisableTime(0.06);
        room = Room.of(scene.setting());
        touches = new Touch[bodies.size()];
        for (var i = 0; i < touches.length; i++) {
            touches[i] = new Touch();
            add(bodies.get(i));
        }
    }

    private void add(Body body) {
        var mass = OdeHelper.createMass();
        var mover = OdeHelper.createBody(world);
        switch (body.shape()) {
            case Shape.Sphere(var radius) -> {
                mass.setSphere(body.density(), radius);
                shapes.add(OdeHelper.createSphere(radius));
            }
            case Shape.Box(var x, var y, var z, var _) -> {
                mass.setBox(body.density(), 2 * x, 2 * y, 2 * z);
                shapes.add(OdeHelper.createBox(2 * x, 2 * y, 2 * z));
            }
        }
        mover.setMass(mass);
        shapes.getLast().setBody(mover);
        var p = body.position();
        mover.setPosition(p.x(), p.y(), p.z());
        var q = body.orientation();
        mover.setQuaternion(new DQuaternion(q.w(), q.x(), q.y(), q.z()));
        mover.setLinearVel(body.velocity().x(), body.velocity().y(), body.velocity().z());
        mover.setAngularVel(body.spin().x(), body.spin().y(), body.spin().z());
        movers.add(mover);
    }

    void step() {
        joints.empty();
        for (var touch : touches) {
            touch.clear();
        }
        for (var i = 0; i < movers.size(); i++) {
            for (var part : room) {
                touch(i, -1, shapes.get(i), part.geom(), part.top());
            }
            for (var j = i + 1; j < movers.size(); j++) {
                if (near(i, j)) {
                    touch(i, j, shapes.get(i), shapes.get(j), false);
                }
            }
        }
        world.step(Simulation.STEP);
        seconds += Simulation.STEP;
        for (var i = 0; i < movers.size(); i++) {
            if (movers.get(i).isEnabled()) {
                correct(i);
            }
        }
    }

    private boolean near(int i, int j) {
        var distance = position(i).minus(position(j)).length();
        return (movers.get(i).isEnabled() || movers.get(j).isEnabled())
                && distance < reach(bodies.get(i).shape()) + reach(bodies.get(j).shape()) + 1e-3;
    }

    private static double reach(Shape shape) {
        return switch (shape) {
            case Shape.Sphere(var radius) -> radius;
            case Shape.Box(var x, var y, var z, var _) -> Math.sqrt(x * x + y * y + z * z);
        };
    }

    /** Makes contact joints where two shapes meet; {@code other} is -1 for a part of the room. */
    private void touch(int one, int other, DGeom a, DGeom b, boolean top) {
        if (other < 0 && !movers.get(one).isEnabled()) {
            touches[one].any = true;
            return;
        }
        var count = OdeHelper.collide(a, b, CONTACTS_PER_PAIR, buffer.getGeomBuffer());
        for (var k = 0; k < count; k++) {
            var contact = buffer.get(k);
            var slip = describe(contact, one, other);
            note(one, contact, slip, top);
            if (other >= 0) {
                note(other, contact, slip, false);
            }
            var first = movers.get(one);
            var second = other < 0 ? null : movers.get(other);
            OdeHelper.createContactJoint(world, joints, contact).attach(first, second);
        }
    }

    /** Fills in friction and bounce; returns the approach speed. */
    private double describe(DContact contact, int one, int other) {
        var body = bodies.get(one);
        var friction = body.friction();
        var restitution = body.restitution();
        if (other >= 0) {
            friction = Math.sqrt(friction * bodies.get(other).friction());
            restitution = Math.sqrt(restitution * bodies.get(other).restitution());
        }
        var surface = contact.surface;
        surface.mode = dContactApprox1 | dContactBounce;
        surface.mu = friction;
        surface.bounce = restitution;
        surface.bounce_vel = SLOWEST_BOUNCE;
        var at = contact.geom.pos;
        var relative = pointVelocity(one, at);
        if (other >= 0) {
            relative = relative.minus(pointVelocity(other, at));
        }
        var normal = vec(contact.geom.normal);
        var across = relative.minus(normal.times(relative.dot(normal)));
        var speed = across.length();
        if (speed > 1e-6) { // friction acts against the slip, so that its pyramid is as good as a
            // cone
            surface.mode |= dContactFDir1;
            contact.fdir1.set(across.x() / speed, across.y() / speed, across.z() / speed);
        }
        return -relative.dot(normal);
    }

    private void note(int index, DContact contact, double approach, boolean top) {
        var touch = touches[index];
        touch.any = true;
        touch.top |= top;
        touch.level |= Math.abs(contact.geom.normal.get1()) > 0.99;
        touch.approach = Math.max(touch.approach, approach);
    }

    private Vec3 pointVelocity(int index, DVector3C point) {
        var velocity = new DVector3();
        movers.get(index).getPointVel(point, velocity);
        return vec(velocity);
    }

    private void correct(int index) {
        var mover = movers.get(index);
        var touch = touches[index];
        if (!touch.any) {
            var p = mover.getPosition();
            var lag = GRAVITY * Simulation.STEP * Simulation.STEP / 2;
            mover.setPosition(p.get0(), p.get1() + lag, p.get2());
        } else if (touch.level && bodies.get(index).shape() instanceof Shape.Sphere) {
            slowRolling(mover, Simulation.rollingDrag(bodies.get(index).material()));
        }
    }

    /** Takes the same share from speed and spin, so that what rolls without slip goes on to. */
    private static void slowRolling(DBody mover, double deceleration) {
        var v = mover.getLinearVel();
        var w = mover.getAngularVel();
        var speed = Math.hypot(v.get0(), v.get2());
        var keep = speed < 1e-9 ? 0 : Math.max(0, 1 - deceleration * Simulation.STEP / speed);
        mover.setLinearVel(v.get0() * keep, v.get1(), v.get2() * keep);
        var twist = Math.max(0, 1 - 0.5 * Simulation.STEP);
        var roll = speed < 1e-9 ? 1 : keep;
        mover.setAngularVel(w.get0() * roll, w.get1() * twist, w.get2() * roll);
    }

    int size() {
        return movers.size();
    }

    double seconds() {
        return seconds;
    }

    Touch touch(int index) {
        return touches[index];
    }

    Vec3 position(int index) {
        return vec(movers.get(index).getPosition());
    }

    Vec3 velocity(int index) {
        return vec(movers.get(index).getLinearVel());
    }

    Vec3 spin(int index) {
        return vec(movers.get(index).getAngularVel());
    }

    boolean asleep(int index) {
        return !movers.get(index).isEnabled();
    }

    double mass(int index) {
        return movers.get(index).getMass().getMass();
    }

    /** Kinetic and potential energy of a ball, joules, counted from y = 0. */
    double energyOfBall(int index) {
        var radius = ((Shape.Sphere) bodies.get(index).shape()).radius();
        var v = velocity(index);
        var w = spin(index);
        return mass(index)
                * (v.dot(v) / 2 + radius * radius * w.dot(w) / 5 + GRAVITY * position(index).y());
    }

    Pose pose(int index) {
        var q = movers.get(index).getQuaternion();
        return new Pose(position(index), new Quat(q.get0(), q.get1(), q.get2(), q.get3()));
    }

    private static Vec3 vec(DVector3C v) {
        return new Vec3(v.get0(), v.get1(), v.get2());
    }

    @Override
    public void close() {
        joints.empty();
        joints.destroy();
        world.destroy();
    }

    /** Height below which a body has fallen off the top. */
    static double below(Setting setting) {
        return setting.place() == Setting.Place.FLOOR ? Double.NEGATIVE_INFINITY : -0.1;
    }
}
