package dev.conch.catalog;

/**
 * A size that a video can have.
 *
 * @param name as in requests, such as {@code 768p}
 * @param height in pixels; the width follows from the picture
 */
public record Resolution(String name, int height) {}
