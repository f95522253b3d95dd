package dev.conch.studio.sim;

import dev.conch.studio.scene.Scene;
import dev.conch.studio.scene.Setting;
import java.util.Map;
import java.util.TreeMap;

/** Watches a world step by step and notes what happens to each body. */
final class EventLog {
    /** Approach speed from which a touch counts as an impact, meters per second. */
    private static final double IMPACT_SPEED = 0.05;

    /** Two impacts of one body are at least this far apart, seconds. */
    private static final double IMPACT_GAP = 0.02;

    private static final double STILL_SPEED = 0.004;
    private static final double STILL_SPIN = 0.1;

    private final Scene scene;
    private final Map<String, Double> events = new TreeMap<>(Map.of("start", 0.0));
    private final Watch[] watches;

    /** What is remembered of one body. */
    private static final class Watch {
        boolean onTop;
        boolean left;
        double lastTop;
        double lastImpact = Double.NEGATIVE_INFINITY;
        int impacts;
        boolean still = true;
        double stillSince;
    }

    EventLog(Scene scene) {
        this.scene = scene;
        watches = new Watch[scene.bodies().size()];
        for (var i = 0; i < watches.length; i++) {
            watches[i] = new Watch();
            watches[i].onTop =
                    scene.setting().place() != Setting.Place.FLOOR
                            && scene.bodies().get(i).position().x() < -Setting.EDGE_RADIUS;
        }
    }

    void observe(World world) {
        for (var i = 0; i < watches.length; i++) {
            observe(watches[i], world, i);
        }
    }

    private void observe(Watch watch, World world, int i) {
        var id = scene.bodies().get(i).id();
        var now = world.seconds();
        var place = world.position(i);
        var touch = world.touch(i);
        if (watch.onTop && place.x() >= -Setting.EDGE_RADIUS && place.y() > 0) {
            watch.onTop = false;
            events.putIfAbsent(id + ".edge", now);
        }
        if (touch.top) {
            watch.lastTop = now;
        }
        if (!watch.left && watch.lastTop > 0 && place.y() < World.below(scene.setting())) {
            watch.left = true;
            events.put(id + ".leave", watch.lastTop);
        }
        if (touch.approach > IMPACT_SPEED) {
            if (now - watch.lastImpact > IMPACT_GAP) {
                watch.impacts++;
                events.put(id + ".impact" + watch.impacts, now);
            }
            watch.lastImpact = now;
        }
        var still =
                world.asleep(i)
                        || (touch.any
                                && world.velocity(i).length() < STILL_SPEED
                                && world.spin(i).length() < STILL_SPIN);
        if (still && !watch.still) {
            watch.stillSince = now;
        }
        watch.still = still;
    }

    boolean allStill() {
        for (var watch : watches) {
            if (!watch.still) {
                return false;
            }
        }
        return true;
    }

    /** All events; a body that is still at the end came to rest when it last stopped. */
    Map<String, Double> events() {
        for (var i = 0; i < watches.length; i++) {
            if (watches[i].still) {
                events.put(scene.bodies().get(i).id() + ".rest", watches[i].stillSince);
            }
        }
        return events;
    }
}
