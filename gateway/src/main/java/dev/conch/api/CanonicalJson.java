package dev.conch.api;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.TreeMap;

/**
 * Tells whether two JSON values mean the same: members in any order, null as absent, 6 as 6.0.
 * Pure.
 */
final class CanonicalJson {
    private CanonicalJson() {}

    /** SHA-256 of the canonical form, in hexadecimal. */
    static String sha256(JsonNode value) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            add(digest, value);
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static void add(MessageDigest digest, JsonNode value) {
        if (value instanceof ObjectNode object) {
            addObject(digest, object);
        } else if (value.isArray()) {
            add(digest, "[");
            value.forEach(item -> add(digest, item));
            add(digest, "]");
        } else if (value.isNumber()) {
            add(digest, "n" + value.decimalValue().stripTrailingZeros().toPlainString());
        } else if (value.isString()) {
            add(digest, "s" + value.stringValue());
        } else {
            add(digest, value.toString());
        }
    }

    private static void addObject(MessageDigest digest, ObjectNode object) {
        var members = new TreeMap<String, JsonNode>();
        object.properties().forEach(member -> members.put(member.getKey(), member.getValue()));
        add(digest, "{");
        members.forEach(
                (name, member) -> {
                    if (!member.isNull()) {
                        add(digest, "k" + name);
                        add(digest, member);
                    }
                });
        add(digest, "}");
    }

    /** With its length before it, so that no two sequences of texts are alike. */
    private static void add(MessageDigest digest, String text) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        digest.update((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
        digest.update(bytes);
    }
}
