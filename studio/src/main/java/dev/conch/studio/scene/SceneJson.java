package dev.conch.studio.scene;

import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The JSON form of scenes and interpretations, described in {@code docs/scene-format.md}. Reading
 * what was written gives an equal value, to the last bit of every number.
 */
public final class SceneJson {
    private static final JsonMapper MAPPER =
            JsonMapper.builder()
                    .enable(SerializationFeature.INDENT_OUTPUT)
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();

    private SceneJson() {}

    public static String write(Scene scene) {
        return MAPPER.writeValueAsString(RecordJson.write(scene));
    }

    public static String write(Interpretation interpretation) {
        return MAPPER.writeValueAsString(RecordJson.write(interpretation));
    }

    /**
     * Reads a scene and checks that it can be simulated and drawn.
     *
     * @throws IllegalArgumentException naming the field that is missing, unknown or out of range
     */
    public static Scene read(String json) {
        var scene = RecordJson.read(parse(json), Scene.class, "");
        SceneCheck.check(scene);
        return scene;
    }

    /**
     * Reads what {@link #write(Interpretation)} wrote.
     *
     * @throws IllegalArgumentException naming the field that is missing or unknown
     */
    public static Interpretation readInterpretation(String json) {
        return RecordJson.read(parse(json), Interpretation.class, "");
    }

    private static JsonNode parse(String json) {
        try {
            return MAPPER.readTree(json);
        } catch (JacksonException e) {
            throw new IllegalArgumentException("not JSON: " + e.getOriginalMessage(), e);
        }
    }
}
