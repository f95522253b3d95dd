package dev.conch.provider.replicate;

import dev.conch.provider.SubmitOutcome;
import dev.conch.provider.Wish.Picture;
import dev.conch.provider.http.Call;
import dev.conch.provider.http.DataUri;
import dev.conch.provider.http.Reply;
import dev.conch.provider.http.UpstreamHttp;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.UUID;

/**
 * Gives images to Replicate: by their address, within the request when they are small, else
 * uploaded first; Replicate keeps an upload for a day. Shared between threads.
 */
final class ReplicateFiles {
    /** Larger ones Replicate wants to have by address. */
    private static final long LARGEST_IN_REQUEST = 256 * 1024;

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
            return Files.size(picture.file()) <= LARGEST_IN_REQUEST
                    ? new Given.Text(DataUri.of(picture))
                    : upload(picture);
        } catch (IOException e) {
            var cause = "an image could not be read: " + e.getMessage();
            return new Given.Refusal(new SubmitOutcome.Refused(ReplicateErrors.away(cause, null)));
        }
    }

    private Given upload(Picture picture) throws IOException {
        var boundary = UUID.randomUUID().toString();
        var call =
                Call.body(
                                "POST",
                                "/v1/files",
                                "multipart/form-data; boundary=" + boundary,
                                multipart(picture, boundary))
                        .within(UPLOAD);
        var reply = http.ask(call);
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

    private static byte[] multipart(Picture picture, String boundary) throws IOException {
        var ending = picture.mediaType().substring(picture.mediaType().indexOf('/') + 1);
        var body = new ByteArrayOutputStream();
        body.writeBytes(
                """
                --%s\r
                Content-Disposition: form-data; name="content"; filename="image.%s"\r
                Content-Type: %s\r
                \r
                """
                        .formatted(boundary, ending, picture.mediaType())
                        .getBytes(StandardCharsets.UTF_8));
        body.writeBytes(Files.readAllBytes(picture.file()));
        body.writeBytes("\r\n--%s--\r\n".formatted(boundary).getBytes(StandardCharsets.UTF_8));
        return body.toByteArray();
    }
}
