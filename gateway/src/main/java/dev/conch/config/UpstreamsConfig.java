package dev.conch.config;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;

/**
 * The {@code [upstreams]} section of conch.toml: where hosted providers and the routes to them are
 * described.
 *
 * @param file null for none
 */
public record UpstreamsConfig(@Nullable Path file) {}
