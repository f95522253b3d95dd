package dev.conch.provider.comfyui;

import dev.conch.provider.http.Call;
import dev.conch.provider.http.Reply;
import dev.conch.provider.http.UpstreamHttp;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.util.Optional;

/** ComfyUI's queue and history, which alone say where a graph stands. Shared between threads. */
record Desk(UpstreamHttp http) {
    /** The mark that our graphs carry in {@code extra_data}. */
    static final String MARK = "conch";

    private static final int HISTORY = 100;

    /** Where a graph stands. */
    sealed interface Place {
        record Waiting() implements Place {}

        /**
         * It is being run.
         *
         * @param nodes how many the graph has
         */
        record Running(int nodes) implements Place {}

        /** It has ended; what the history says of it. */
        record Ended(JsonNode entry) implements Place {}

        /** ComfyUI knows nothing of it: it was never there, or ComfyUI was started anew. */
        record Unknown() implements Place {}

        record NoAnswer(Reply reply) implements Place {}
    }

    Place find(String id) {
        var before = history(id);
        if (!(before instanceof Place.Unknown)) {
            return before;
        }
        var queue = http.ask(Call.get("/queue"));
        if (!isQueue(queue)) {
            return new Place.NoAnswer(queue);
        }
        var lists = ((Reply.Answer) queue).json();
        var running = entry(lists.path("queue_running"), id);
        if (running.isPresent()) {
            return new Place.Running(running.get().path(2).size());
        }
        return entry(lists.path("queue_pending"), id).isPresent()
                ? new Place.Waiting()
                : history(id); // it may have ended between the two looks
    }

    private Place history(String id) {
        var reply = http.ask(Call.get("/history/" + id));
        if (!(reply instanceof Reply.Answer answer) || !answer.ok() || !answer.json().isObject()) {
            return new Place.NoAnswer(reply);
        }
        var entry = answer.json().path(id);
        return entry.isObject() ? new Place.Ended(entry) : new Place.Unknown();
    }

    private static boolean isQueue(Reply reply) {
        return reply instanceof Reply.Answer answer
                && answer.ok()
                && answer.json().path("queue_running").isArray()
                && answer.json().path("queue_pending").isArray();
    }

    /** Entries are arrays: number, id, graph, extra data, and more. */
    private static Optional<JsonNode> entry(JsonNode list, String id) {
        return list.valueStream().filter(item -> item.path(1).asString("").equals(id)).findFirst();
    }

    /** What became of a search for a mark. */
    sealed interface Search {
        record Found(String id) implements Search {}

        record NotThere() implements Search {}

        record NoAnswer() implements Search {}
    }

    /** The graph that carries a mark; servers of before 2025 give ids of their own. */
    Search findMark(String mark) {
        var queue = http.ask(Call.get("/queue"));
        var history = http.ask(Call.get("/history?max_items=" + HISTORY));
        if (!isQueue(queue)
                || !(history instanceof Reply.Answer ended)
                || !ended.ok()
                || !ended.json().isObject()) {
            return new Search.NoAnswer();
        }
        var lists = ((Reply.Answer) queue).json();
        return java.util.stream.Stream.of(
                        lists.path("queue_running").valueStream(),
                        lists.path("queue_pending").valueStream(),
                        ended.json().valueStream().map(entry -> entry.path("prompt")))
                .flatMap(items -> items)
                .filter(item -> item.path(3).path(MARK).asString("").equals(mark))
                .map(item -> item.path(1).asString(""))
                .filter(id -> !id.isEmpty())
                .findFirst()
                .<Search>map(Search.Found::new)
                .orElse(new Search.NotThere());
    }

    /**
     * Takes a graph out of the queue, or stops it if it is the one that runs. Servers of before
     * 2025 stop whatever runs, so it is asked for only then.
     */
    void stop(String id) {
        switch (find(id)) {
            case Place.Waiting _ -> http.ask(Call.post("/queue", ids("delete", id)));
            case Place.Running _ -> {
                var body = JsonMapper.shared().createObjectNode().put("prompt_id", id);
                http.ask(Call.post("/interrupt", body.toString()));
            }
            case Place.Ended _, Place.Unknown _, Place.NoAnswer _ -> {}
        }
    }

    /** Drops a graph from the history; its files stay in ComfyUI's output folder. */
    void drop(String id) {
        http.ask(Call.post("/history", ids("delete", id)));
    }

    private static String ids(String field, String id) {
        var body = JsonMapper.shared().createObjectNode();
        body.putArray(field).add(id);
        return body.toString();
    }
}
