package dev.conch.api.runapi;

import dev.conch.account.Caller;
import dev.conch.account.Scope;
import dev.conch.api.Authenticator;
import dev.conch.api.Json;
import dev.conch.api.RequestId;
import dev.conch.api.RouteTable;
import dev.conch.api.Routes;
import dev.conch.base.ErrorCode;
import dev.conch.base.GatewayException;
import dev.conch.base.TaskId;
import dev.conch.catalog.Catalog;
import dev.conch.catalog.CurrentCatalog;
import dev.conch.task.Task;
import dev.conch.task.TaskState;
import dev.conch.task.TaskWatch;
import dev.conch.task.Tasks;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Asks how far a task is, waits for it, cancels it. Each task is found under every action's path of
 * its service and under {@code /api/v1/tasks}.
 */
public final class TaskRoutes implements Routes {
    private static final HeaderName TASK_ID = HeaderNames.create("X-RunAPI-Task-Id");

    private static final String ANY_TASK = "/api/v1/tasks/";

    /** Longer waits are cut to this: proxies close what is silent for a minute. */
    private static final int LONGEST_WAIT_SECONDS = 55;

    /** How long the answer to a cancel waits for what comes of it. */
    private static final Duration CANCEL_WAIT = Duration.ofSeconds(5);

    private final Parts parts;
    private final Function<ServerRequest, String> origin;

    /** What the routes need of the rest. */
    public record Parts(
            Authenticator authenticator,
            CurrentCatalog catalog,
            Tasks tasks,
            TaskWatch watch,
            TaskJson json) {}

    /**
     * Routes of tasks.
     *
     * @param origin the scheme and authority under which a caller reaches this server
     */
    public TaskRoutes(Parts parts, Function<ServerRequest, String> origin) {
        this.parts = parts;
        this.origin = origin;
    }

    @Override
    public void addTo(RouteTable table) {
        var events = new TaskEvents(parts.tasks(), parts.watch(), parts.json());
        for (var path : paths(parts.catalog().get())) {
            table.get(path, this::find);
            table.delete(path, this::cancel);
            table.post(path + "/cancel", this::cancel);
            table.get(
                    path + "/events",
                    (request, response) -> {
                        var caller = caller(request, response, Scope.VIDEO_READ);
                        events.stream(own(caller, request), origin.apply(request), response);
                    });
        }
    }

    /** Every path of a task. */
    static List<String> paths(Catalog catalog) {
        var paths = new ArrayList<String>();
        for (var action : catalog.actions()) {
            paths.add(action.endpoint() + "/{id}");
        }
        catalog.actions().stream()
                .map(Catalog.Action::service)
                .distinct()
                .forEach(service -> paths.add("/api/v1/" + service + "/{id}"));
        paths.add(ANY_TASK + "{id}");
        return paths;
    }

    private Caller caller(ServerRequest request, ServerResponse response, Scope scope) {
        return parts.authenticator().authenticate(request, response, scope);
    }

    private void find(ServerRequest request, ServerResponse response) {
        var caller = caller(request, response, Scope.VIDEO_READ);
        var wait = wait(request);
        var task = own(caller, request);
        if (!wait.isZero() && !task.state().terminal()) {
            task = awaitEnd(task.id(), wait);
        }
        send(response, task, request);
    }

    private static Duration wait(ServerRequest request) {
        var text = request.query().first("wait").orElse("0");
        if (!text.matches("[0-9]{1,4}")) {
            throw new GatewayException(
                    ErrorCode.MALFORMED_REQUEST, "wait must be a number of seconds");
        }
        return Duration.ofSeconds(Math.min(Integer.parseInt(text), LONGEST_WAIT_SECONDS));
    }

    private Task awaitEnd(TaskId id, Duration atMost) {
        return await(id, atMost, task -> task.state().terminal());
    }

    private Task await(TaskId id, Duration atMost, java.util.function.Predicate<Task> enough) {
        var end = System.nanoTime() + atMost.toNanos();
        try (var watch = parts.watch().open(id)) {
            while (true) {
                var task = parts.tasks().find(id).orElseThrow();
                var left = Duration.ofNanos(end - System.nanoTime());
                if (enough.test(task) || !left.isPositive()) {
                    return task;
                }
                watch.await(left);
                if (Thread.currentThread().isInterrupted()) {
                    return task;
                }
            }
        }
    }

    /**
     * Cancels. 200 when the task has ended without a charge; 202 while the provider has not said;
     * 409 when it cannot be stopped any more.
     */
    private void cancel(ServerRequest request, ServerResponse response) {
        var caller = caller(request, response, Scope.VIDEO_CREATE);
        var id = own(caller, request).id();
        parts.tasks().cancel(id);
        var task =
                await(
                        id,
                        CANCEL_WAIT,
                        t -> t.state().terminal() || t.wishes().cancelRefusedAt() != null);
        if (task.state() == TaskState.CANCELED) {
            send(response, task, request);
        } else if (task.state().terminal() || task.wishes().cancelRefusedAt() != null) {
            throw Tasks.tooLate(task);
        } else {
            mark(response, task);
            Json.send(response, 202, parts.json().whole(task, List.of(), origin.apply(request)));
        }
    }

    private void send(ServerResponse response, Task task, ServerRequest request) {
        var assets =
                task.state() == TaskState.COMPLETED
                        ? parts.tasks().assets(task.id())
                        : List.<dev.conch.task.TaskAsset>of();
        mark(response, task);
        Json.send(response, 200, parts.json().whole(task, assets, origin.apply(request)));
    }

    /** A stranger's task, or another service's, is as unknown as one that never was. */
    private Task own(Caller caller, ServerRequest request) {
        return own(parts.tasks(), caller, request);
    }

    static Task own(Tasks tasks, Caller caller, ServerRequest request) {
        var text = request.path().pathParameters().get("id");
        var id =
                TaskId.parse(text)
                        .orElseThrow(
                                () ->
                                        new GatewayException(
                                                ErrorCode.INVALID_RESOURCE_ID,
                                                "A task id is a UUID or tsk_ and 32 hexadecimal"
                                                        + " digits"));
        return tasks.find(id, caller.accountId())
                .filter(task -> isPathOf(task, request.path().path()))
                .orElseThrow(
                        () -> new GatewayException(ErrorCode.NOT_FOUND, "There is no task " + id));
    }

    private static boolean isPathOf(Task task, String path) {
        return path.startsWith(ANY_TASK)
                || path.startsWith("/api/v1/" + task.order().service() + "/");
    }

    static void mark(ServerResponse response, Task task) {
        response.header(TASK_ID, task.id().toString());
        Optional.ofNullable(task.order().clientRequestId())
                .ifPresent(id -> RequestId.echo(response, id));
    }
}
