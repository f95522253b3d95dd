package dev.conch.provider.minimax;

import dev.conch.provider.Hook;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

import java.util.Locale;

/**
 * What MiniMax sends to a callback address: a challenge when a task is created, to be sent back
 * within 3 seconds, and then a message at each change. Nothing is signed, so a message is worth a
 * look at the task and no more.
 */
final class Callback {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int LONGEST_CHALLENGE = 4096;
    private static final Hook.Answer NOT_UNDERSTOOD = new Hook.Answer(400, "{}", false);
    private static final Hook.Answer NOTED = new Hook.Answer(200, "{}", false);

    private Callback() {}

    static Hook.Answer answer(Hook message) {
        var body = read(message.body());
        if (!body.isObject()) {
            return NOT_UNDERSTOOD;
        }
        var challenge = body.path("challenge");
        if (challenge.isMissingNode()) {
            return changesNothing(body) ? NOTED : Hook.Answer.WAKE;
        }
        if (!challenge.isValueNode() || challenge.toString().length() > LONGEST_CHALLENGE) {
            return NOT_UNDERSTOOD;
        }
        var echo = JSON.createObjectNode();
        echo.set("challenge", challenge);
        return new Hook.Answer(200, echo.toString(), false);
    }

    private static JsonNode read(byte[] body) {
        try {
            return JSON.readTree(body);
        } catch (JacksonException _) {
            return MissingNode.getInstance();
        }
    }

    /** It goes on: the next poll is early enough to hear of that. */
    private static boolean changesNothing(JsonNode body) {
        var word = body.path("status").asString(body.path("task").path("status").asString(""));
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "preparing", "queueing", "processing", "queued", "running" -> true;
            default -> false;
        };
    }
}
