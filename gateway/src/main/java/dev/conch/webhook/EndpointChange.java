package dev.conch.webhook;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What to change of an endpoint; null leaves a field as it is. */
public record EndpointChange(
        @Nullable String url,
        @Nullable List<String> events,
        @Nullable String description,
        @Nullable Boolean enabled) {}
