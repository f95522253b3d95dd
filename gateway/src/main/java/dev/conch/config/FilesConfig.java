package dev.conch.config;

import java.time.Duration;

/**
 * The {@code [files]} section of conch.toml. Checked when built.
 *
 * @param retention how long results are kept
 * @param linkLife how long a link to a result works, if the file lives that long
 */
public record FilesConfig(Duration retention, Duration linkLife) {
    public FilesConfig {
        Settings.RETENTION.require(retention);
        Settings.LINK_LIFE.require(linkLife);
    }
}
