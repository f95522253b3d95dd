package dev.conch.fault;

import dev.conch.testing.wire.Fault;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * All that the upstream knows of what it was asked, in order: the other side's view of what the
 * gateway did. Shared between threads.
 */
final class UpstreamBooks {
    private final Map<String, List<Entry>> byTask = new LinkedHashMap<>();
    private final Map<String, UpstreamJob> jobs = new LinkedHashMap<>();

    /** One line about a task. */
    sealed interface Entry {
        /** A submit that was read whole, and what the asker saw of the answer. */
        record Submitted(int attempt, Fault fault, Effect effect) implements Entry {}

        /** The list of a task's jobs was asked for and answered well. */
        record Listed(boolean any) implements Entry {}

        /** The operator looked into these books and told the gateway what to do. */
        record Resolved(String how) implements Entry {}
    }

    /** What a submit led to; a late one leads to it after its asker has gone. */
    static final class Effect {
        private volatile @Nullable UpstreamJob job;

        Optional<UpstreamJob> job() {
            return Optional.ofNullable(job);
        }

        @Override
        public String toString() {
            var started = job;
            return started == null ? "nothing" : started.toString();
        }
    }

    synchronized Effect submitted(String task, int attempt, Fault fault) {
        var effect = new Effect();
        add(task, new Entry.Submitted(attempt, fault, effect));
        return effect;
    }

    /** The job begins. */
    synchronized void took(Effect effect, UpstreamJob job) {
        effect.job = job;
        jobs.put(job.id(), job);
    }

    synchronized void listed(String task, boolean any) {
        add(task, new Entry.Listed(any));
    }

    synchronized void resolved(String task, String how) {
        add(task, new Entry.Resolved(how));
    }

    private void add(String task, Entry entry) {
        byTask.computeIfAbsent(task, _ -> new ArrayList<>()).add(entry);
    }

    synchronized Optional<UpstreamJob> job(String id) {
        return Optional.ofNullable(jobs.get(id));
    }

    /** The jobs of a task, of all its attempts. */
    synchronized List<UpstreamJob> jobsOf(String task) {
        return jobs.values().stream().filter(job -> job.task().equals(task)).toList();
    }

    synchronized List<Entry> entriesOf(String task) {
        return List.copyOf(byTask.getOrDefault(task, List.of()));
    }

    /** Every task that was ever asked for. */
    synchronized Set<String> tasks() {
        return Set.copyOf(byTask.keySet());
    }

    synchronized int submits() {
        return (int)
                byTask.values().stream()
                        .flatMap(List::stream)
                        .filter(Entry.Submitted.class::isInstance)
                        .count();
    }
}
