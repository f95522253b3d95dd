package dev.conch;

import dev.conch.config.ConfigException;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What files say that an operator edits: read again when they change. Wrong ones change nothing,
 * are logged once and named until they are right. Read by one thread at a time; {@link #problem}
 * may be asked by any.
 */
final class Followed<T> {
    private static final Logger LOG = LoggerFactory.getLogger(Followed.class);

    private final String what;
    private final Supplier<List<Path>> files;
    private final Supplier<T> reader;
    private Map<Path, Stamp> readAs = Map.of();
    private volatile @Nullable String problem;

    /**
     * Something that is to be followed; nothing is read yet.
     *
     * @param what it is, for the log
     * @param files those that are there now; what was read may name more of them
     * @param reader reads them; throws {@link ConfigException} with what is wrong
     */
    Followed(String what, Supplier<List<Path>> files, Supplier<T> reader) {
        this.what = what;
        this.files = files;
        this.reader = reader;
    }

    /**
     * What the files say now.
     *
     * @throws ConfigException naming what is wrong
     */
    T read() {
        while (true) {
            readAs = stamps();
            try {
                var value = reader.get();
                if (readAll()) {
                    return value;
                }
            } catch (ConfigException e) {
                if (readAll()) {
                    throw e;
                }
            }
        }
    }

    /** What the files say, if they have changed since they were read and are right. */
    Optional<T> readIfChanged() {
        if (stamps().equals(readAs)) {
            return Optional.empty();
        }
        try {
            var next = read();
            problem = null;
            LOG.atInfo().addKeyValue("what", what).log("changed files were read again");
            return Optional.of(next);
        } catch (ConfigException e) {
            problem =
                    "%s stay as they were, for the changed file is wrong: %s"
                            .formatted(what, e.getMessage());
            LOG.atError()
                    .addKeyValue("what", what)
                    .addKeyValue("problems", e.getMessage())
                    .log("a changed file is wrong: everything stays as it was");
            return Optional.empty();
        }
    }

    /** What is wrong with files that are therefore not in force. */
    Optional<String> problem() {
        return Optional.ofNullable(problem);
    }

    /** Whether what was read names no other files, of which no stamp was taken before. */
    private boolean readAll() {
        return stamps().keySet().equals(readAs.keySet());
    }

    private Map<Path, Stamp> stamps() {
        var stamps = new HashMap<Path, Stamp>();
        for (var file : files.get()) {
            stamps.put(file, Stamp.of(file));
        }
        return stamps;
    }
}
