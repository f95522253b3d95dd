package dev.conch.provider.runapi;

import dev.conch.provider.Trouble;
import dev.conch.provider.Wish;
import dev.conch.provider.http.Call;
import dev.conch.provider.http.Pictures;
import dev.conch.provider.http.Reply;
import dev.conch.provider.http.UpstreamHttp;

import tools.jackson.databind.json.JsonMapper;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

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
        return !upload || wish.pictures().allMatch(picture -> picture.url() != null);
    }

    Sent send(Wish wish) {
        var addresses = new ArrayList<String>();
        for (var picture : wish.pictures().toList()) {
            if (!upload || picture.url() != null) {
                addresses.add(Pictures.urlOrData(picture));
                continue;
            }
            switch (http.ask(file(picture))) {
                case Reply.Answer answer when answer.ok() && answer.json().path("url").isString() ->
                        addresses.add(answer.json().path("url").asString());
                case Reply other -> {
                    return new Sent.Stopped(refusals.silence(other));
                }
            }
        }
        return new Sent.Ready(inPlace(wish, addresses));
    }

    /** Addresses in the order of {@link Wish#pictures}, each to where it belongs. */
    private static Order.Addresses inPlace(Wish wish, List<String> addresses) {
        var left = new ArrayDeque<>(addresses);
        var first = wish.firstFrame() == null ? null : left.remove();
        var last = wish.lastFrame() == null ? null : left.remove();
        return new Order.Addresses(first, last, List.copyOf(left));
    }

    private static Call file(Wish.Picture picture) {
        var body = JsonMapper.shared().createObjectNode();
        body.putObject("source").put("type", "base64").put("data", Pictures.base64(picture));
        body.put("file_name", "frame." + picture.mediaType().replaceFirst(".*/", ""));
        return Call.post("/api/v1/files", body.toString());
    }
}
