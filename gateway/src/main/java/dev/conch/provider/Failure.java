package dev.conch.provider;

/**
 * Why a video could not be made, fit to be shown to the caller.
 *
 * @param code stable slug, such as {@code render_failed}
 */
public record Failure(String code, String message) {}
