package dev.conch.provider.replicate;

import tools.jackson.databind.JsonNode;

import java.util.Optional;
import java.util.regex.Pattern;

/** A prediction as Replicate shows it. */
record Prediction(JsonNode json) {
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,128}");

    /** Whether a text can be a prediction's id; ours go into paths. */
    static boolean isId(String text) {
        return ID.matcher(text).matches();
    }

    Optional<String> id() {
        return json.path("id").stringValueOpt().filter(Prediction::isId);
    }

    /** Empty for an answer that is no prediction. */
    String status() {
        return json.path("status").stringValue("");
    }

    /** Where the video is; empty when there is none, or none any more. */
    Optional<String> video() {
        var output = json.path("output");
        return (output.isArray() ? output.path(0) : output)
                .stringValueOpt()
                .filter(url -> !url.isEmpty());
    }

    /** Whether it has ended without a video and without an error. */
    boolean isStopped() {
        return status().equals("canceled") || status().equals("aborted");
    }
}
