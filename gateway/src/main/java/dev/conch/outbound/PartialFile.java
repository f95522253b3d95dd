package dev.conch.outbound;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file that is being copied, and what its server said of the whole. Between two tries its bytes
 * lie on the disk. Used by one thread at a time.
 */
public final class PartialFile {
    static final long UNKNOWN = -1;

    private final Path path;
    private String validator = "";
    private long length = UNKNOWN;

    /** Nothing is copied yet; what lies at {@code path} is replaced. */
    public PartialFile(Path path) {
        this.path = path;
    }

    public Path path() {
        return path;
    }

    /** What is copied and may be gone on with; 0 to begin anew. */
    long usable() throws IOException {
        return validator.isEmpty() || !Files.exists(path) ? 0 : Files.size(path);
    }

    /** By what the server knows that it still has the same content; empty if it cannot. */
    String validator() {
        return validator;
    }

    /** Length of the whole, or {@link #UNKNOWN}. */
    long length() {
        return length;
    }

    /** A whole answer begins. */
    void begin(String newValidator, long newLength) {
        validator = newValidator;
        length = newLength;
    }

    /** What is there cannot be gone on with. */
    void reset() {
        begin("", UNKNOWN);
    }
}
