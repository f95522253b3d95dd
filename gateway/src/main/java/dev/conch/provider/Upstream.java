package dev.conch.provider;

/**
 * A provider and how much may be asked of it.
 *
 * @param submitsPerMinute how many videos may be started in any minute; 0 for as many as come
 */
public record Upstream(VideoProvider provider, int submitsPerMinute) {
    public String name() {
        return provider.name();
    }
}
