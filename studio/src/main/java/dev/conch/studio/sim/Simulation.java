package dev.conch.studio.sim;

import dev.conch.studio.scene.Material;
import dev.conch.studio.scene.Scene;

/**
 * Runs the physics of a scene. Simulations may run in many threads; the physics library keeps some
 * state per process, so they take turns.
 */
public final class Simulation {
    /**
     * Seconds per step. From here on halving the step no longer moves a marble's lift-off point.
     */
    public static final double STEP = 1.0 / 1920;

    /**
     * One pose is kept per so many steps; straight lines between them are exact to 2 micrometers.
     */
    static final int STEPS_PER_SAMPLE = 2;

    /** A world in which nothing moved for this long will not move again. */
    private static final double STILL_SECONDS = 0.5;

    private static final Object ONE_AT_A_TIME = new Object();

    private Simulation() {}

    /**
     * Simulates from time 0.
     *
     * @param seconds of scene time; the motion may end sooner when everything has come to rest
     */
    public static Motion run(Scene scene, double seconds) {
        if (!(seconds >= 0 && seconds <= 600)) {
            throw new IllegalArgumentException("seconds must be 0 to 600: " + seconds);
        }
        synchronized (ONE_AT_A_TIME) {
            var world = new World(scene);
            try {
                return record(world, scene, seconds);
            } finally {
                world.close();
            }
        }
    }

    /** How fast a rolling ball loses speed, m/s^2. */
    public static double rollingDrag(Material material) {
        return switch (material) {
            case Material.Glass _, Material.Metal _, Material.Ceramic _ -> 0.015;
            case Material.Wood _ -> 0.04;
            case Material.Rubber _ -> 0.1;
        };
    }

    private static Motion record(World world, Scene scene, double seconds) {
        var samples = (int) Math.ceil(seconds / STEP / STEPS_PER_SAMPLE) + 1;
        var tracks = new Track[scene.bodies().size()];
        for (var i = 0; i < tracks.length; i++) {
            tracks[i] = new Track(samples);
            tracks[i].add(world.pose(i));
        }
        var log = new EventLog(scene);
        var stillSteps = 0;
        for (var sample = 1; sample < samples && stillSteps * STEP < STILL_SECONDS; sample++) {
            for (var i = 0; i < STEPS_PER_SAMPLE; i++) {
                world.step();
                log.observe(world);
            }
            for (var i = 0; i < tracks.length; i++) {
                tracks[i].add(world.pose(i));
            }
            stillSteps = log.allStill() ? stillSteps + STEPS_PER_SAMPLE : 0;
        }
        return new Motion(tracks, log.events());
    }
}
