package dev.conch.api;

import dev.conch.asset.ImageIntake;
import dev.conch.asset.MediaLinks;
import dev.conch.asset.StoredImage;
import dev.conch.base.ErrorCode;
import dev.conch.base.GatewayException;
import dev.conch.catalog.ValidRequest;
import dev.conch.task.Tasks;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Takes in what a video is to be made from, before it is accepted: images are fetched, checked and
 * stored, so that a link may die while the task waits; videos and sounds stay where they are, for
 * the provider to fetch, and only their addresses are judged. Shared between threads.
 */
final class Material {
    private final ImageIntake images;
    private final MediaLinks links;
    private final Tasks tasks;

    Material(ImageIntake images, MediaLinks links, Tasks tasks) {
        this.images = images;
        this.links = links;
        this.tasks = tasks;
    }

    /**
     * Takes in everything that a request names.
     *
     * @throws dev.conch.asset.ImageRefused for an image that is none; nothing is kept then
     * @throws GatewayException {@code validation_failed} for an address that leads nowhere
     */
    Tasks.Inputs take(ValidRequest valid) {
        check("reference_video_urls", valid.references().videos());
        check("reference_audio_urls", valid.references().audios());
        var taken = new ArrayList<StoredImage>();
        try {
            var first = image("first_frame_image_url", valid.firstFrameImageUrl(), taken);
            var last = image("last_frame_image_url", valid.lastFrameImageUrl(), taken);
            var references = new ArrayList<StoredImage>();
            for (var url : valid.references().images()) {
                var reference = images.accept("reference_image_urls", url);
                taken.add(reference);
                references.add(reference);
            }
            return new Tasks.Inputs(first, last, references);
        } catch (RuntimeException e) {
            tasks.letGo(new Tasks.Inputs(null, null, taken));
            throw e;
        }
    }

    private @Nullable StoredImage image(
            String field, @Nullable String url, List<StoredImage> taken) {
        if (url == null) {
            return null;
        }
        var image = images.accept(field, url);
        taken.add(image);
        return image;
    }

    private void check(String field, List<String> urls) {
        for (var url : urls) {
            try {
                links.check(url);
            } catch (MediaLinks.Refused e) {
                var complaint = "must hold https URLs; " + e.getMessage();
                throw new GatewayException(
                        ErrorCode.VALIDATION_FAILED,
                        field + " " + complaint,
                        Map.of(field, List.of(complaint)));
            }
        }
    }
}
