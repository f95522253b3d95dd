package dev.conch.provider.comfyui;

import dev.conch.provider.Trouble;
import dev.conch.provider.Wish;
import dev.conch.provider.http.Multipart;
import dev.conch.provider.http.Pictures;
import dev.conch.provider.http.Reply;
import dev.conch.provider.http.UpstreamHttp;

import org.jspecify.annotations.Nullable;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/**
 * Uploads a wish's frames. They are named by their content, so that the same image is one file
 * there, however often it is sent; ComfyUI has no call that deletes it.
 */
record Frames(UpstreamHttp http, Refusals refusals) {
    /** What came of it. */
    sealed interface Sent {
        /** Names for the graph, by place. */
        record Ready(Map<String, String> names) implements Sent {}

        /** A frame could not be uploaded; nothing was started. */
        record Stopped(Trouble trouble) implements Sent {}
    }

    Sent upload(Wish wish) {
        var names = new HashMap<String, String>();
        return upload("first_frame", wish.firstFrame(), names)
                .or(() -> upload("last_frame", wish.lastFrame(), names))
                .<Sent>map(Sent.Stopped::new)
                .orElseGet(() -> new Sent.Ready(Map.copyOf(names)));
    }

    /** The trouble, if there is any. */
    private Optional<Trouble> upload(
            String place, Wish.@Nullable Picture picture, Map<String, String> names) {
        if (picture == null) {
            return Optional.empty();
        }
        var bytes = Pictures.bytes(picture);
        var form =
                new Multipart()
                        .file("image", name(picture, bytes), picture.mediaType(), bytes)
                        .field("type", "input")
                        .field("subfolder", "conch")
                        .field("overwrite", "true");
        var reply = http.ask(form.post("/upload/image"));
        if (reply instanceof Reply.Answer answer
                && answer.ok()
                && answer.json().path("name").isString()) {
            var folder = answer.json().path("subfolder").asString("");
            var name = answer.json().path("name").asString();
            names.put(place, folder.isEmpty() ? name : folder + "/" + name);
            return Optional.empty();
        }
        return Optional.of(
                reply instanceof Reply.Answer refused
                                && refusals.trouble(refused).errorClass().endsTask()
                        ? refusals.trouble(refused)
                        : refusals.silence(reply));
    }

    private static String name(Wish.Picture picture, byte[] bytes) {
        try {
            var hash = MessageDigest.getInstance("SHA-256").digest(bytes);
            return HexFormat.of().formatHex(hash, 0, 16)
                    + "."
                    + picture.mediaType().replaceFirst(".*/", "");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
