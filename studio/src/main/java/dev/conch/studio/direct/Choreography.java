package dev.conch.studio.direct;

import dev.conch.studio.direct.Kind.Act;
import dev.conch.studio.direct.Script.Pace;
import dev.conch.studio.direct.Script.Role;
import dev.conch.studio.scene.Quat;
import dev.conch.studio.scene.Setting;
import dev.conch.studio.scene.Setting.Place;
import dev.conch.studio.scene.TimeCurve;
import dev.conch.studio.scene.Vec3;
import dev.conch.studio.sim.Simulation;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Places bodies so that what they are asked to do happens within the clip, with the key moment a
 * little before its middle. All by closed formulas; the simulation then decides what really
 * happens.
 */
final class Choreography {
    /** Where in the clip a body reaches the edge: a little before the middle. */
    private static final double KEY_SHARE = 0.47;

    private static final double GRAVITY = 9.81;
    private static final double MARBLE_RADIUS = 0.0125;

    /** Usual speed of a rolling marble; bigger balls roll faster, by the root of their size. */
    private static final double MARBLE_SPEED = 0.24;

    private static final double DROP_HEIGHT = 0.3;
    private static final double DOMINO_SPACING = 0.022;
    private static final double SLIDING_FRICTION = 0.12;
    private static final Set<Act> FALLS = Set.of(Act.FALL, Act.EDGE, Act.DROP, Act.LAND);

    private final Script script;
    private final double seconds;
    private final SplittableRandom random;
    private final boolean raised;

    /** How the lead moves, and the time curve that shows it. */
    record Dance(Act act, List<Placed> places, TimeCurve time, double meetX) {
        /**
         * Whether the lead, asked to collide, is to collide with this role though nobody said so.
         */
        boolean meets(Role role) {
            return act == Act.COLLIDE && Set.of(Act.COLLIDE, Act.REST).containsAll(role.acts());
        }
    }

    Choreography(Script script, double seconds, long seed) {
        this.script = script;
        this.seconds = seconds;
        random = new SplittableRandom(seed);
        raised = script.setting().place() != Place.FLOOR;
    }

    Dance lead(Role role, String id) {
        return dance(role, id, 0);
    }

    /** Bodies that act beside the lead, at their own depth. */
    List<Placed> aside(Role role, double z) {
        return dance(role, "", z).places;
    }

    private Dance dance(Role role, String id, double z) {
        var act = choose(role);
        return switch (act) {
            case EDGE -> edge(role, id, z);
            case COLLIDE -> collide(role, z);
            case BOUNCE, DROP -> drop(role, act, z);
            case TUMBLE -> tumble(role, z);
            case SLIDE -> slide(role, z);
            case ROLL -> roll(role, z);
            case TOPPLE -> topple(role, z);
            case SPIN -> spin(role, z);
            case REST, FALL, LAND -> rest(role, z);
        };
    }

    private Act choose(Role role) {
        var acts = role.acts();
        var moves = acts.contains(Act.ROLL) || acts.contains(Act.SLIDE);
        var falls = acts.contains(Act.FALL) && !acts.contains(Act.DROP);
        if (raised && (acts.contains(Act.EDGE) || (falls && moves))) {
            return Act.EDGE;
        }
        if (role.kind() == Kind.DOMINO && (acts.contains(Act.TOPPLE) || falls)) {
            return Act.TOPPLE;
        }
        if (acts.contains(Act.COLLIDE)) {
            return Act.COLLIDE;
        }
        if (acts.contains(Act.BOUNCE)) {
            return Act.BOUNCE;
        }
        if (acts.contains(Act.FALL) || acts.contains(Act.DROP) || acts.contains(Act.LAND)) {
            return Act.DROP;
        }
        if (acts.contains(Act.TUMBLE) || (acts.contains(Act.ROLL) && !role.kind().round())) {
            return Act.TUMBLE;
        }
        if (acts.contains(Act.SLIDE)) {
            return Act.SLIDE;
        }
        if (acts.contains(Act.ROLL) || acts.contains(Act.EDGE)) {
            return role.kind().round() ? Act.ROLL : Act.SLIDE;
        }
        return acts.contains(Act.SPIN) ? Act.SPIN : Act.REST;
    }

    // --- time ---

    private boolean slow() {
        return script.pace() == Pace.SLOW || script.slowed() != null;
    }

    /** The rate that spreads an event of {@code happens} seconds over a share of the clip. */
    private double spread(double happens, double share, double slowest, double fastest) {
        if (script.pace() == Pace.REAL) {
            return 1;
        }
        var factor = slow() ? 0.55 : 1;
        return Math.clamp(happens / (share * seconds), slowest, fastest) * factor;
    }

    private double rate(double open, double slow) {
        return script.pace() == Pace.REAL ? 1 : slow() ? slow : open;
    }

    private static TimeCurve even(double rate) {
        return new TimeCurve(List.of(new TimeCurve.Key("start", 0, tidy(rate, 1000))));
    }

    private static double tidy(double value, double parts) {
        return Math.round(value * parts) / parts;
    }

    // --- moves ---

    private Dance edge(Role role, String id, double z) {
        var before = rate(0.42, 0.25);
        var after = rate(0.42, 0.12);
        if (script.pace() == Pace.OPEN && script.slowed() != null) {
            var falling = FALLS.contains(script.slowed());
            before = falling ? 0.42 : 0.2;
            after = falling ? 0.15 : 0.2;
        }
        var rolls = role.kind().round() && !role.acts().contains(Act.SLIDE);
        if (!rolls && script.pace() != Pace.REAL) { // friction lets nothing slide for long
            before = Math.min(before, 0.6 / (KEY_SHARE * seconds));
            after = Math.min(before, after);
        }
        var ramp = ramp(before, after);
        var reach = 0.26 + before * (KEY_SHARE * seconds - ramp - 0.02 / after);
        var time = before == after ? before * KEY_SHARE * seconds : reach;
        var places = new ArrayList<Placed>();
        for (var i = 0; i < role.count(); i++) {
            var depth = z + across(role, i);
            var lag = 1 + 0.16 * i;
            places.add(
                    rolls
                            ? rollToEdge(role, Math.max(0.15, time) * lag, depth)
                            : slideToEdge(role, Math.clamp(time, 0.1, 0.6) * lag, depth));
        }
        if (role.acts().contains(Act.BOUNCE)) {
            places.replaceAll(p -> p.touching(p.friction(), bouncy(role)));
        }
        if (before == after) {
            return new Dance(Act.EDGE, places, even(before), 0);
        }
        var event = id + ".edge";
        var keys =
                List.of(
                        new TimeCurve.Key(event, -0.26, tidy(before, 1000)),
                        new TimeCurve.Key(event, -0.02, tidy(after, 1000)));
        return new Dance(Act.EDGE, places, new TimeCurve(keys), 0);
    }

    /** Clip seconds that the eased change between two rates takes, over 0.24 s of scene time. */
    private static double ramp(double before, double after) {
        var sum = 0.0;
        for (var i = 0; i < 64; i++) {
            sum += 0.24 / 64 / (before + (after - before) * Ease.smooth((i + 0.5) / 64));
        }
        return sum;
    }

    private Placed rollToEdge(Role role, double time, double z) {
        var drag = Simulation.rollingDrag(role.stuff().material(role.color(), false));
        var speed = rollSpeed(role);
        speed = Math.max(speed, 0.6 * speed + drag * time);
        var distance = speed * time - drag * time * time / 2;
        var longest = -Setting.TOP_MIN_X - 0.15;
        if (distance > longest) {
            speed *= longest / distance;
            distance = longest;
        }
        var x = -tidy(Setting.EDGE_RADIUS + distance, 200);
        return rolling(role, x, z, speed);
    }

    private Placed slideToEdge(Role role, double time, double z) {
        var last = 0.45;
        var first = last + SLIDING_FRICTION * GRAVITY * time;
        var x = -tidy(Setting.EDGE_RADIUS + (first + last) / 2 * time, 200);
        return standing(role, x, z)
                .moving(new Vec3(first, 0, 0), Vec3.ZERO)
                .touching(SLIDING_FRICTION, role.stuff().restitution);
    }

    private Dance roll(Role role, double z) {
        var rate = rate(0.42, 0.2);
        var time = rate * seconds;
        var speed = Math.min(rollSpeed(role), 1.0 / time);
        var places = new ArrayList<Placed>();
        for (var i = 0; i < role.count(); i++) {
            var way = speed * time;
            var x = (raised ? -0.12 - way : -way / 2) - role.kind().half().x() * i;
            places.add(rolling(role, tidy(x, 200), z + across(role, i), speed * (1 - 0.04 * i)));
        }
        return new Dance(Act.ROLL, places, even(rate), 0);
    }

    private Dance collide(Role role, double z) {
        var rate = rate(0.3, 0.12);
        var meet = raised ? -0.28 : 0;
        var speed = 1.8 * rollSpeed(role);
        var way = Math.min(speed * rate * seconds * 0.4, 0.6);
        var size = role.kind().half().x();
        var places = new ArrayList<Placed>();
        var x = meet - way - 3 * size;
        if (role.kind().round()) {
            places.add(rolling(role, tidy(x, 200), z, speed));
        } else {
            way = 0.2;
            places.add(
                    standing(role, meet - way - 3 * size, z)
                            .moving(new Vec3(0.9, 0, 0), Vec3.ZERO)
                            .touching(SLIDING_FRICTION, role.stuff().restitution));
        }
        places.addAll(rack(role, role.count() - 1, meet));
        return new Dance(Act.COLLIDE, places, even(rate), meet);
    }

    /** Bodies in the lead's way: dominoes as a row, others in a triangle like pool balls. */
    List<Placed> targets(Role role, Dance lead) {
        var x = lead.act == Act.COLLIDE ? lead.meetX : raised ? -0.28 : 0;
        if (role.kind() != Kind.DOMINO) {
            return rack(role, role.count(), x);
        }
        var places = new ArrayList<Placed>();
        var first = raised ? Math.min(x, -0.09 - role.count() * DOMINO_SPACING) : x;
        for (var i = 0; i < role.count(); i++) {
            places.add(standing(role, first + i * DOMINO_SPACING, 0));
        }
        return places;
    }

    private List<Placed> rack(Role role, int count, double x) {
        var places = new ArrayList<Placed>();
        var gap = 2.15 * Math.max(role.kind().half().x(), role.kind().half().z());
        for (var row = 0; places.size() < count; row++) {
            for (var i = 0; i <= row && places.size() < count; i++) {
                places.add(standing(role, x + row * gap * 0.9, (i - 0.5 * row) * gap));
            }
        }
        return places;
    }

    private Dance drop(Role role, Act act, double z) {
        var bounces = act == Act.BOUNCE;
        var fall = Math.sqrt(2 * DROP_HEIGHT / GRAVITY);
        var rate = spread(fall, 0.3, 0.2, 0.4);
        var drift = bounces ? Math.min(0.15, 0.3 / (rate * seconds)) : 0;
        var size = role.kind().half();
        var places = new ArrayList<Placed>();
        for (var i = 0; i < role.count(); i++) {
            var x =
                    (raised ? -0.3 : 0)
                            + 3.4 * size.x() * (i % 4 - 1.5 * (role.count() > 1 ? 1 : 0));
            var y = size.y() + DROP_HEIGHT + 2.5 * size.y() * i;
            var placed = standing(role, x, z).turned(tilt(role));
            placed =
                    new Placed(
                            new Vec3(x, y, z + 2.6 * size.z() * Math.floorDiv(i, 4)),
                            placed.orientation(),
                            new Vec3(drift, 0, 0),
                            role.kind().round() ? Vec3.ZERO : anyVector(4),
                            placed.friction(),
                            bounces ? bouncy(role) : placed.restitution());
            places.add(placed);
        }
        return new Dance(act, places, even(rate), 0);
    }

    private static double bouncy(Role role) {
        return Math.max(role.stuff().restitution, role.kind().round() ? 0.75 : 0.5);
    }

    private Dance tumble(Role role, double z) {
        var places = new ArrayList<Placed>();
        var size = role.kind().half().x();
        for (var i = 0; i < role.count(); i++) {
            var start =
                    new Vec3(
                            (raised ? -0.55 : -0.25) - 3 * size * Math.floorDiv(i, 3),
                            0.06 + size,
                            0);
            var depth = z + (i % 3 - (Math.min(role.count(), 3) - 1) / 2.0) * 4.5 * size;
            var velocity = new Vec3(0.7 * role.speed(), 0.25, random.nextDouble(-0.05, 0.05));
            places.add(
                    Placed.still(start.plus(new Vec3(0, 0, depth)), anyTurn(), role.stuff())
                            .moving(velocity, anyVector(18).plus(new Vec3(0, 0, -14))));
        }
        return new Dance(Act.TUMBLE, places, even(spread(1.0, 0.8, 0.1, 0.4)), 0);
    }

    private Dance slide(Role role, double z) {
        var speed = 0.9 * Math.min(role.speed(), 1.3);
        var time = speed / (0.15 * GRAVITY);
        var places = new ArrayList<Placed>();
        for (var i = 0; i < role.count(); i++) {
            var x = raised ? -0.15 - speed * time / 2 : -speed * time / 4;
            places.add(
                    standing(role, tidy(x, 200) - role.kind().half().x() * i, z + across(role, i))
                            .moving(new Vec3(speed, 0, 0), Vec3.ZERO)
                            .touching(0.15, role.stuff().restitution));
        }
        return new Dance(Act.SLIDE, places, even(spread(time, 0.8, 0.1, 0.4)), 0);
    }

    private Dance topple(Role role, double z) {
        var count = role.count();
        var last = raised ? -0.11 : (count - 1) * DOMINO_SPACING / 2;
        var places = new ArrayList<Placed>();
        for (var i = 0; i < count; i++) {
            places.add(standing(role, tidy(last - (count - 1 - i) * DOMINO_SPACING, 1000), z));
        }
        var push = 4.0; // radians per second about its foot
        var height = role.kind().half().y();
        places.set(
                0, places.getFirst().moving(new Vec3(push * height, 0, 0), new Vec3(0, 0, -push)));
        var rate = spread(0.2 + 0.05 * count, 0.75, 0.06, 0.5);
        return new Dance(Act.TOPPLE, places, even(rate), 0);
    }

    private Dance spin(Role role, double z) {
        var places = row(role, z);
        places.replaceAll(
                p ->
                        p.moving(Vec3.ZERO, new Vec3(0, 22 * role.speed(), 0))
                                .touching(role.kind().round() ? p.friction() : 0.02, 0.1));
        return new Dance(Act.SPIN, places, even(rate(0.3, 0.1)), 0);
    }

    private Dance rest(Role role, double z) {
        return new Dance(Act.REST, row(role, z), even(1), 0);
    }

    private List<Placed> row(Role role, double z) {
        var places = new ArrayList<Placed>();
        var gap = Math.max(2.8 * role.kind().half().x(), DOMINO_SPACING);
        for (var i = 0; i < role.count(); i++) {
            var x = (raised ? -0.25 : 0) + (i - (role.count() - 1) / 2.0) * gap;
            places.add(standing(role, tidy(x, 1000), z));
        }
        return places;
    }

    // --- bodies ---

    private double across(Role role, int i) {
        var half = role.kind().half();
        var gap = 2.8 * Math.max(half.x(), half.z());
        return Math.floorDiv(i + 1, 2) * gap * (i % 2 == 0 ? 1 : -1);
    }

    private static double rollSpeed(Role role) {
        return MARBLE_SPEED * role.speed() * Math.sqrt(role.kind().half().y() / MARBLE_RADIUS);
    }

    private Placed rolling(Role role, double x, double z, double speed) {
        var radius = role.kind().half().y();
        return standing(role, x, z).moving(new Vec3(speed, 0, 0), new Vec3(0, 0, -speed / radius));
    }

    private Placed standing(Role role, double x, double z) {
        var turn = role.kind().round() ? marbleTurn() : Quat.IDENTITY;
        return Placed.still(new Vec3(x, role.kind().half().y(), z), turn, role.stuff());
    }

    /** A turn that shows the vanes of a marble well, a little different for each seed. */
    private Quat marbleTurn() {
        var jitter = random.nextDouble(-0.25, 0.25);
        var up = new Vec3(0, 1, 0);
        return Quat.about(new Vec3(0, 0, 1), -1.05).times(Quat.about(up, jitter - 0.9));
    }

    private Quat tilt(Role role) {
        if (role.kind().round()) {
            return marbleTurn();
        }
        return Quat.about(anyVector(1).plus(new Vec3(0, 0, 1.5)), random.nextDouble(0.2, 0.6));
    }

    private Quat anyTurn() {
        return Quat.about(anyVector(1).plus(new Vec3(0, 1.8, 0)), random.nextDouble(0, 6));
    }

    private Vec3 anyVector(double size) {
        return new Vec3(
                random.nextDouble(-size, size),
                random.nextDouble(-size, size),
                random.nextDouble(-size, size));
    }
}
