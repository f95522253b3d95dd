package dev.conch.provider.http;

import dev.conch.base.Secret;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;

/**
 * One credential at one provider, as the operator configured it.
 *
 * @param name of this gateway's own, such as {@code minimax-eu}; stored on tasks
 * @param base the server's address, without a slash at the end
 * @param key what it lets us in with; empty where none is needed
 * @param tasksInFlight how many tasks it may work on at once
 * @param more settings that only this kind of provider has, such as {@code group_id}
 * @param work a folder for files that are being copied
 */
public record UpstreamSettings(
        String name, URI base, Secret key, int tasksInFlight, Map<String, String> more, Path work) {
    public UpstreamSettings {
        more = Map.copyOf(more);
    }
}
