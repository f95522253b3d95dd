package dev.conch;

import dev.conch.catalog.Catalog;
import dev.conch.catalog.CatalogException;
import dev.conch.config.CatalogConfig;
import dev.conch.config.ConfigException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The catalog as the operator's folder has changed it, kept as its files are. Used by one thread at
 * a time, but for {@link #problem}.
 */
final class CatalogFolder {
    private final CatalogConfig config;
    private final Followed<Catalog> followed;
    private boolean wasThere;

    CatalogFolder(CatalogConfig config) {
        this.config = config;
        this.followed = new Followed<>("models and prices", this::present, this::load);
    }

    /**
     * The catalog now.
     *
     * @throws ConfigException naming the file, the place as a JSON pointer and what would be right
     */
    Catalog read() {
        return followed.read();
    }

    /** The catalog, if a file has changed since it was read and all of them are right. */
    Optional<Catalog> readIfChanged() {
        return followed.readIfChanged();
    }

    /** What is wrong with a changed file; empty if nothing is. */
    Optional<String> problem() {
        return followed.problem();
    }

    /** A folder that cannot be looked into is as good as one file that is gone. */
    private List<Path> present() {
        try {
            return wasThere && !Files.isDirectory(config.folder())
                    ? List.of(config.folder())
                    : config.files();
        } catch (ConfigException _) {
            return List.of(config.folder());
        }
    }

    /** When a whole folder is away, its prices must not silently be those that it changed. */
    private Catalog load() {
        if (wasThere && !Files.isDirectory(config.folder())) {
            throw new ConfigException(List.of(config.folder() + " is not there any more"));
        }
        var files = config.files();
        wasThere = Files.isDirectory(config.folder());
        return load(files);
    }

    /**
     * The catalog that comes with Conch as these files change it.
     *
     * @throws ConfigException as {@link #read}
     */
    static Catalog load(List<Path> files) {
        try {
            var own = new ArrayList<Catalog.OwnFile>();
            for (var file : files) {
                own.add(new Catalog.OwnFile(file.toString(), Files.readString(file)));
            }
            return Catalog.load(own);
        } catch (CatalogException e) {
            throw new ConfigException(List.of(String.valueOf(e.getMessage())));
        } catch (IOException e) {
            throw new ConfigException(List.of("a catalog file cannot be read: " + e.getMessage()));
        }
    }
}
