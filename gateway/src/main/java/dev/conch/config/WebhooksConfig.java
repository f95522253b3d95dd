package dev.conch.config;

import java.time.Duration;

/**
 * The {@code [webhooks]} section of conch.toml. Checked when built.
 *
 * @param retention how long deliveries that have ended stay in the log
 */
public record WebhooksConfig(Duration retention) {
    public WebhooksConfig {
        Settings.WEBHOOK_RETENTION.require(retention);
    }
}
