package dev.conch.api.minimax;

import dev.conch.api.AssetLinks;
import dev.conch.api.Json;
import dev.conch.provider.Failure;
import dev.conch.task.Task;
import dev.conch.task.TaskAsset;
import dev.conch.task.TaskState;
import dev.conch.task.Tasks;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.node.ObjectNode;

import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/** Tasks and files as MiniMax's clients read them (upstreams.md 2.4 and 3.2). */
public final class MinimaxJson {
    private final TaskFinder finder;
    private final AssetLinks links;

    public MinimaxJson(Tasks tasks, AssetLinks links) {
        this.finder = new TaskFinder(tasks);
        this.links = links;
    }

    static ObjectNode ok(ObjectNode body) {
        return status(body, 0, "success");
    }

    private static ObjectNode status(ObjectNode body, int code, String message) {
        body.putObject("base_resp").put("status_code", code).put("status_msg", message);
        return body;
    }

    /** The answer to a poll of the first generation. */
    ObjectNode v1(Task task) {
        var body = v1Task(task);
        body.put("status", v1Status(task.state()));
        var failure = task.progress().failure();
        return failure == null ? ok(body) : status(body, code(failure), failure.message());
    }

    /**
     * What a callback says to who created the task in one of MiniMax's dialects; empty for others.
     */
    public Optional<String> callback(Task task) {
        var dialect = Objects.requireNonNullElse(task.order().parameters().dialect(), "");
        if (Generation.MINIMAX_V1.made(dialect)) {
            return Optional.of(v1Callback(task).toString());
        }
        return Generation.MINIMAX_V2.made(dialect)
                ? Optional.of(v2(task, task.order().origin()).toString())
                : Optional.empty();
    }

    /** Its words are others than the poll's. */
    private ObjectNode v1Callback(Task task) {
        var body = v1(task);
        body.put(
                "status",
                switch (task.state()) {
                    case COMPLETED -> "success";
                    case FAILED, CANCELED -> "failed";
                    case QUEUED, SUBMITTING, RUNNING, UNCLEAR, STORING -> "processing";
                });
        return body;
    }

    private ObjectNode v1Task(Task task) {
        var body = Json.object();
        body.put("task_id", task.id().shortForm());
        if (task.state() == TaskState.COMPLETED) {
            finder.video(task)
                    .ifPresent(
                            video -> {
                                body.put("file_id", video.id());
                                if (video.facts() != null) {
                                    body.put("video_width", video.facts().width());
                                    body.put("video_height", video.facts().height());
                                }
                            });
        }
        return body;
    }

    private static String v1Status(TaskState state) {
        return switch (state) {
            case QUEUED -> "Queueing";
            case SUBMITTING -> "Preparing";
            case RUNNING, UNCLEAR, STORING -> "Processing";
            case COMPLETED -> "Success";
            case FAILED, CANCELED -> "Fail";
        };
    }

    /** 1027 for what was judged; else 0, since other numbers would make clients ask again. */
    private static int code(Failure failure) {
        return failure.code().contains("content") ? 1027 : 0;
    }

    /** A file's description, with a new link. */
    ObjectNode file(TaskAsset file, String origin) {
        var body = Json.object();
        var about = body.putObject("file");
        about.put("file_id", file.id());
        about.put("bytes", file.bytes());
        about.put("created_at", file.createdAt().getEpochSecond());
        about.put("filename", file.fileName());
        about.put("purpose", "video_generation");
        about.put("download_url", links.url(file, origin).orElse(""));
        return ok(body);
    }

    /** The answer to a poll, and the body of a callback, of the second generation. */
    ObjectNode v2(Task task, String origin) {
        var body = Json.object();
        body.set("task", v2Task(task, origin));
        return body;
    }

    ObjectNode v2Task(Task task, String origin) {
        var wanted = task.order().parameters();
        var body = Json.object();
        body.put("id", task.id().shortForm());
        body.put("model", task.order().model());
        body.put("status", v2Status(task.state()));
        body.set("error", error(task.progress().failure()));
        var created = task.createdAt().getEpochSecond();
        body.put("created_at", created);
        var changed = Optional.ofNullable(task.progress().endedAt());
        body.put("updated_at", changed.map(at -> at.getEpochSecond()).orElse(created));
        if (task.state() == TaskState.COMPLETED) {
            finder.video(task)
                    .flatMap(video -> links.url(video, origin))
                    .ifPresent(url -> body.putObject("content").put("url", url));
            body.putObject("usage")
                    .put("output_seconds", wanted.durationSeconds())
                    .put("total_seconds", wanted.durationSeconds());
        }
        body.put("resolution", wanted.resolution().toUpperCase(Locale.ROOT));
        body.put("duration", wanted.durationSeconds());
        if (wanted.aspectRatio() != null) {
            body.put("ratio", wanted.aspectRatio());
        }
        body.put("task_type", "generation");
        body.put("modality", "video");
        return body;
    }

    private static @Nullable ObjectNode error(@Nullable Failure failure) {
        return failure == null
                ? null
                : Json.object().put("code", failure.code()).put("message", failure.message());
    }

    static String v2Status(TaskState state) {
        return switch (state) {
            case QUEUED -> "queued";
            case SUBMITTING, RUNNING, UNCLEAR, STORING -> "running";
            case COMPLETED -> "succeeded";
            case FAILED -> "failed";
            case CANCELED -> "cancelled";
        };
    }
}
