package dev.conch.api.admin;

import dev.conch.account.Audit;
import dev.conch.api.Json;
import dev.conch.api.RouteTable;
import dev.conch.api.Routes;
import dev.conch.base.ErrorCode;
import dev.conch.base.GatewayException;
import dev.conch.base.Secret;
import dev.conch.catalog.CurrentCatalog;
import dev.conch.provider.Providers;
import dev.conch.provider.Route;
import dev.conch.provider.Upstream;
import dev.conch.task.ProviderStates;

import tools.jackson.databind.node.ObjectNode;

import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** {@code providers} and {@code routes}: who makes the videos, and how they are. */
final class ProviderRoutes implements Routes {
    private static final String ALL = AdminRoutes.BASE + "/providers";
    private static final String ONE = ALL + "/{provider}";
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,39}");
    private static final int LONGEST_KEY = 8192;

    private final Door door;
    private final CurrentCatalog catalog;
    private final Audit audit;
    private final AdminRoutes.Upstreams upstreams;
    private final Clock clock;

    ProviderRoutes(
            Door door, AdminRoutes.Parts parts, AdminRoutes.Upstreams upstreams, Clock clock) {
        this.door = door;
        this.catalog = parts.catalog();
        this.audit = new Audit(parts.database());
        this.upstreams = upstreams;
        this.clock = clock;
    }

    @Override
    public void addTo(RouteTable table) {
        table.get(
                ALL,
                door.operators(
                        _ ->
                                Page.whole(
                                        "providers",
                                        upstreams.states().all(),
                                        ProviderRoutes::shown)));
        table.post(ALL + "/seal", door.operators(this::seal));
        table.post(ONE + "/test", door.operators(this::test));
        table.post(ONE + "/wake", door.operators(this::wake));
        table.get(AdminRoutes.BASE + "/routes", door.operators(_ -> routes()));
    }

    private static ObjectNode shown(ProviderStates.State state) {
        var trouble = state.trouble();
        var body = Json.object();
        body.put("name", state.name());
        body.put("tasks_in_flight", state.tasksInFlight());
        body.put("most_tasks_in_flight", state.mostInFlight());
        body.put("submits_per_minute", state.submitsPerMinute());
        state.routes().forEach(body.putArray("routes")::add);
        body.put("resting", state.restingUntil() != null);
        Shown.time(body, "resting_until", state.restingUntil());
        body.put("trouble", trouble == null ? null : trouble.name().toLowerCase(Locale.ROOT));
        body.put("reason", state.reason());
        body.put("failures", state.failures());
        return body;
    }

    private Upstream find(Visit visit) {
        var name = visit.text("provider");
        return upstreams
                .providers()
                .upstream(name)
                .orElseThrow(
                        () ->
                                new GatewayException(
                                        ErrorCode.NOT_FOUND,
                                        "There is no provider %s; there are: %s"
                                                .formatted(name, names(upstreams.providers()))));
    }

    private static String names(Providers providers) {
        return providers.setup().upstreams().stream()
                .map(Upstream::name)
                .collect(Collectors.joining(", "));
    }

    /** Asks the provider itself; starts nothing there and changes nothing here. */
    private ObjectNode test(Visit visit) {
        var upstream = find(visit);
        visit.fields().check();
        var checkup = upstream.provider().checkup();
        return Json.object()
                .put("name", upstream.name())
                .put("well", checkup.well())
                .put("finding", checkup.finding());
    }

    private ObjectNode wake(Visit visit) {
        var name = find(visit).name();
        visit.fields().check();
        upstreams.states().wake(new Audit.Change(visit.actor(), null, clock.instant()), name);
        return shown(upstreams.states().find(name).orElseThrow());
    }

    /** The provider need not be configured yet: its key is sealed first. */
    private ObjectNode seal(Visit visit) {
        var fields = visit.fields();
        var name = fields.requiredText("name", LONGEST_KEY);
        var key = fields.requiredText("key", LONGEST_KEY);
        if (!name.isEmpty() && !NAME.matcher(name).matches()) {
            fields.complain("name", "must be lower-case letters, digits and hyphens, 40 at most");
        }
        fields.check();
        var sealed = upstreams.sealer().apply(name, new Secret(key));
        audit.note(
                new Audit.Change(visit.actor(), null, clock.instant()),
                "provider.seal",
                name,
                Map.of());
        return Json.object().put("name", name).put("sealed", sealed);
    }

    private ObjectNode routes() {
        var providers = upstreams.providers();
        var body =
                Page.whole("routes", providers.setup().routes(), route -> shown(route, providers));
        var unserved = body.putArray("models_without_route");
        models().stream()
                .filter(model -> providers.routeOf(model).isEmpty())
                .forEach(unserved::add);
        return body;
    }

    private List<String> models() {
        return catalog.get().modelNames();
    }

    /** Of the catalog's models only those that come here: an earlier route may serve some. */
    private ObjectNode shown(Route route, Providers providers) {
        var served =
                models().stream()
                        .filter(model -> providers.routeOf(model).equals(Optional.of(route)))
                        .toList();
        var after = route.resubmitUnclearAfter();
        var body = Json.object();
        body.put("name", route.name());
        route.models().forEach(body.putArray("models")::add);
        body.put("choice", route.choice().name().toLowerCase(Locale.ROOT));
        body.put("when_full", route.whenFull().name().toLowerCase(Locale.ROOT));
        body.put("resubmit_unclear_minutes", after == null ? null : after.toMinutes());
        served.forEach(body.putArray("serves")::add);
        var targets = body.putArray("targets");
        for (var target : route.targets()) {
            var shown = targets.addObject();
            shown.put("provider", target.provider());
            shown.put("configured", providers.upstream(target.provider()).isPresent());
            shown.put("weight", target.weight());
            var names = shown.putObject("upstream_models");
            served.forEach(
                    model -> names.put(model, String.join(", ", target.upstreamModels(model))));
        }
        return body;
    }
}
