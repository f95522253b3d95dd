package dev.conch.api.minimax;

import dev.conch.base.ErrorCode;
import dev.conch.base.GatewayException;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.Optional;
import java.util.OptionalInt;

/** Reads fields of MiniMax's bodies; null is as good as absent. */
record BodyReader(ObjectNode body) {
    Optional<String> text(String field) {
        return present(field)
                .map(
                        value -> {
                            if (!value.isString()) {
                                throw wrong(field + " must be a string");
                            }
                            return value.asString();
                        });
    }

    OptionalInt integer(String field) {
        var value = present(field);
        if (value.isEmpty()) {
            return OptionalInt.empty();
        }
        if (!value.get().isIntegralNumber() || !value.get().canConvertToInt()) {
            throw wrong(field + " must be an integer");
        }
        return OptionalInt.of(value.get().asInt());
    }

    Optional<Boolean> bool(String field) {
        return present(field)
                .map(
                        value -> {
                            if (!value.isBoolean()) {
                                throw wrong(field + " must be a boolean");
                            }
                            return value.asBoolean();
                        });
    }

    Optional<JsonNode> present(String field) {
        return Optional.ofNullable(body.get(field)).filter(value -> !value.isNull());
    }

    static GatewayException wrong(String message) {
        return new GatewayException(ErrorCode.VALIDATION_FAILED, message);
    }
}
