package dev.conch.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The {@code [catalog]} section of conch.toml: where the operator's own models and prices are.
 *
 * @param folder need not exist, unless somebody named it
 * @param named whether somebody did
 */
public record CatalogConfig(Path folder, boolean named) {
    private static final String ENDING = ".json";

    /**
     * The operator's files, by name.
     *
     * @throws ConfigException if the folder was named and is none, or cannot be read
     */
    public List<Path> files() {
        if (!Files.isDirectory(folder)) {
            if (named) {
                throw new ConfigException(
                        "catalog.folder must be a folder that is there, was " + folder);
            }
            return List.of();
        }
        return files(folder);
    }

    /**
     * The catalog files in a folder, by name.
     *
     * @throws ConfigException if it cannot be read
     */
    public static List<Path> files(Path folder) {
        try (var all = Files.list(folder)) {
            return all.filter(file -> file.toString().endsWith(ENDING)).sorted().toList();
        } catch (IOException e) {
            throw new ConfigException(folder + " cannot be read: " + e.getMessage());
        }
    }

    /** Whether a file is meant for such a folder. */
    public static boolean isOne(Path file) {
        return file.toString().endsWith(ENDING) || Files.isDirectory(file);
    }
}
