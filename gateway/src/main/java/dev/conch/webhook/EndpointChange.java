package dev.conch.webhook;

import org.jspecify.annotations.Nullable;

import java.util.List;

/** What to change of an endpoint; null leaves a field as it is. */
public record EndpointChange(
        @Nullable String url,
        @Nullable List<String> events,
        @Nullable String description,
        @Nullable Boolean enabled) {}
