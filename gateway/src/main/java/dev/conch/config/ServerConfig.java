package dev.conch.config;

import java.time.Duration;

/**
 * The {@code [server]} section of conch.toml. Checked when built.
 *
 * @param port 0 to 65535; 0 takes a free one
 * @param publicUrl without a slash at its end; empty if links shall lead to where a request came to
 * @param maxBodyBytes largest body of a request
 * @param maxImageBodyBytes largest body of a request that may hold images
 * @param shutdown how long running requests may take at the end
 * @param trustForwardedFor whether a caller's address is the last in {@code X-Forwarded-For}
 * @param secret 64 hexadecimal digits; empty if one shall be made and kept
 */
public record ServerConfig(
        String host,
        int port,
        String publicUrl,
        int maxBodyBytes,
        int maxImageBodyBytes,
        Duration shutdown,
        boolean trustForwardedFor,
        String secret) {
    public ServerConfig {
        Settings.HOST_NAME.require(host);
        Settings.PORT.require(port);
        Settings.PUBLIC_URL.require(publicUrl);
        Settings.MAX_BODY_BYTES.require(maxBodyBytes);
        Settings.MAX_IMAGE_BODY_BYTES.require(maxImageBodyBytes);
        Settings.SHUTDOWN.require(shutdown);
        Settings.SERVER_SECRET.require(secret);
        while (publicUrl.endsWith("/")) {
            publicUrl = publicUrl.substring(0, publicUrl.length() - 1);
        }
    }

    @Override
    public String toString() {
        return "ServerConfig[host=%s, port=%d, publicUrl=%s, maxBodyBytes=%d, maxImageBodyBytes=%d, shutdown=%s, trustForwardedFor=%s, secret=%s]"
                .formatted(
                        host,
                        port,
                        publicUrl,
                        maxBodyBytes,
                        maxImageBodyBytes,
                        shutdown,
                        trustForwardedFor,
                        Redacted.of(secret));
    }
}
