package dev.conch.api.admin;

import dev.conch.api.IdempotencyHeader;
import dev.conch.api.Json;
import dev.conch.api.QueryText;
import dev.conch.api.RequestBody;
import dev.conch.base.ErrorCode;
import dev.conch.base.GatewayException;
import dev.conch.base.TaskId;
import dev.conch.idempotency.IdempotencyKey;

import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.node.ObjectNode;

import java.util.Optional;

/** One request and who makes it. Used by one thread. */
final class Visit {
    private static final int LARGEST_BODY = 64 * 1024;
    private static final String DIGITS = "[0-9]{1,18}";

    private final ServerRequest request;
    private final ServerResponse response;
    private final Visitor visitor;
    private @Nullable ObjectNode body;

    Visit(ServerRequest request, ServerResponse response, Visitor visitor) {
        this.request = request;
        this.response = response;
        this.visitor = visitor;
    }

    Visitor visitor() {
        return visitor;
    }

    String actor() {
        return visitor.actor();
    }

    /** The account that the path names. */
    long account() {
        return number("account");
    }

    /**
     * The account that the query names, null for all; an account's administrator sees what concerns
     * the own account.
     */
    @Nullable Long accountToSee() {
        var asked = query().number("account");
        return switch (visitor) {
            case Visitor.Operator _ -> asked;
            case Visitor.AccountAdmin own -> {
                own.requireAccount(asked == null ? own.caller().accountId() : asked);
                yield own.caller().accountId();
            }
        };
    }

    /** A number in the path. */
    long number(String name) {
        var text = text(name);
        if (!text.matches(DIGITS)) {
            throw new GatewayException(
                    ErrorCode.INVALID_RESOURCE_ID,
                    "The id of %s %s is a number".formatted(article(name), name));
        }
        return Long.parseLong(text);
    }

    private static String article(String name) {
        return "aeiou".indexOf(name.charAt(0)) >= 0 ? "an" : "a";
    }

    /** A text in the path. */
    String text(String name) {
        return request.path().pathParameters().get(name);
    }

    /** The task that the path names, in either spelling of its id. */
    TaskId task() {
        return TaskId.parse(text("task"))
                .orElseThrow(
                        () ->
                                new GatewayException(
                                        ErrorCode.INVALID_RESOURCE_ID,
                                        "A task id is a UUID or tsk_ and 32 hexadecimal digits"));
    }

    QueryText query() {
        return new QueryText(request);
    }

    /** The body; an empty one is an object without members. */
    ObjectNode body() {
        if (body == null) {
            body =
                    request.content().hasEntity()
                            ? RequestBody.readObject(request, response, LARGEST_BODY)
                            : Json.object();
        }
        return body;
    }

    Fields fields() {
        return new Fields(body());
    }

    Optional<IdempotencyKey> idempotencyKey() {
        return IdempotencyHeader.of(request, visitor.project(), body());
    }
}
