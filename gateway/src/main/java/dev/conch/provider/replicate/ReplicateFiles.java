package dev.conch.provider.replicate;

import dev.conch.provider.SubmitOutcome;
import dev.conch.provider.Wish.Picture;
import dev.conch.provider.http.Multipart;
import dev.conch.provider.http.Pictures;
import dev.conch.provider.http.Reply;
import dev.conch.provider.http.UpstreamHttp;

import org.jspecify.annotations.Nullable;

import java.io.UncheckedIOException;
import java.time.Duration;

/**
 * Gives images to Replicate: by their address, within the request when they are small, else
 * uploaded first; Replicate keeps an upload for a day. Shared between threads.
 */
final class ReplicateFiles {
    /** Larger ones Replicate wants to have by address. */
    private static final int LARGEST_IN_REQUEST = 256 * 1024;

    private static final Duration UPLOAD = Duration.ofMinutes(2);

    private final UpstreamHttp http;
    private final ReplicateErrors errors;

    ReplicateFiles(UpstreamHttp http, ReplicateErrors errors) {
        this.http = http;
        this.errors = errors;
    }

    /** What came of giving an image; nothing was started by it. */
    sealed interface Given {
        /** What to write for it; null where there is no image. */
        record Text(@Nullable String text) implements Given {}

        record Refusal(SubmitOutcome outcome) implements Given {}
    }

    Given give(@Nullable Picture picture) {
        if (picture == null) {
            return new Given.Text(null);
        }
        if (picture.url() != null) {
            return new Given.Text(picture.url());
        }
        try {
            var bytes = Pictures.bytes(picture);
            return bytes.length <= LARGEST_IN_REQUEST
                    ? new Given.Text(Pictures.dataUri(picture))
                    : upload(picture.mediaType(), bytes);
        } catch (UncheckedIOException e) {
            var cause = "an image could not be read: " + e.getMessage();
            return new Given.Refusal(new SubmitOutcome.Refused(errors.away(cause)));
        }
    }

    private Given upload(String mediaType, byte[] image) {
        var ending = mediaType.substring(mediaType.indexOf('/') + 1);
        var form = new Multipart().file("content", "image." + ending, mediaType, image);
        var reply = http.ask(form.post("/v1/files").within(UPLOAD));
        if (reply instanceof Reply.Answer answer && answer.ok()) {
            var url = answer.json().path("urls").path("get").stringValue("");
            if (!url.isEmpty()) {
                return new Given.Text(url);
            }
        }
        return new Given.Refusal(refusal(reply));
    }

    /** An upload starts nothing, so a broken one is a refusal and never unclear. */
    private SubmitOutcome refusal(Reply reply) {
        return reply instanceof Reply.Answer answer
                        && errors.refusal(answer) instanceof SubmitOutcome.Refused refused
                ? refused
                : new SubmitOutcome.Refused(errors.trouble(reply));
    }
}
