package dev.conch.config;

import java.nio.file.Path;

/**
 * The {@code [data]} section of conch.toml. Checked when built.
 *
 * @param dir the folder of the database and the files; may be relative and need not exist
 */
public record DataConfig(Path dir) {
    public DataConfig {
        Settings.DIR.require(dir);
    }
}
