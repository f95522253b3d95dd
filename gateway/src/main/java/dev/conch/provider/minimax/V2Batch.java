package dev.conch.provider.minimax;

import dev.conch.base.Bell;
import dev.conch.base.Pause;
import dev.conch.provider.PollOutcome;
import dev.conch.provider.http.Reply;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

/**
 * Polls that come within a moment become one call: MiniMax counts calls, and its list tells of many
 * tasks at once. The first to come waits for others and asks for all. Shared between threads.
 */
final class V2Batch {
    /** How many make a round; the page size of MiniMax's own examples. */
    static final int MOST = 20;

    private static final Duration MOMENT = Duration.ofMillis(500);

    private final V2Api api;
    private final Pause pause;
    private @Nullable Round open;

    /** Polls that are asked together. */
    private static final class Round {
        private final Set<String> ids = new LinkedHashSet<>();
        private final Bell full = new Bell();
        private final CountDownLatch asked = new CountDownLatch(1);
        private volatile Said said = new Said(Map.of(), null);
    }

    /**
     * What came of a round.
     *
     * @param tasks by id; one that is not here is asked about alone
     * @param refusal holds for all that are not here; null if it is worth asking alone
     */
    private record Said(Map<String, JsonNode> tasks, @Nullable Reply refusal) {}

    V2Batch(V2Api api, Pause pause) {
        this.api = api;
        this.pause = pause;
    }

    PollOutcome poll(StartedTask.V2 task) {
        if (api.answers().tooOld(task)) {
            return new PollOutcome.Lost();
        }
        var said = round(task.id());
        var told = said.tasks().get(task.id());
        if (told != null) {
            return api.answers().status(told);
        }
        return said.refusal() != null ? api.answers().unheard(said.refusal()) : api.poll(task);
    }

    private Said round(String id) {
        Round round;
        boolean first;
        synchronized (this) {
            first = open == null;
            round = open == null ? new Round() : open;
            open = round;
            round.ids.add(id);
            if (round.ids.size() >= MOST) {
                open = null;
                round.full.ring();
            }
        }
        return first ? lead(round) : follow(round);
    }

    private Said lead(Round round) {
        try {
            pause.until(round.full, MOMENT);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt(); // the call will break off, and say so to all
        }
        try {
            round.said = ask(close(round));
            return round.said;
        } finally {
            round.asked.countDown();
        }
    }

    private synchronized Set<String> close(Round round) {
        if (open == round) {
            open = null;
        }
        return round.ids;
    }

    private static Said follow(Round round) {
        try {
            round.asked.await();
            return round.said;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return new Said(Map.of(), new Reply.NoAnswer("stopped"));
        }
    }

    private Said ask(Set<String> ids) {
        if (ids.size() == 1) {
            return new Said(Map.of(), null);
        }
        var reply = api.list(ids);
        if (reply instanceof Reply.Answer answer) {
            boolean everybodyIsRefused =
                    answer.status() == 429
                            || answer.status() == 529
                            || answer.status() == 401
                            || answer.status() == 403;
            return new Said(tasks(answer), everybodyIsRefused ? answer : null);
        }
        return new Said(Map.of(), reply);
    }

    private static Map<String, JsonNode> tasks(Reply.Answer answer) {
        var tasks = new HashMap<String, JsonNode>();
        for (var task : answer.json().path("items")) {
            if (answer.ok() && !task.path("status").asString("").isBlank()) {
                tasks.put(task.path("id").asString(""), task);
            }
        }
        return tasks;
    }
}
