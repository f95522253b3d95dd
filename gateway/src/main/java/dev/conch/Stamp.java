package dev.conch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;

/** How a file looks from outside; another look means that it may have changed. */
record Stamp(FileTime changedAt, long bytes) {
    private static final Stamp GONE = new Stamp(FileTime.fromMillis(0), -1);

    /** How it looks now; a file that is not there looks like none other. */
    static Stamp of(Path file) {
        try {
            return new Stamp(Files.getLastModifiedTime(file), Files.size(file));
        } catch (IOException _) {
            return GONE; // reading it will say so
        }
    }
}
