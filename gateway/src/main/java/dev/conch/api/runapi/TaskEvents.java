package dev.conch.api.runapi;

import dev.conch.task.Task;
import dev.conch.task.TaskAsset;
import dev.conch.task.TaskState;
import dev.conch.task.TaskWatch;
import dev.conch.task.Tasks;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerResponse;

import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/**
 * {@code GET …/{id}/events}: server-sent events until the task ends. Each carries the task as a
 * poll would answer it; {@code id} is its version.
 *
 * <table>
 * <caption>events</caption>
 * <tr><td>{@code state}</td><td>first of all, and when the task reaches another state</td></tr>
 * <tr><td>{@code progress}</td><td>when it has come further, or its place in the queue changed</td></tr>
 * <tr><td>{@code poster}</td><td>the poster's link, before the last state</td></tr>
 * </table>
 */
final class TaskEvents {
    /** A comment after so much silence keeps proxies from closing the stream. */
    private static final Duration HEARTBEAT = Duration.ofSeconds(15);

    /** While a task waits, its place changes without a change of its own. */
    private static final Duration QUEUE_LOOK = Duration.ofSeconds(2);

    private final Tasks tasks;
    private final TaskWatch watch;
    private final TaskJson json;

    TaskEvents(Tasks tasks, TaskWatch watch, TaskJson json) {
        this.tasks = tasks;
        this.watch = watch;
        this.json = json;
    }

    void stream(Task task, String origin, ServerResponse response) {
        response.headers().set(HeaderNames.CONTENT_TYPE, "text/event-stream; charset=utf-8");
        response.headers().set(HeaderNames.CACHE_CONTROL, "no-store");
        TaskRoutes.mark(response, task);
        try (var open = watch.open(task.id());
                var out = response.outputStream()) {
            new Stream(open, out, origin).run(task);
        } catch (IOException e) {
            throw new UncheckedIOException("the listener went away", e);
        }
    }

    /** One stream; used by the thread of its request. */
    private final class Stream {
        private final TaskWatch.Watch open;
        private final OutputStream out;
        private final String origin;
        private String told = "";
        private long heardAt = System.nanoTime();

        Stream(TaskWatch.Watch open, OutputStream out, String origin) {
            this.open = open;
            this.out = out;
            this.origin = origin;
        }

        void run(Task first) throws IOException {
            TaskState state = null;
            var task = tasks.find(first.id()).orElseThrow();
            while (true) {
                var assets = task.state() == TaskState.COMPLETED ? assets(task) : none();
                var body = json.whole(task, assets, origin);
                if (task.state() != state) {
                    poster(task, body);
                    send("state", task, body);
                } else if (!body.toString().equals(told)) {
                    send("progress", task, body);
                } else if (System.nanoTime() - heardAt >= HEARTBEAT.toNanos()) {
                    write(": still here\n\n");
                }
                state = task.state();
                if (state.terminal()) {
                    return;
                }
                open.await(state == TaskState.QUEUED ? QUEUE_LOOK : HEARTBEAT);
                if (Thread.currentThread().isInterrupted()) {
                    return;
                }
                task = tasks.find(first.id()).orElseThrow();
            }
        }

        private List<TaskAsset> assets(Task task) {
            return tasks.assets(task.id());
        }

        private List<TaskAsset> none() {
            return List.of();
        }

        private void poster(Task task, ObjectNode body) throws IOException {
            var url = body.at("/videos/0/poster_url");
            if (url.isString()) {
                var poster = dev.conch.api.Json.object().put("poster_url", url.stringValue());
                event("poster", task, poster.toString());
            }
        }

        private void send(String type, Task task, ObjectNode body) throws IOException {
            told = body.toString();
            event(type, task, told);
        }

        private void event(String type, Task task, String data) throws IOException {
            write("event: %s\nid: %d\ndata: %s\n\n".formatted(type, task.version(), data));
        }

        private void write(String text) throws IOException {
            out.write(text.getBytes(StandardCharsets.UTF_8));
            out.flush();
            heardAt = System.nanoTime();
        }
    }
}
