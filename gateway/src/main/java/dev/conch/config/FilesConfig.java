package dev.conch.config;

import java.time.Duration;

/**
 * The {@code [files]} section of conch.toml. Checked when built.
 *
 * @param retention how long results are kept
 * @param linkLife how long a link to a result works, if the file lives that long
 * @param dir the folder of the files; empty if it is in the data folder
 * @param minFreeMb new tasks are refused while the disk has less room; 0 never refuses
 * @param provenance how long it is kept where results came from
 */
public record FilesConfig(
        Duration retention, Duration linkLife, String dir, int minFreeMb, Duration provenance) {
    public FilesConfig {
        Settings.RETENTION.require(retention);
        Settings.LINK_LIFE.require(linkLife);
        Settings.FILES_DIR.require(dir);
        Settings.MIN_FREE_MB.require(minFreeMb);
        Settings.PROVENANCE.require(provenance);
    }

    public long minFreeBytes() {
        return minFreeMb * 1024L * 1024L;
    }
}
