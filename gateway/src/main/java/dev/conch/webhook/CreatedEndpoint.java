package dev.conch.webhook;

import dev.conch.base.Secret;

/**
 * A new endpoint.
 *
 * @param secret what the receiver verifies with; shown this once
 */
public record CreatedEndpoint(Endpoint endpoint, Secret secret) {}
