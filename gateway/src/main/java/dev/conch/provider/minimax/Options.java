package dev.conch.provider.minimax;

import org.jspecify.annotations.Nullable;

import java.util.Map;

/**
 * What an operator may set for MiniMax and nobody else.
 *
 * @param groupId sent as {@code X-Group-Id}; no current page asks for it
 * @param fastPretreatment asks V1 to shorten its rewriting of prompts
 * @param h3MaxReferences H3-Max takes references; MiniMax's pages disagree about that
 * @param exclusiveKey nothing but this one process uses the key. Only then may a task in MiniMax's
 *     list that nobody knows be taken for one whose submit was cut: elsewhere it could be somebody
 *     else's video
 * @param deleteRecords what is stored here is deleted there
 */
record Options(
        @Nullable String groupId,
        boolean fastPretreatment,
        boolean h3MaxReferences,
        boolean exclusiveKey,
        boolean deleteRecords) {

    static Options of(Map<String, String> more) {
        return new Options(
                more.get("group_id"),
                flag(more, "fast_pretreatment"),
                flag(more, "h3_max_references"),
                flag(more, "exclusive_key"),
                flag(more, "delete_records"));
    }

    private static boolean flag(Map<String, String> more, String name) {
        return switch (more.getOrDefault(name, "false")) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException(name + " must be true or false");
        };
    }
}
