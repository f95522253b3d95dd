package dev.conch.provider.minimax;

import dev.conch.base.TaskId;
import dev.conch.provider.SubmitOutcome;
import dev.conch.provider.VideoRequest;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What this process remembers of its submits, as evidence when one is unclear. Forgets the oldest.
 * Shared between threads.
 */
final class Submits {
    private static final int MOST_SUBMITS = 5_000;
    private static final int MOST_TASKS = 50_000;

    private final Instant born;
    private final Map<Name, Submit> submits = limited(MOST_SUBMITS);
    private final Map<Name, Instant> firstLooks = limited(MOST_SUBMITS);
    private final Map<String, Boolean> tasks = limited(MOST_TASKS);

    /** One submit of one task. */
    record Name(TaskId task, int attempt) {
        static Name of(VideoRequest request) {
            return new Name(request.taskId(), request.attempt());
        }
    }

    /**
     * A submit.
     *
     * @param task what it started; null while that is open
     */
    private record Submit(Instant begun, boolean ended, @Nullable String task) {}

    Submits(Instant born) {
        this.born = born;
    }

    private static <K, V> Map<K, V> limited(int most) {
        return new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > most;
            }
        };
    }

    synchronized void begun(Name name, Instant now) {
        submits.put(name, new Submit(now, false, null));
    }

    synchronized void ended(Name name, SubmitOutcome outcome) {
        switch (outcome) {
            case SubmitOutcome.Accepted(var id, _) -> {
                started(name, id);
                if (StartedTask.parse(id) instanceof StartedTask.V2 task) {
                    known(task.id());
                }
            }
            case SubmitOutcome.Refused _ -> submits.remove(name);
            case SubmitOutcome.Unclear _ ->
                    submits.computeIfPresent(
                            name, (_, submit) -> new Submit(submit.begun(), true, null));
        }
    }

    synchronized void started(Name name, String task) {
        submits.computeIfPresent(name, (_, submit) -> new Submit(submit.begun(), true, task));
    }

    synchronized void forget(Name name) {
        submits.remove(name);
        firstLooks.remove(name);
    }

    synchronized void known(String minimaxId) {
        tasks.put(minimaxId, true);
    }

    synchronized boolean isKnown(String minimaxId) {
        return tasks.get(minimaxId) != null;
    }

    /** What a submit is known to have started. */
    synchronized Optional<String> startedTask(Name name) {
        return Optional.ofNullable(submits.get(name)).flatMap(s -> Optional.ofNullable(s.task()));
    }

    synchronized Optional<Instant> begunAt(Name name) {
        return Optional.ofNullable(submits.get(name)).map(Submit::begun);
    }

    /** When somebody first asked about an unclear submit, which was over by then. */
    synchronized Instant firstLook(Name name, Instant now) {
        return firstLooks.computeIfAbsent(name, _ -> now);
    }

    /**
     * Whether we have seen everything that could have started a task since a submit, and no other
     * submit is open.
     *
     * @param skew how far clocks may be apart
     * @param settled for how long a submit may take effect late
     */
    synchronized boolean isTheOnlyOpenOne(Name name, Duration skew, Duration settled) {
        var own = submits.get(name);
        return own != null
                && own.ended()
                && !own.begun().minus(skew).minus(settled).isBefore(born)
                && submits.entrySet().stream()
                        .filter(entry -> !entry.getKey().equals(name))
                        .map(Map.Entry::getValue)
                        .noneMatch(
                                other ->
                                        other.task() == null
                                                && !other.begun()
                                                        .isBefore(own.begun().minus(settled)));
    }
}
