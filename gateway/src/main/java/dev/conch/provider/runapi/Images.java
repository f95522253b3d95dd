package dev.conch.provider.runapi;

import dev.conch.provider.Trouble;
import dev.conch.provider.Wish;
import dev.conch.provider.http.Call;
import dev.conch.provider.http.Pictures;
import dev.conch.provider.http.Reply;
import dev.conch.provider.http.UpstreamHttp;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.json.JsonMapper;

import java.util.HashMap;
import java.util.Map;

/**
 * Gets a wish's images to the other gateway: by their own address where they have one, as data
 * where the server takes that (Conch does), or as a file uploaded before (RunAPI).
 *
 * @param upload whether images without an address are uploaded
 */
record Images(UpstreamHttp http, Refusals refusals, boolean upload) {
    /** What came of it. */
    sealed interface Sent {
        record Ready(Order.Addresses addresses) implements Sent {}

        /** An image could not be uploaded; nothing was started. */
        record Stopped(Trouble trouble) implements Sent {}
    }

    /** Whether the images of a wish have the same address whenever they are sent. */
    boolean repeatable(Wish wish) {
        return !upload || (hasAddress(wish.firstFrame()) && hasAddress(wish.lastFrame()));
    }

    private static boolean hasAddress(Wish.@Nullable Picture picture) {
        return picture == null || picture.url() != null;
    }

    Sent send(Wish wish) {
        var addresses = new HashMap<String, String>();
        for (var frame : frames(wish).entrySet()) {
            var picture = frame.getValue();
            if (!upload || picture.url() != null) {
                addresses.put(frame.getKey(), Pictures.urlOrData(picture));
                continue;
            }
            switch (http.ask(file(picture))) {
                case Reply.Answer answer when answer.ok() && answer.json().path("url").isString() ->
                        addresses.put(frame.getKey(), answer.json().path("url").asString());
                case Reply other -> {
                    return new Sent.Stopped(refusals.silence(other));
                }
            }
        }
        return new Sent.Ready(new Order.Addresses(addresses.get("first"), addresses.get("last")));
    }

    private static Map<String, Wish.Picture> frames(Wish wish) {
        var frames = new HashMap<String, Wish.Picture>();
        if (wish.firstFrame() != null) {
            frames.put("first", wish.firstFrame());
        }
        if (wish.lastFrame() != null) {
            frames.put("last", wish.lastFrame());
        }
        return frames;
    }

    private static Call file(Wish.Picture picture) {
        var body = JsonMapper.shared().createObjectNode();
        body.putObject("source").put("type", "base64").put("data", Pictures.base64(picture));
        body.put("file_name", "frame." + picture.mediaType().replaceFirst(".*/", ""));
        return Call.post("/api/v1/files", body.toString());
    }
}
