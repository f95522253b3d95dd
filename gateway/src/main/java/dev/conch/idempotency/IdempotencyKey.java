package dev.conch.idempotency;

/**
 * A caller's name for one request.
 *
 * @param projectId whose name it is; 0 for the operator
 * @param route what was asked for, such as {@code POST /api/v1/hailuo/text_to_video}
 * @param key as the caller sent it, without quotes; 1 to 512 characters
 * @param fingerprint SHA-256 of the request in its canonical form
 */
public record IdempotencyKey(long projectId, String route, String key, String fingerprint) {
    /** The same name, whatever was asked under it. */
    String name() {
        return projectId + "\n" + route + "\n" + key;
    }
}
