package dev.conch.asset;

/**
 * A file in the {@link FileStore}.
 *
 * @param sha256 SHA-256 of the content as 64 lower-case hexadecimal digits; also its name
 * @param bytes length of the content
 */
public record StoredFile(String sha256, long bytes) {}
