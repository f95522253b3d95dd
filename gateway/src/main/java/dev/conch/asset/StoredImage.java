package dev.conch.asset;

/**
 * An image that was taken in and lies in the {@link FileStore}.
 *
 * @param sha256 its name in the store
 * @param mediaType what its bytes show it to be
 * @param width in pixels as stored, before any turn that EXIF data may ask for
 * @param height likewise
 * @param bytes length of the file
 */
public record StoredImage(String sha256, String mediaType, int width, int height, long bytes) {}
