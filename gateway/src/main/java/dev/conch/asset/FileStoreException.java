package dev.conch.asset;

import org.jspecify.annotations.Nullable;

/** A file could not be stored or read. Nothing half-written is left behind. */
public final class FileStoreException extends RuntimeException {
    /** What went wrong. */
    public enum Reason {
        /** The disk, or the share of it that we may use, is full. */
        DISK_FULL,
        /** The source is longer than the caller allows. */
        TOO_LARGE,
        /** The source ended in an error. */
        SOURCE_BROKEN,
        /** The disk refused to read, write or delete. */
        DISK_FAILED,
        /** There is no such file. */
        MISSING
    }

    private final Reason reason;

    FileStoreException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    FileStoreException(Reason reason, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
