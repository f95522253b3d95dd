package dev.conch.api.minimax;

import dev.conch.account.Scope;
import dev.conch.api.FileRoutes;
import dev.conch.api.Json;
import dev.conch.api.QueryText;
import dev.conch.api.RouteTable;
import dev.conch.api.Routes;
import dev.conch.base.ErrorCode;
import dev.conch.base.GatewayException;
import dev.conch.task.TaskAsset;
import dev.conch.task.Tasks;

import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

/**
 * MiniMax's first generation: create, query, and the download in two steps. Everything is answered
 * with HTTP 200, and {@code base_resp} says what is wrong.
 */
public final class MinimaxV1Routes implements Routes {
    private static final String CREATE = "/v1/video_generation";
    private static final String QUERY = "/v1/query/video_generation";
    private static final String RETRIEVE = "/v1/files/retrieve";

    private final MinimaxCreates creates;
    private final MinimaxJson json;
    private final TaskFinder finder;
    private final FileRoutes files;

    /**
     * Routes of the first generation.
     *
     * @param files sends what is stored
     */
    public MinimaxV1Routes(
            MinimaxCreates creates, MinimaxJson json, Tasks tasks, FileRoutes files) {
        this.creates = creates;
        this.json = json;
        this.finder = new TaskFinder(tasks);
        this.files = files;
    }

    @Override
    public void addTo(RouteTable table) {
        table.post(CREATE, this::create);
        table.get(QUERY, this::query);
        table.get(RETRIEVE, this::retrieve);
        table.get(RETRIEVE + "_content", this::content);
        table.refusals(CREATE, MinimaxErrors::v1);
        table.refusals(QUERY, MinimaxErrors::v1);
        table.refusals(RETRIEVE, MinimaxErrors::v1);
    }

    private void create(ServerRequest request, ServerResponse response) {
        var task = creates.create(request, response, Generation.MINIMAX_V1, V1Order::read);
        var body = Json.object();
        body.put("task_id", task.id().shortForm());
        Json.send(response, 200, MinimaxJson.ok(body));
    }

    private void query(ServerRequest request, ServerResponse response) {
        var caller = creates.caller(request, response, Scope.VIDEO_READ);
        Json.send(response, 200, json.v1(finder.task(caller, parameter(request, "task_id"))));
    }

    private void retrieve(ServerRequest request, ServerResponse response) {
        var file = file(request, response);
        Json.send(response, 200, json.file(file, creates.origin().apply(request)));
    }

    private void content(ServerRequest request, ServerResponse response) {
        files.serve(file(request, response), request, response, true);
    }

    private TaskAsset file(ServerRequest request, ServerResponse response) {
        var caller = creates.caller(request, response, Scope.VIDEO_READ);
        return files.present(finder.file(caller, parameter(request, "file_id")).id());
    }

    private static String parameter(ServerRequest request, String name) {
        return new QueryText(request)
                .text(name)
                .orElseThrow(
                        () ->
                                new GatewayException(
                                        ErrorCode.MALFORMED_REQUEST, name + " is required"));
    }
}
