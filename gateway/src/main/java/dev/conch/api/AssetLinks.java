package dev.conch.api;

import dev.conch.asset.FileLinks;
import dev.conch.asset.LinkLife;
import dev.conch.task.TaskAsset;

import java.time.Instant;
import java.util.Optional;

/** Links to files of tasks, made anew for each answer. */
public final class AssetLinks {
    private final FileLinks links;
    private final LinkLife life;

    public AssetLinks(FileLinks links, LinkLife life) {
        this.links = links;
        this.life = life;
    }

    /** Until when a link made now works; empty when the file is not to be had any more. */
    public Optional<Instant> worksUntil(TaskAsset asset) {
        return asset.deletion() == null
                ? life.until(asset.createdAt(), asset.expiresAt())
                : Optional.empty();
    }

    /**
     * A link to the file; empty when it is not to be had any more.
     *
     * @param origin scheme and authority, such as {@code http://127.0.0.1:8080}
     */
    public Optional<String> url(TaskAsset asset, String origin) {
        return worksUntil(asset)
                .map(until -> origin + links.sign(asset.id(), asset.fileName(), until));
    }
}
