package dev.conch.config;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.Map;

/**
 * The {@code [upstreams]} section of conch.toml: where hosted providers and the routes to them are
 * described.
 *
 * @param file null for none
 * @param environment where keys of providers may be; never shown
 */
public record UpstreamsConfig(@Nullable Path file, Map<String, String> environment) {
    public UpstreamsConfig {
        environment = Map.copyOf(environment);
    }

    @Override
    public String toString() {
        return "UpstreamsConfig[file=%s]".formatted(file);
    }
}
