package dev.conch.api;

import dev.conch.base.ErrorCode;
import dev.conch.base.GatewayException;
import dev.conch.base.TaskId;
import dev.conch.provider.Hook;
import dev.conch.provider.Providers;
import dev.conch.task.HookLinks;
import dev.conch.task.Task;
import dev.conch.task.Tasks;

import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Where providers say that a task has changed. Nothing that they say is believed: it makes us look
 * sooner.
 */
public final class HookRoutes implements Routes {
    private static final int LARGEST_BODY = 1 << 20;

    private final HookLinks links;
    private final Tasks tasks;
    private final Providers providers;

    public HookRoutes(HookLinks links, Tasks tasks, Providers providers) {
        this.links = links;
        this.tasks = tasks;
        this.providers = providers;
    }

    @Override
    public void addTo(RouteTable table) {
        table.post(HookLinks.PATH + "{task}/{token}", this::hook);
    }

    private void hook(ServerRequest request, ServerResponse response) {
        var parameters = request.path().pathParameters();
        var task =
                TaskId.parse(parameters.get("task"))
                        .filter(id -> links.knows(id, parameters.get("token")))
                        .flatMap(tasks::find)
                        .orElseThrow(HookRoutes::unknown);
        var message =
                new Hook(headers(request), RequestBody.readBytes(request, response, LARGEST_BODY));
        var answer = answer(task, message);
        if (answer.wake()) {
            tasks.nudge(task.id());
        }
        response.status(Status.create(answer.status()));
        response.header(HeaderNames.CONTENT_TYPE, "application/json");
        response.send(answer.body());
    }

    private Hook.Answer answer(Task task, Hook message) {
        return Optional.ofNullable(task.progress().provider())
                .flatMap(providers::find)
                .map(provider -> provider.hook(message))
                .orElseThrow(HookRoutes::unknown);
    }

    private static Map<String, String> headers(ServerRequest request) {
        var all = new HashMap<String, String>();
        request.headers()
                .forEach(header -> all.put(header.name().toLowerCase(Locale.ROOT), header.get()));
        return all;
    }

    private static GatewayException unknown() {
        return new GatewayException(ErrorCode.NOT_FOUND, "There is no such address");
    }
}
