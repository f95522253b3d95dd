package dev.conch.api.runapi;

import dev.conch.account.Caller;
import dev.conch.api.Authenticator;
import dev.conch.api.Json;
import dev.conch.api.RequestBody;
import dev.conch.api.RequestId;
import dev.conch.api.RouteTable;
import dev.conch.api.Routes;
import dev.conch.asset.FileLinks;
import dev.conch.asset.ImageIntake;
import dev.conch.base.Cents;
import dev.conch.base.ErrorCode;
import dev.conch.base.GatewayException;
import dev.conch.base.TaskId;
import dev.conch.catalog.Catalog;
import dev.conch.catalog.ValidRequest;
import dev.conch.catalog.Validation;
import dev.conch.task.Task;
import dev.conch.task.TaskOrder;
import dev.conch.task.TaskState;
import dev.conch.task.Tasks;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The guide's endpoints: create a video, ask how far it is. */
public final class VideoRoutes implements Routes {
    private static final HeaderName TASK_ID = HeaderNames.create("X-RunAPI-Task-Id");

    private final Parts parts;
    private final TaskJson json;
    private final Limits limits;
    private final Function<ServerRequest, String> origin;

    /** What the routes need of the rest. */
    public record Parts(
            Authenticator authenticator,
            Catalog catalog,
            Tasks tasks,
            ImageIntake images,
            FileLinks links) {}

    /** The largest bodies that are read, in bytes: with an image in them, and without. */
    public record Limits(int maxImageBody, int maxBody) {}

    /**
     * Routes for every action of the catalog.
     *
     * @param origin the scheme and authority under which a caller reaches this server
     */
    public VideoRoutes(Parts parts, Limits limits, Function<ServerRequest, String> origin) {
        this.parts = parts;
        this.json = new TaskJson(parts.links());
        this.limits = limits;
        this.origin = origin;
    }

    @Override
    public void addTo(RouteTable table) {
        for (var action : parts.catalog().actions()) {
            table.post(action.endpoint(), (request, response) -> create(action, request, response));
            table.get(action.endpoint() + "/{id}", this::find);
        }
        parts.catalog().actions().stream()
                .map(Catalog.Action::service)
                .distinct()
                .forEach(service -> table.get("/api/v1/" + service + "/{id}", this::find));
        table.get("/api/v1/tasks/{id}", this::find);
    }

    private void create(Catalog.Action action, ServerRequest request, ServerResponse response) {
        var caller = parts.authenticator().authenticate(request);
        var body =
                RequestBody.readObject(
                        request,
                        response,
                        takesImages(action) ? limits.maxImageBody() : limits.maxBody());
        var valid =
                switch (parts.catalog().validate(action.name(), body)) {
                    case Validation.Accepted(var accepted) -> accepted;
                    case Validation.Refused(var message, var errors) ->
                            throw new GatewayException(
                                    ErrorCode.VALIDATION_FAILED, message, errors);
                };
        var clientRequestId = RequestId.ofClient(request).orElse(null);
        var task = parts.tasks().accept(order(caller, valid, clientRequestId));
        mark(response, task);
        Json.send(response, 200, json.created(task));
    }

    private static boolean takesImages(Catalog.Action action) {
        return action.name().startsWith("image_to_");
    }

    private TaskOrder order(Caller caller, ValidRequest valid, @Nullable String clientRequestId) {
        var parameters =
                new TaskOrder.Parameters(
                        valid.prompt(),
                        valid.durationSeconds(),
                        valid.resolution().name(),
                        valid.resolution().height(),
                        image("first_frame_image_url", valid.firstFrameImageUrl()),
                        image("last_frame_image_url", valid.lastFrameImageUrl()),
                        valid.promptOptimizer(),
                        valid.enableSafetyChecker(),
                        valid.callbackUrl());
        return new TaskOrder(
                caller.account().id(),
                caller.apiKeyId(),
                valid.service(),
                valid.action(),
                valid.model(),
                parameters.toJson(),
                new Cents(valid.priceCents()),
                valid.warnings(),
                clientRequestId);
    }

    private @Nullable String image(String field, @Nullable String url) {
        return url == null ? null : parts.images().accept(field, url).sha256();
    }

    private void find(ServerRequest request, ServerResponse response) {
        var caller = parts.authenticator().authenticate(request);
        var task = own(caller, request.path().pathParameters().get("id"));
        var assets =
                task.state() == TaskState.COMPLETED
                        ? parts.tasks().assets(task.id())
                        : List.<dev.conch.task.TaskAsset>of();
        mark(response, task);
        Json.send(response, 200, json.whole(task, assets, origin.apply(request)));
    }

    /** A stranger's task is as unknown as one that never was. */
    private Task own(Caller caller, String text) {
        var id =
                TaskId.parse(text)
                        .orElseThrow(
                                () ->
                                        new GatewayException(
                                                ErrorCode.INVALID_RESOURCE_ID,
                                                "A task id is a UUID or tsk_ and 32 hexadecimal"
                                                        + " digits"));
        return parts.tasks()
                .find(id)
                .filter(task -> task.order().accountId() == caller.account().id())
                .orElseThrow(
                        () -> new GatewayException(ErrorCode.NOT_FOUND, "There is no task " + id));
    }

    private static void mark(ServerResponse response, Task task) {
        response.header(TASK_ID, task.id().toString());
        Optional.ofNullable(task.order().clientRequestId())
                .ifPresent(id -> RequestId.echo(response, id));
    }
}
