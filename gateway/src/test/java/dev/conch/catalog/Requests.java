package dev.conch.catalog;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import java.util.List;

/** Bodies of requests for tests, and what the built-in catalog says to them. */
final class Requests {
    static final JsonMapper MAPPER = new JsonMapper();
    static final Catalog CATALOG = Catalog.load();

    static final String T2V_PRO = "hailuo-02-text-to-video-pro";
    static final String T2V_STANDARD = "hailuo-02-text-to-video-standard";
    static final String I2V_PRO = "hailuo-02-image-to-video-pro";
    static final String I2V_STANDARD = "hailuo-02-image-to-video-standard";
    static final String I2V_23_PRO = "hailuo-2.3-image-to-video-pro";
    static final String I2V_23_STANDARD = "hailuo-2.3-image-to-video-standard";
    static final List<String> MODELS =
            List.of(T2V_PRO, T2V_STANDARD, I2V_PRO, I2V_STANDARD, I2V_23_PRO, I2V_23_STANDARD);

    private Requests() {}

    static String action(String model) {
        return model.contains("text-to") ? "text_to_video" : "image_to_video";
    }

    /** An endpoint of the Hailuo models. */
    static Catalog.Action hailuo(String action) {
        return CATALOG.action("hailuo", action).orElseThrow();
    }

    /** An endpoint of MiniMax H3. */
    static Catalog.Action h3(String action) {
        return CATALOG.action("minimax_h3", action).orElseThrow();
    }

    static Model model(String name) {
        return CATALOG.find(hailuo(action(name)), name).orElseThrow();
    }

    /** The least that the model takes. */
    static ObjectNode minimal(String model) {
        ObjectNode body = MAPPER.createObjectNode().put("model", model).put("prompt", "A marble.");
        if (action(model).equals("image_to_video")) {
            body.put("first_frame_image_url", "https://images.example/first.png");
        }
        return body;
    }

    /** The least that the model takes, with the members of {@code json} put over it. */
    static ObjectNode with(String model, String json) {
        ObjectNode body = minimal(model);
        for (var entry : MAPPER.readTree(json).properties()) {
            body.set(entry.getKey(), entry.getValue());
        }
        return body;
    }

    static ValidRequest accepted(String model, JsonNode body) {
        return accepted(hailuo(action(model)), body);
    }

    static ValidRequest accepted(Catalog.Action action, JsonNode body) {
        return switch (CATALOG.validate(action, body)) {
            case Validation.Accepted(var request) -> request;
            case Validation.Refused(var message, _) ->
                    throw new AssertionError("refused: " + message);
        };
    }

    static Validation.Refused refused(String action, JsonNode body) {
        return refused(hailuo(action), body);
    }

    static Validation.Refused refused(Catalog.Action action, JsonNode body) {
        return switch (CATALOG.validate(action, body)) {
            case Validation.Accepted(var request) -> throw new AssertionError("took: " + request);
            case Validation.Refused refused -> refused;
        };
    }
}
