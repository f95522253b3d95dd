package dev.conch.config;

/**
 * The {@code [studio]} section of conch.toml. Checked when built.
 *
 * @param threads for one video; 0 takes one for each core
 * @param heapMb memory for one video in megabytes
 * @param seed of all chance in a video; 0 leaves it to each task
 */
public record StudioConfig(boolean enabled, Quality quality, int threads, int heapMb, long seed) {
    /** How carefully the studio draws. */
    public enum Quality {
        STANDARD,
        DRAFT
    }

    public StudioConfig {
        Settings.THREADS.require(threads);
        Settings.HEAP_MB.require(heapMb);
        Settings.SEED.require(seed);
    }
}
