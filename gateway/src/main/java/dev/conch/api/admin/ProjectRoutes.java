package dev.conch.api.admin;

import dev.conch.account.Accounts;
import dev.conch.account.Labeling;
import dev.conch.account.Limits;
import dev.conch.account.Project;
import dev.conch.api.Json;
import dev.conch.api.RouteTable;
import dev.conch.api.Routes;

import tools.jackson.databind.node.ObjectNode;

import java.util.Map;
import java.util.Optional;

/** {@code accounts/{account}/projects}. */
final class ProjectRoutes implements Routes {
    private static final String ALL = AdminRoutes.BASE + "/accounts/{account}/projects";
    private static final String ONE = ALL + "/{project}";
    private static final int LONGEST_NAME = 100;
    private static final String LABELING = "labeling";
    private static final Map<String, Labeling> LABELINGS =
            Words.of(Labeling.values(), Labeling::wireName);

    private final Door door;
    private final Desk desk;
    private final Accounts accounts;
    private final LimitsJson limits;

    ProjectRoutes(Door door, Desk desk, AdminRoutes.Parts parts, LimitsJson limits) {
        this.door = door;
        this.desk = desk;
        this.accounts = parts.accounts();
        this.limits = limits;
    }

    @Override
    public void addTo(RouteTable table) {
        table.post(ALL, door.account(this::create));
        table.get(ALL, door.account(this::list));
        table.get(
                ONE,
                door.account(
                        visit ->
                                shown(accounts.project(visit.account(), visit.number("project")))));
        table.patch(ONE, door.account(this::update));
    }

    private ObjectNode create(Visit visit) {
        long account = accounts.get(visit.account()).id();
        var made =
                desk.once(
                        visit,
                        account,
                        id -> accounts.project(account, Long.parseLong(id)),
                        () -> order(visit, account));
        return made.marked(shown(made.value()));
    }

    private Desk.Order<Project> order(Visit visit, long account) {
        var fields = visit.fields();
        var name = fields.requiredText("name", LONGEST_NAME);
        var wish = limits(visit, fields);
        var labeling = fields.choice(LABELING, LABELINGS).orElse(Labeling.PASSTHROUGH);
        fields.check();
        return new Desk.Order<>(
                (tx, change) ->
                        accounts.createProject(
                                tx, change, account, name, wish.applied(Limits.NONE), labeling),
                project -> String.valueOf(project.id()));
    }

    /** What a project may store, and for how long, costs the operator. */
    private LimitsJson.Wish limits(Visit visit, Fields fields) {
        var wish = limits.read(fields, LimitsJson.Level.PROJECT);
        if (wish.touchesStorage()) {
            visit.visitor().requireOperator("A change of storage_bytes or retention_days");
        }
        return wish;
    }

    /** Whoever administers an account may have marks drawn, and not take them away. */
    private static Optional<Labeling> labeling(Visit visit, Fields fields) {
        var labeling = fields.choice(LABELING, LABELINGS);
        if (labeling.filter(it -> it == Labeling.PASSTHROUGH).isPresent()) {
            visit.visitor().requireOperator("To have no watermark any more");
        }
        return labeling;
    }

    private ObjectNode list(Visit visit) {
        return Page.whole(
                "projects",
                accounts.projects(accounts.get(visit.account()).id()),
                ProjectRoutes::shown);
    }

    private ObjectNode update(Visit visit) {
        var fields = visit.fields();
        var name = fields.text("name", LONGEST_NAME);
        var wish = limits(visit, fields);
        var labeling = labeling(visit, fields);
        fields.check();
        return shown(
                accounts.updateProject(
                        visit.actor(),
                        visit.account(),
                        visit.number("project"),
                        project ->
                                new Project(
                                        project.id(),
                                        project.accountId(),
                                        name.orElse(project.name()),
                                        wish.applied(project.limits()),
                                        labeling.orElse(project.labeling()),
                                        project.storedBytes(),
                                        project.createdAt())));
    }

    private static ObjectNode shown(Project project) {
        var body = Json.object();
        body.put("id", project.id());
        body.put("account_id", project.accountId());
        body.put("name", project.name());
        body.set("limits", LimitsJson.shown(project.limits()));
        body.put(LABELING, project.labeling().wireName());
        body.put("stored_bytes", project.storedBytes());
        Shown.time(body, "created_at", project.createdAt());
        return body;
    }
}
