package dev.conch.api.runapi;

import dev.conch.account.Accounts;
import dev.conch.account.Scope;
import dev.conch.api.Authenticator;
import dev.conch.api.Json;
import dev.conch.api.RouteTable;
import dev.conch.api.Routes;
import dev.conch.catalog.CurrentCatalog;
import dev.conch.task.FileKeeper;
import dev.conch.task.Retention;
import dev.conch.task.TaskState;
import dev.conch.task.Tasks;

import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

import java.util.List;
import java.util.function.Function;

/**
 * {@code DELETE …/{id}/files} deletes a task's files; {@code GET /api/v1/me/storage} tells how many
 * bytes the key's project keeps.
 */
public final class StorageRoutes implements Routes {
    private final Parts parts;
    private final Function<ServerRequest, String> origin;

    /** What the routes need of the rest. */
    public record Parts(
            Authenticator authenticator,
            CurrentCatalog catalog,
            Tasks tasks,
            FileKeeper keeper,
            Accounts accounts,
            Retention retention,
            TaskJson json) {}

    /**
     * Routes of what is kept.
     *
     * @param origin the scheme and authority under which a caller reaches this server
     */
    public StorageRoutes(Parts parts, Function<ServerRequest, String> origin) {
        this.parts = parts;
        this.origin = origin;
    }

    @Override
    public void addTo(RouteTable table) {
        TaskRoutes.paths(parts.catalog().get())
                .forEach(path -> table.delete(path + "/files", this::delete));
        table.get("/api/v1/me/storage", this::storage);
    }

    private void delete(ServerRequest request, ServerResponse response) {
        var caller = parts.authenticator().authenticate(request, response, Scope.VIDEO_CREATE);
        var task = parts.keeper().delete(TaskRoutes.own(parts.tasks(), caller, request));
        var assets =
                task.state() == TaskState.COMPLETED
                        ? parts.tasks().assets(task.id())
                        : List.<dev.conch.task.TaskAsset>of();
        TaskRoutes.mark(response, task);
        Json.send(response, 200, parts.json().whole(task, assets, origin.apply(request)));
    }

    /** The sum is asked anew: the caller that is remembered knows that of its first request. */
    private void storage(ServerRequest request, ServerResponse response) {
        var caller = parts.authenticator().authenticate(request, response, Scope.ACCOUNT_READ);
        var project = parts.accounts().project(caller.accountId(), caller.projectId());
        var body = Json.object();
        body.put("stored_bytes", project.storedBytes());
        body.put("limit_bytes", project.limits().storageBytes());
        body.put("retention_days", parts.retention().of(project).toDays());
        Json.send(response, 200, body);
    }
}
