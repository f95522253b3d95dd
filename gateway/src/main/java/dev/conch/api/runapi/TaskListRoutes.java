package dev.conch.api.runapi;

import dev.conch.account.Scope;
import dev.conch.api.Authenticator;
import dev.conch.api.Json;
import dev.conch.api.QueryText;
import dev.conch.api.RouteTable;
import dev.conch.api.Routes;
import dev.conch.base.ErrorCode;
import dev.conch.base.GatewayException;
import dev.conch.base.TaskId;
import dev.conch.task.TaskFilter;
import dev.conch.task.TaskState;
import dev.conch.task.Tasks;

import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * {@code GET /api/v1/tasks}: the account's tasks, the newest first. {@code status}, {@code model},
 * {@code project_id}, {@code created_from} and {@code created_to} filter; {@code limit} is 1 to
 * 100; {@code cursor} is the {@code next_cursor} of the page before.
 */
public final class TaskListRoutes implements Routes {
    private static final int DEFAULT_LIMIT = 20;
    private static final int MOST = 100;

    private final Authenticator authenticator;
    private final Tasks tasks;
    private final TaskJson json;
    private final Function<ServerRequest, String> origin;

    public TaskListRoutes(
            Authenticator authenticator,
            Tasks tasks,
            TaskJson json,
            Function<ServerRequest, String> origin) {
        this.authenticator = authenticator;
        this.tasks = tasks;
        this.json = json;
        this.origin = origin;
    }

    @Override
    public void addTo(RouteTable table) {
        table.get("/api/v1/tasks", this::list);
    }

    private void list(ServerRequest request, ServerResponse response) {
        var caller = authenticator.authenticate(request, response, Scope.VIDEO_READ);
        var query = new QueryText(request);
        int limit = query.integer("limit", 1, MOST, DEFAULT_LIMIT);
        var filter =
                new TaskFilter(
                        caller.accountId(),
                        query.number("project_id"),
                        query.text("status").map(TaskListRoutes::states).orElse(Set.of()),
                        query.text("model").orElse(null),
                        query.instant("created_from"),
                        query.instant("created_to"),
                        query.text("cursor")
                                .map(
                                        text ->
                                                TaskId.parse(text)
                                                        .orElseThrow(() -> query.wrong("cursor")))
                                .orElse(null));
        var page = tasks.list(filter, limit + 1);
        var body = Json.object();
        var data = body.putArray("tasks");
        page.stream()
                .limit(limit)
                .forEach(
                        task ->
                                data.add(
                                        json.whole(
                                                task,
                                                task.state() == TaskState.COMPLETED
                                                        ? tasks.assets(task.id())
                                                        : List.of(),
                                                origin.apply(request))));
        boolean more = page.size() > limit;
        body.put("has_more", more);
        body.put("next_cursor", more ? page.get(limit - 1).id().toString() : null);
        Json.send(response, 200, body);
    }

    /** The states behind public words, separated by commas. */
    private static Set<TaskState> states(String statuses) {
        var words =
                Arrays.stream(statuses.split(",")).map(String::strip).collect(Collectors.toSet());
        var known =
                Arrays.stream(TaskState.values())
                        .flatMap(state -> Stream.of(state.publicStatus(), state.storedName()))
                        .collect(Collectors.toCollection(TreeSet::new));
        if (!known.containsAll(words)) {
            throw new GatewayException(
                    ErrorCode.MALFORMED_REQUEST,
                    "status must be one or more of: " + String.join(", ", known));
        }
        return Arrays.stream(TaskState.values())
                .filter(
                        state ->
                                words.contains(state.publicStatus())
                                        || words.contains(state.storedName()))
                .collect(Collectors.toSet());
    }
}
