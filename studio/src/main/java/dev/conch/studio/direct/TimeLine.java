package dev.conch.studio.direct;

import dev.conch.studio.scene.TimeCurve;
import dev.conch.studio.sim.Motion;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Scene time for each moment of the clip: the integral of the curve's rate. Before the clip starts
 * and after it ends, time runs on at the rate it has there.
 */
final class TimeLine {
    private static final int STEPS_PER_TICK = 24;

    private record Stop(double at, double rate) {}

    private final List<Stop> stops;
    private final double tick;
    private final double[] times;

    /**
     * Follows a curve.
     *
     * @param tick seconds of clip time between the moments that are kept
     * @param ticks how many of them the clip has
     */
    TimeLine(TimeCurve curve, Motion motion, double tick, int ticks) {
        this.tick = tick;
        stops = stops(curve, motion);
        times = new double[ticks + 1];
        var step = tick / STEPS_PER_TICK;
        for (var i = 1; i <= ticks; i++) {
            var t = times[i - 1];
            for (var k = 0; k < STEPS_PER_TICK; k++) {
                t += step * rate(t + step * rate(t) / 2);
            }
            times[i] = t;
        }
    }

    /** Keys whose event never happens are left out; if that leaves none, the first rate holds. */
    private static List<Stop> stops(TimeCurve curve, Motion motion) {
        var stops = new ArrayList<Stop>();
        for (var key : curve.keys()) {
            var event = motion.event(key.event());
            if (event.isPresent()) {
                stops.add(new Stop(event.getAsDouble() + key.offset(), key.rate()));
            }
        }
        if (stops.isEmpty()) {
            stops.add(new Stop(0, curve.keys().getFirst().rate()));
        }
        stops.sort(Comparator.comparingDouble(Stop::at));
        return stops;
    }

    /** Scene seconds per clip second at a scene time. */
    double rate(double scene) {
        for (var i = 0; i < stops.size(); i++) {
            var next = stops.get(i);
            if (next.at > scene) {
                var before = stops.get(Math.max(0, i - 1));
                var share = i == 0 ? 1 : Ease.smooth(before.at, next.at, scene);
                return before.rate + (next.rate - before.rate) * share;
            }
        }
        return stops.getLast().rate;
    }

    /** Scene time at a tick of the clip; ticks may be negative or beyond the end. */
    double scene(int index) {
        if (index < 0) {
            return index * tick * rate(0);
        }
        var last = times.length - 1;
        if (index > last) {
            return times[last] + (index - last) * tick * rate(times[last]);
        }
        return times[index];
    }
}
