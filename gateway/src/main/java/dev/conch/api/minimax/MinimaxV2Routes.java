package dev.conch.api.minimax;

import dev.conch.account.Caller;
import dev.conch.account.Scope;
import dev.conch.api.Json;
import dev.conch.api.QueryText;
import dev.conch.api.RouteTable;
import dev.conch.api.Routes;
import dev.conch.base.ErrorCode;
import dev.conch.base.GatewayException;
import dev.conch.task.FileKeeper;
import dev.conch.task.Task;
import dev.conch.task.TaskFilter;
import dev.conch.task.TaskState;
import dev.conch.task.Tasks;

import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** MiniMax's second generation: create, query, list and the DELETE that means two things. */
public final class MinimaxV2Routes implements Routes {
    private static final String CREATE = "/v2/video_generation";
    private static final String QUERY = "/v2/query/video_generation";
    private static final int MOST_PAGES = 100;
    private static final int LARGEST_PAGE = 100;
    private static final int USUAL_PAGE = 20;

    private final MinimaxCreates creates;
    private final MinimaxJson json;
    private final Tasks tasks;
    private final TaskFinder finder;
    private final FileKeeper keeper;

    /**
     * Routes of the second generation.
     *
     * @param keeper deletes files on request
     */
    public MinimaxV2Routes(
            MinimaxCreates creates, MinimaxJson json, Tasks tasks, FileKeeper keeper) {
        this.creates = creates;
        this.json = json;
        this.tasks = tasks;
        this.finder = new TaskFinder(tasks);
        this.keeper = keeper;
    }

    @Override
    public void addTo(RouteTable table) {
        table.post(CREATE, this::create);
        table.delete(CREATE + "/{id}", this::delete);
        table.get(QUERY, this::list);
        table.get(QUERY + "/{id}", this::find);
        table.refusals("/v2/", MinimaxErrors::v2);
    }

    private void create(ServerRequest request, ServerResponse response) {
        var task = creates.create(request, response, Generation.MINIMAX_V2, V2Order::read);
        Json.send(response, 200, Json.object().put("task_id", task.id().shortForm()));
    }

    private void find(ServerRequest request, ServerResponse response) {
        var caller = creates.caller(request, response, Scope.VIDEO_READ);
        Json.send(response, 200, json.v2(task(caller, request), creates.origin().apply(request)));
    }

    private Task task(Caller caller, ServerRequest request) {
        return finder.task(caller, request.path().pathParameters().get("id"));
    }

    /**
     * What of a list is asked for.
     *
     * @param page from 1 on
     */
    private record Page(int page, int size) {
        static Page of(QueryText query) {
            return new Page(
                    query.integer("page_num", 1, MOST_PAGES, 1),
                    query.integer("page_size", 1, LARGEST_PAGE, USUAL_PAGE));
        }

        List<Task> of(List<Task> tasks) {
            return tasks.stream().skip((page - 1L) * size).limit(size).toList();
        }

        int end() {
            return page * size;
        }
    }

    private record Found(List<Task> items, long total) {}

    /** The newest first; a page beyond the hundredth is not to be had. */
    private void list(ServerRequest request, ServerResponse response) {
        var caller = creates.caller(request, response, Scope.VIDEO_READ);
        var query = new QueryText(request);
        var page = Page.of(query);
        var found = named(request, caller, page).orElseGet(() -> all(query, caller, page));
        var body = Json.object();
        var items = body.putArray("items");
        found.items().stream()
                .map(task -> json.v2Task(task, creates.origin().apply(request)))
                .forEach(items::add);
        body.put("total", found.total());
        Json.send(response, 200, body);
    }

    /** The tasks of {@code filter.task_ids}; unknown ones are left out. */
    private Optional<Found> named(ServerRequest request, Caller caller, Page page) {
        var ids = request.query().all("filter.task_ids", List::of);
        if (ids.isEmpty()) {
            return Optional.empty();
        }
        var tasks =
                ids.stream()
                        .flatMap(text -> Arrays.stream(text.split(",")))
                        .limit(LARGEST_PAGE)
                        .flatMap(id -> finder.own(caller, id.strip()).stream())
                        .toList();
        return Optional.of(new Found(page.of(tasks), tasks.size()));
    }

    private Found all(QueryText query, Caller caller, Page page) {
        var filter =
                new TaskFilter(
                        caller.accountId(),
                        null,
                        states(query.text("filter.status").orElse("")),
                        query.text("filter.model")
                                .map(name -> name.toLowerCase(Locale.ROOT))
                                .orElse(null),
                        null,
                        null,
                        null);
        return new Found(page.of(tasks.list(filter, page.end())), tasks.count(filter));
    }

    private static Set<TaskState> states(String status) {
        if (status.isEmpty()) {
            return Set.of();
        }
        var states =
                EnumSet.allOf(TaskState.class).stream()
                        .filter(state -> MinimaxJson.v2Status(state).equals(status))
                        .collect(Collectors.toSet());
        if (states.isEmpty()) {
            throw new GatewayException(
                    ErrorCode.MALFORMED_REQUEST,
                    "filter.status must be one of queued, running, succeeded, failed, cancelled");
        }
        return states;
    }

    /** Cancels what waits, deletes the files of what has ended; else it is refused. */
    private void delete(ServerRequest request, ServerResponse response) {
        var caller = creates.caller(request, response, Scope.VIDEO_CREATE);
        var task = task(caller, request);
        var status =
                switch (task.state()) {
                    case QUEUED -> canceled(task);
                    case COMPLETED, FAILED -> {
                        keeper.delete(task);
                        yield "deleted";
                    }
                    case SUBMITTING, RUNNING, UNCLEAR, STORING, CANCELED -> throw notNow(task);
                };
        Json.send(
                response,
                200,
                Json.object().put("task_id", task.id().shortForm()).put("status", status));
    }

    /** It may have been started just now: then the wish stands, and the answer says so. */
    private String canceled(Task task) {
        var after = tasks.cancel(task.id());
        if (after.state() != TaskState.CANCELED) {
            throw notNow(after);
        }
        return "cancelled";
    }

    private static GatewayException notNow(Task task) {
        return new GatewayException(
                ErrorCode.TASK_NOT_CANCELABLE,
                "a task that is %s cannot be deleted"
                        .formatted(MinimaxJson.v2Status(task.state())));
    }
}
