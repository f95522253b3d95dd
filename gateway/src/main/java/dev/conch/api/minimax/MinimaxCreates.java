package dev.conch.api.minimax;

import dev.conch.account.Caller;
import dev.conch.account.Scope;
import dev.conch.api.Authenticator;
import dev.conch.api.IdempotencyHeader;
import dev.conch.api.RequestBody;
import dev.conch.api.RequestId;
import dev.conch.api.VideoOrders;
import dev.conch.catalog.Catalog;
import dev.conch.catalog.CurrentCatalog;
import dev.conch.task.Task;
import dev.conch.webhook.CallbackChallenge;

import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

import tools.jackson.databind.node.ObjectNode;

import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Takes creates of both generations.
 *
 * @param maxBody the largest body that is read, in bytes
 */
public record MinimaxCreates(
        Authenticator authenticator,
        CurrentCatalog catalog,
        VideoOrders orders,
        CallbackChallenge challenge,
        Function<ServerRequest, String> origin,
        int maxBody) {
    /** Accepts a create, or finds what it was accepted as before. */
    Task create(
            ServerRequest request,
            ServerResponse response,
            Generation generation,
            BiFunction<Catalog, ObjectNode, Ordered> reader) {
        var caller = caller(request, response, Scope.VIDEO_CREATE);
        var body = RequestBody.readObject(request, response, maxBody);
        var key = IdempotencyHeader.of(request, caller.projectId(), body).orElse(null);
        var ordered = reader.apply(catalog.get(), body);
        if (ordered.callbackUrl() != null) {
            orders.requireCallback(caller, ordered.callbackUrl());
            challenge.ask(ordered.callbackUrl());
        }
        var marks =
                new VideoOrders.Marks(
                        RequestId.ofClient(request).orElse(null),
                        origin.apply(request),
                        generation.storedName());
        return orders.place(
                        new VideoOrders.Wanted(
                                ordered.action(),
                                caller,
                                ordered.body(),
                                ordered.watermark(),
                                marks,
                                key))
                .task();
    }

    Caller caller(ServerRequest request, ServerResponse response, Scope scope) {
        return authenticator.authenticate(request, response, scope);
    }
}
