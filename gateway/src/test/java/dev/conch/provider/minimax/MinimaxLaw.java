package dev.conch.provider.minimax;

import tools.jackson.databind.JsonNode;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.StreamSupport;

/** What MiniMax takes, written down a second time from its pages and apart from models.json. */
final class MinimaxLaw {
    private static final Set<String> TEXT =
            Set.of("MiniMax-Hailuo-2.3", "MiniMax-Hailuo-02", "T2V-01", "T2V-01-Director");
    private static final Set<String> FIRST =
            Set.of(
                    "MiniMax-Hailuo-2.3",
                    "MiniMax-Hailuo-2.3-Fast",
                    "MiniMax-Hailuo-02",
                    "I2V-01",
                    "I2V-01-Director",
                    "I2V-01-live");
    private static final Map<String, List<Integer>> H3 =
            Map.of("768P", List.of(4, 15), "2K", List.of(4, 15));
    private static final Map<String, List<Integer>> H3_MAX =
            Map.of("480P", List.of(5, 15), "768P", List.of(5, 15));
    private static final Set<String> RATIOS =
            Set.of("adaptive", "21:9", "16:9", "4:3", "1:1", "3:4", "9:16");

    private MinimaxLaw() {}

    static boolean v1(JsonNode body) {
        var model = body.path("model").asString("");
        return modeIsLegal(model, body)
                && sizeIsLegal(model, body)
                && body.path("prompt").asString("").length() <= 2000;
    }

    private static boolean modeIsLegal(String model, JsonNode body) {
        if (body.has("subject_reference")) {
            return model.equals("S2V-01");
        }
        if (body.has("last_frame_image")) {
            return model.equals("MiniMax-Hailuo-02");
        }
        return body.has("first_frame_image")
                ? FIRST.contains(model)
                : TEXT.contains(model) && body.has("prompt");
    }

    private static boolean sizeIsLegal(String model, JsonNode body) {
        if (model.contains("V-01")) {
            return !body.has("duration") && !body.has("resolution");
        }
        int seconds = body.path("duration").asInt(6);
        boolean fromImage = body.has("first_frame_image") && !body.has("last_frame_image");
        return switch (body.path("resolution").asString("768P")) {
            case "512P" ->
                    model.equals("MiniMax-Hailuo-02")
                            && fromImage
                            && (seconds == 6 || seconds == 10);
            case "768P" -> seconds == 6 || seconds == 10;
            case "1080P" -> seconds == 6;
            default -> false;
        };
    }

    /** What is wrong with it; empty if nothing. */
    static String v2(JsonNode body) {
        var model = body.path("model").asString("");
        if (!model.equals("MiniMax-H3") && !model.equals("MiniMax-H3-Max")) {
            return "unknown model";
        }
        var range =
                (model.equals("MiniMax-H3") ? H3 : H3_MAX)
                        .getOrDefault(body.path("resolution").asString(""), List.of(1, 0));
        int seconds = body.path("duration").asInt(0);
        if (seconds < range.getFirst() || seconds > range.getLast()) {
            return "no such resolution and duration";
        }
        if (body.has("extra") && !model.equals("MiniMax-H3-Max")) {
            return "extra is for H3-Max";
        }
        return content(body);
    }

    private static String content(JsonNode body) {
        var roles =
                StreamSupport.stream(body.path("content").spliterator(), false)
                        .map(item -> item.path("role").asString("text"))
                        .toList();
        boolean texts =
                StreamSupport.stream(body.path("content").spliterator(), false)
                                .filter(item -> !item.path("text").asString("").isBlank())
                                .count()
                        == 1;
        boolean frames = roles.stream().anyMatch(role -> role.endsWith("_frame"));
        boolean references = roles.stream().anyMatch(role -> role.startsWith("reference_"));
        var ratio = body.path("ratio").asString("none");
        if (!texts) {
            return "content must include a non-empty text item";
        }
        if (frames && references) {
            return "frames and references exclude each other";
        }
        if (!frames && !references && (!RATIOS.contains(ratio) || ratio.equals("adaptive"))) {
            return "text alone needs a ratio";
        }
        return "";
    }
}
