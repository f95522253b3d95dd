package dev.conch.api.runapi;

import dev.conch.api.AssetLinks;
import dev.conch.api.Json;
import dev.conch.base.Money;
import dev.conch.provider.VideoFacts;
import dev.conch.task.Provenance;
import dev.conch.task.QueueView;
import dev.conch.task.Task;
import dev.conch.task.TaskAsset;
import dev.conch.task.TaskState;
import dev.conch.task.Tasks;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.node.ObjectNode;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/**
 * A task as RunAPI's clients read it, with more that they ignore. {@code id} is a UUID for the
 * SDKs, {@code task_id} the same as the guide writes it.
 */
public final class TaskJson {
    static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    private final AssetLinks links;
    private final QueueView queue;

    public TaskJson(AssetLinks links, QueueView queue) {
        this.links = links;
        this.queue = queue;
    }

    /** The answer to a create. */
    ObjectNode created(Tasks.Acceptance acceptance) {
        var task = acceptance.task();
        var body = start(task);
        if (acceptance.replayed()) {
            body.put("task_replayed", true);
        }
        if (task.order().parameters().watermark()) {
            body.put("watermark", true);
        }
        warnings(body, task);
        billing(body, task);
        return body;
    }

    /**
     * The answer to a poll.
     *
     * @param assets of the task; empty before it has completed
     * @param origin scheme and authority of the file links, such as {@code http://127.0.0.1:8080}
     */
    public ObjectNode whole(Task task, List<TaskAsset> assets, String origin) {
        var body = start(task);
        var progress = task.progress();
        body.put("progress", Math.round(progress.fraction() * 10_000) / 10_000.0);
        time(body, "started_at", progress.startedAt());
        time(body, "completed_at", progress.endedAt());
        time(body, "deadline_at", task.order().deadlineAt());
        if (task.state() == TaskState.QUEUED) {
            queue.find(task.id()).ifPresent(place -> place(body, place));
        }
        if (task.wishes().cancelRequestedAt() != null && !task.state().terminal()) {
            body.put("cancel_requested", true);
        }
        if (progress.provider() != null) {
            body.put("provider", progress.provider());
        }
        if (task.state() == TaskState.COMPLETED) {
            videos(body, assets, origin);
            body.putObject("usage").put("cost", dollars(charged(task)));
        }
        if (progress.failure() != null) {
            body.put("error", progress.failure().message());
            body.put("error_code", progress.failure().code());
        }
        if (progress.interpretation() != null) {
            body.set("interpretation", Json.read(progress.interpretation()));
        }
        warnings(body, task);
        billing(body, task);
        return body;
    }

    private static void place(ObjectNode body, QueueView.Place place) {
        body.put("queue_position", place.position());
        if (place.estimatedWait() != null) {
            body.put("estimated_wait_seconds", place.estimatedWait().toSeconds());
        }
    }

    private static Money charged(Task task) {
        var charged = task.progress().charged();
        return charged == null ? task.order().price() : charged;
    }

    private static BigDecimal dollars(Money money) {
        return BigDecimal.valueOf(money.microCents(), 8).stripTrailingZeros();
    }

    private static ObjectNode start(Task task) {
        var body = Json.object();
        body.put("id", task.id().toString());
        body.put("task_id", task.id().shortForm());
        body.put("status", task.state().publicStatus());
        body.put("model", task.order().model());
        body.put("action", task.order().action());
        time(body, "created_at", task.createdAt());
        return body;
    }

    private static void time(ObjectNode body, String field, @Nullable Instant at) {
        if (at != null) {
            body.put(field, TIME.format(at));
        }
    }

    private static void warnings(ObjectNode body, Task task) {
        if (!task.order().warnings().isEmpty()) {
            task.order().warnings().forEach(body.putArray("warnings")::add);
        }
    }

    private void videos(ObjectNode body, List<TaskAsset> assets, String origin) {
        var videos = body.putArray("videos");
        for (var asset : assets) {
            if (asset.kind() != TaskAsset.Kind.VIDEO) {
                continue;
            }
            var video = videos.addObject();
            var works = links.worksUntil(asset);
            video.put("url", links.url(asset, origin).orElse(null));
            if (works.isEmpty()) {
                video.put("deleted", deletion(asset).name().toLowerCase(Locale.ROOT));
            }
            assets.stream()
                    .filter(other -> other.kind() == TaskAsset.Kind.POSTER)
                    .findFirst()
                    .ifPresent(poster -> poster(video, poster, origin));
            works.ifPresent(until -> time(video, "url_expires_at", until));
            facts(video, asset.facts());
            provenance(video, asset.provenance());
            video.put("bytes", asset.bytes());
            video.put("sha256", asset.sha256());
            video.put("expires_at", TIME.format(asset.expiresAt()));
        }
    }

    private static void facts(ObjectNode video, @Nullable VideoFacts facts) {
        if (facts != null) {
            video.put("width", facts.width());
            video.put("height", facts.height());
            video.put("duration_seconds", facts.durationSeconds());
            video.put("fps", facts.fps());
            video.put("frames", facts.frames());
            video.put("codec", facts.codec());
            if (facts.audio() != null) {
                video.put("audio", facts.audio());
            }
        }
    }

    private static void provenance(ObjectNode video, @Nullable Provenance provenance) {
        if (provenance != null) {
            var body = video.putObject("provenance");
            body.put("provider", provenance.provider());
            body.put("upstream_model", provenance.upstreamModel());
            time(body, "made_at", provenance.at());
            body.put("watermark", provenance.watermark());
            body.put("c2pa_present", provenance.c2pa());
            body.put("aigc_present", provenance.aigc());
        }
    }

    private void poster(ObjectNode video, TaskAsset poster, String origin) {
        video.put("poster_url", links.url(poster, origin).orElse(null));
    }

    /** A file whose time is over is as good as deleted, even before that was noted. */
    private static TaskAsset.Deletion deletion(TaskAsset gone) {
        return gone.deletion() == null ? TaskAsset.Deletion.EXPIRED : gone.deletion();
    }

    /** One of the three is set: money is reserved, then settled or refunded. */
    private static void billing(ObjectNode body, Task task) {
        var billing = body.putObject("billing");
        billing.putNull("reservation").putNull("settlement").putNull("refund");
        switch (task.state()) {
            case QUEUED, SUBMITTING, RUNNING, UNCLEAR, STORING ->
                    billing.putObject("reservation")
                            .put("amount_cents", task.order().price().cents());
            case COMPLETED ->
                    billing.putObject("settlement")
                            .put("charged_amount_cents", charged(task).centsRoundedUp())
                            .put("amount_micro_cents", charged(task).microCents());
            case FAILED, CANCELED ->
                    time(billing.putObject("refund"), "refunded_at", task.progress().endedAt());
        }
    }
}
