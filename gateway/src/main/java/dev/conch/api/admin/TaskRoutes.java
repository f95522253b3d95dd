package dev.conch.api.admin;

import dev.conch.api.QueryText;
import dev.conch.api.RouteTable;
import dev.conch.api.Routes;
import dev.conch.base.ErrorCode;
import dev.conch.base.GatewayException;
import dev.conch.base.TaskId;
import dev.conch.task.Resolution;
import dev.conch.task.Task;
import dev.conch.task.TaskFilter;
import dev.conch.task.TaskState;
import dev.conch.task.Tasks;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** {@code tasks}: all tasks, the whole story of one, and what an operator may do to it. */
final class TaskRoutes implements Routes {
    private static final String ALL = AdminRoutes.BASE + "/tasks";
    private static final String ONE = ALL + "/{task}";
    private static final int LONGEST = 500;
    private static final Map<String, TaskState> STATES =
            Words.of(TaskState.values(), TaskState::storedName);

    private final Door door;
    private final Tasks tasks;
    private final TaskStory story;

    /** What an operator may decide of an unclear task. */
    private enum Decision {
        COMPLETED,
        FAILED,
        RETRY;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final Map<String, Decision> DECISIONS =
            Words.of(Decision.values(), Decision::word);

    TaskRoutes(Door door, AdminRoutes.Parts parts, Function<TaskId, ArrayNode> deliveries) {
        this.door = door;
        this.tasks = parts.tasks();
        this.story = new TaskStory(parts.tasks(), parts.ledger(), deliveries);
    }

    @Override
    public void addTo(RouteTable table) {
        table.get(ALL, door.operators(this::list));
        table.get(ONE, door.operators(visit -> story.whole(find(visit))));
        table.post(ONE + "/resolve", door.operators(this::resolve));
        table.post(ONE + "/cancel", door.operators(this::cancel));
    }

    private Task find(Visit visit) {
        var id = visit.task();
        return tasks.find(id)
                .orElseThrow(
                        () -> new GatewayException(ErrorCode.NOT_FOUND, "There is no task " + id));
    }

    private ObjectNode list(Visit visit) {
        var query = visit.query();
        int limit = Page.limit(query);
        var project = query.number("project");
        var account = query.number("account");
        if (project != null && account == null) {
            throw new GatewayException(
                    ErrorCode.MALFORMED_REQUEST, "project needs its account beside it");
        }
        var filter =
                new TaskFilter(
                        account,
                        project,
                        states(query),
                        query.text("model").orElse(null),
                        query.instant("created_from"),
                        query.instant("created_to"),
                        query.text("cursor")
                                .map(
                                        text ->
                                                TaskId.parse(text)
                                                        .orElseThrow(() -> query.wrong("cursor")))
                                .orElse(null));
        return Page.of(
                "tasks",
                tasks.list(filter, limit + 1),
                limit,
                TaskStory::shown,
                task -> task.id().toString());
    }

    private static Set<TaskState> states(QueryText query) {
        var states = EnumSet.noneOf(TaskState.class);
        query.text("state").stream()
                .flatMap(text -> Arrays.stream(text.split(",", -1)))
                .map(String::strip)
                .forEach(word -> states.add(state(word)));
        return states;
    }

    private static TaskState state(String word) {
        var state = STATES.get(word);
        if (state == null) {
            throw new GatewayException(
                    ErrorCode.MALFORMED_REQUEST,
                    "state must be one or more of: " + String.join(", ", STATES.keySet()));
        }
        return state;
    }

    private ObjectNode resolve(Visit visit) {
        var task = find(visit);
        var fields = visit.fields();
        var chosen = fields.choice("as", DECISIONS);
        var decision = fields.required("as", chosen, Decision.RETRY);
        var providerId = fields.text("provider_task_id", LONGEST);
        var reason = fields.text("reason", LONGEST);
        chosen.ifPresent(made -> complain(fields, made));
        fields.check();
        var resolution =
                switch (decision) {
                    case COMPLETED -> new Resolution.Completed(providerId.orElseThrow());
                    case FAILED -> new Resolution.Failed(reason.orElseThrow());
                    case RETRY -> new Resolution.Retry();
                };
        var key = visit.idempotencyKey().orElse(null);
        var done = tasks.resolve(task.id(), resolution, visit.actor(), key);
        var body = story.whole(done.task());
        return done.replayed() ? body.put("replayed", true) : body;
    }

    private static void complain(Fields fields, Decision decision) {
        require(fields, "provider_task_id", decision, Decision.COMPLETED);
        require(fields, "reason", decision, Decision.FAILED);
    }

    /** A field belongs to one decision, which needs it. */
    private static void require(Fields fields, String name, Decision made, Decision owner) {
        var word = owner.word();
        if (made == owner && !fields.has(name)) {
            fields.complain(name, "is required to resolve as " + word);
        } else if (made != owner && fields.has(name)) {
            fields.complain(name, "is only for as: " + word);
        }
    }

    private ObjectNode cancel(Visit visit) {
        var task = find(visit);
        visit.fields().check();
        return story.whole(tasks.cancel(task.id(), visit.actor()));
    }
}
