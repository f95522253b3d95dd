package dev.conch.api.runapi;

import dev.conch.account.Scope;
import dev.conch.api.Authenticator;
import dev.conch.api.IdempotencyHeader;
import dev.conch.api.Json;
import dev.conch.api.RequestBody;
import dev.conch.api.RequestId;
import dev.conch.api.RouteTable;
import dev.conch.api.Routes;
import dev.conch.api.VideoOrders;
import dev.conch.catalog.Catalog;
import dev.conch.catalog.CurrentCatalog;
import dev.conch.catalog.Model;

import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

import java.util.function.Function;

/** The guide's endpoints that create a video. */
public final class VideoRoutes implements Routes {
    private final Parts parts;
    private final TaskJson json;
    private final Limits limits;
    private final Function<ServerRequest, String> origin;

    /** What the routes need of the rest. */
    public record Parts(
            Authenticator authenticator,
            CurrentCatalog catalog,
            VideoOrders orders,
            TaskJson json) {}

    /** The largest bodies that are read, in bytes: with an image in them, and without. */
    public record Limits(int maxImageBody, int maxBody) {}

    /**
     * Routes for every action of the catalog.
     *
     * @param origin the scheme and authority under which a caller reaches this server
     */
    public VideoRoutes(Parts parts, Limits limits, Function<ServerRequest, String> origin) {
        this.parts = parts;
        this.json = parts.json();
        this.limits = limits;
        this.origin = origin;
    }

    @Override
    public void addTo(RouteTable table) {
        for (var action : parts.catalog().get().actions()) {
            table.post(action.endpoint(), (request, response) -> create(action, request, response));
        }
    }

    private void create(Catalog.Action action, ServerRequest request, ServerResponse response) {
        var caller = parts.authenticator().authenticate(request, response, Scope.VIDEO_CREATE);
        var body =
                RequestBody.readObject(
                        request,
                        response,
                        takesImages(action) ? limits.maxImageBody() : limits.maxBody());
        var key = IdempotencyHeader.of(request, caller.projectId(), body).orElse(null);
        var marks =
                new VideoOrders.Marks(
                        RequestId.ofClient(request).orElse(null), origin.apply(request), null);
        var acceptance =
                parts.orders()
                        .place(new VideoOrders.Wanted(action, caller, body, false, marks, key));
        TaskRoutes.mark(response, acceptance.task());
        Json.send(response, 200, json.created(acceptance));
    }

    private boolean takesImages(Catalog.Action action) {
        return parts.catalog().get().models(action).stream().anyMatch(Model::takesImages);
    }
}
