package dev.conch.config;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * The {@code [upstreams]} section of conch.toml: where hosted providers and the routes to them are
 * described.
 *
 * @param file empty for none
 * @param environment where keys of providers may be; never shown
 */
public record UpstreamsConfig(Optional<Path> file, Map<String, String> environment) {
    public UpstreamsConfig {
        environment = Map.copyOf(environment);
    }

    @Override
    public String toString() {
        return "UpstreamsConfig[file=%s]".formatted(file.map(Path::toString).orElse(""));
    }
}
