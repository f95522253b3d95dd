package dev.conch.api.admin;

import dev.conch.api.Json;
import dev.conch.api.RouteTable;
import dev.conch.api.Routes;
import dev.conch.task.Provenance;
import dev.conch.task.ProvenanceLog;
import dev.conch.task.ProvenanceLog.Filter;

import tools.jackson.databind.node.ObjectNode;

import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;

/** {@code provenance}: where results came from, one JSON object a line, the oldest first. */
final class ProvenanceRoutes implements Routes {
    /** As late as the database can hold and nothing is. */
    private static final Instant NEVER = Instant.parse("9999-12-31T00:00:00Z");

    private final Door door;
    private final ProvenanceLog log;

    ProvenanceRoutes(Door door, ProvenanceLog log) {
        this.door = door;
        this.log = log;
    }

    @Override
    public void addTo(RouteTable table) {
        table.get(AdminRoutes.BASE + "/provenance", door.lines(this::export));
    }

    private Iterator<ObjectNode> export(Visit visit) {
        var query = visit.query();
        var filter =
                new Filter(
                        visit.accountToSee(),
                        Objects.requireNonNullElse(query.instant("since"), Instant.EPOCH),
                        Objects.requireNonNullElse(query.instant("until"), NEVER));
        return new Lines(filter, log.page(filter, null));
    }

    /** Reads page after page, each when it is needed. Used by one thread. */
    private final class Lines implements Iterator<ObjectNode> {
        private final Filter filter;
        private List<Provenance> page;
        private int at;

        Lines(Filter filter, List<Provenance> first) {
            this.filter = filter;
            this.page = first;
        }

        @Override
        public boolean hasNext() {
            if (at == page.size() && !page.isEmpty()) {
                page = log.page(filter, page.getLast());
                at = 0;
            }
            return !page.isEmpty();
        }

        @Override
        public ObjectNode next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            return shown(page.get(at++));
        }
    }

    private static ObjectNode shown(Provenance known) {
        var body = Json.object();
        body.put("task_id", known.taskId().shortForm());
        body.put("account_id", known.accountId());
        body.put("project_id", known.projectId());
        body.put("api_key_id", known.apiKeyId());
        body.put("provider", known.provider());
        body.put("model", known.model());
        body.put("upstream_model", known.upstreamModel());
        body.put("provider_task_id", known.providerTaskId());
        Shown.time(body, "made_at", known.at());
        body.put("sha256", known.sha256());
        body.put("watermark", known.watermark());
        body.put("c2pa_present", known.c2pa());
        body.put("aigc_present", known.aigc());
        return body;
    }
}
