package dev.conch.api.admin;

import dev.conch.account.Scope;
import dev.conch.api.Authenticator;
import dev.conch.api.Json;

import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

import tools.jackson.databind.node.ObjectNode;

import java.util.Iterator;
import java.util.function.Function;

/** Lets in who may come in, and sends what was done for them. */
final class Door {
    private final Authenticator authenticator;

    Door(Authenticator authenticator) {
        this.authenticator = authenticator;
    }

    /** For operators only. */
    Handler operators(Function<Visit, ObjectNode> deed) {
        return (request, response) -> {
            var visitor = visitor(request, response);
            visitor.requireOperator();
            Json.send(response, 200, deed.apply(new Visit(request, response, visitor)));
        };
    }

    /** For operators and for the administrators of the account that the path names. */
    Handler account(Function<Visit, ObjectNode> deed) {
        return (request, response) -> {
            var visit = new Visit(request, response, visitor(request, response));
            visit.visitor().requireAccount(visit.account());
            Json.send(response, 200, deed.apply(visit));
        };
    }

    /** For all administrators; what they may see is the deed's to decide. */
    Handler everybody(Function<Visit, ObjectNode> deed) {
        return (request, response) ->
                Json.send(
                        response,
                        200,
                        deed.apply(new Visit(request, response, visitor(request, response))));
    }

    /** The same for answers that are long: one object a line. */
    Handler lines(Function<Visit, Iterator<ObjectNode>> deed) {
        return (request, response) ->
                Json.sendLines(
                        response,
                        deed.apply(new Visit(request, response, visitor(request, response))));
    }

    private Visitor visitor(ServerRequest request, ServerResponse response) {
        return authenticator
                .operator(request)
                .<Visitor>map(Visitor.Operator::new)
                .orElseGet(
                        () ->
                                new Visitor.AccountAdmin(
                                        authenticator.authenticate(
                                                request, response, Scope.ADMIN)));
    }
}
