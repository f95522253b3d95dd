package dev.conch.config;

import java.time.Duration;

/**
 * The {@code [outbound]} section of conch.toml: fetching what requests point at. Checked when
 * built.
 *
 * @param allowPrivateNetworks whether URLs may lead to this machine and its networks, and be http
 * @param totalTimeout for one fetch in all
 * @param maxImageBytes largest image, fetched or given as a data URI
 */
public record OutboundConfig(
        boolean allowPrivateNetworks,
        Duration connectTimeout,
        Duration totalTimeout,
        int maxImageBytes) {
    public OutboundConfig {
        Settings.CONNECT_TIMEOUT.require(connectTimeout);
        Settings.TOTAL_TIMEOUT.require(totalTimeout);
        Settings.MAX_IMAGE_BYTES.require(maxImageBytes);
    }
}
