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
 * All that the upstreams of a round know of what they were asked, in order: the other side's view
 * of what the gateway did. One book for all of them, by the prompt, which only one order has.
 * Shared between threads.
 */
final class UpstreamBooks {
    private final Map<String, List<Entry>> byPrompt = new LinkedHashMap<>();
    private final List<UpstreamJob> jobs = new ArrayList<>();

    /** One line about an order. */
    sealed interface Entry permits Submit, Listed, Resolved {}

    /** The list of a task's jobs was asked for and answered well. */
    record Listed(String provider, boolean any) implements Entry {}

    /** The operator looked into these books and told the gateway what to do. */
    record Resolved(String how) implements Entry {}

    /** A submit that was read whole, what the asker saw of the answer, and what it led to. */
    static final class Submit implements Entry {
        private final String provider;
        private final String attempt;
        private final Rule rule;
        private final Fault fault;
        private volatile @Nullable UpstreamJob job;

        /** When another submit may follow. */
        enum Rule {
            /** When this one was certainly refused. */
            ONCE,
            /** It is itself a repetition, which its receiver knows as such. */
            SAME_KEY,
            /** Whenever somebody likes: it costs nothing. */
            FREE
        }

        /**
         * A submit that has not taken effect yet.
         *
         * @param provider who read it
         * @param attempt what it called itself; empty if it had no name
         */
        Submit(String provider, String attempt, Rule rule, Fault fault) {
            this.provider = provider;
            this.attempt = attempt;
            this.rule = rule;
            this.fault = fault;
        }

        String provider() {
            return provider;
        }

        String attempt() {
            return attempt;
        }

        Rule rule() {
            return rule;
        }

        boolean certainlyRefused() {
            return fault.certainlyRefuses();
        }

        @Override
        public String toString() {
            var started = job;
            return "submit %s to %s (%s), answered %s, led to %s"
                    .formatted(
                            attempt, provider, rule, fault, started == null ? "nothing" : started);
        }
    }

    synchronized void submitted(String prompt, Submit submit) {
        add(prompt, submit);
    }

    /** The job begins; a late one when its asker has gone already. */
    synchronized void took(Submit submit, UpstreamJob job) {
        submit.job = job;
        jobs.add(job);
    }

    synchronized void listed(String prompt, String provider, boolean any) {
        add(prompt, new Listed(provider, any));
    }

    /**
     * All jobs of a provider were listed: of each order that it was asked for, whether it began.
     */
    synchronized void listed(String provider) {
        for (var prompt : List.copyOf(byPrompt.keySet())) {
            boolean asked =
                    entriesOf(prompt).stream()
                            .anyMatch(
                                    entry ->
                                            entry instanceof Submit submit
                                                    && submit.provider.equals(provider));
            if (asked) {
                listed(
                        prompt,
                        provider,
                        jobsOf(prompt).stream()
                                .anyMatch(job -> job.name().provider().equals(provider)));
            }
        }
    }

    synchronized void resolved(String prompt, String how) {
        add(prompt, new Resolved(how));
    }

    private void add(String prompt, Entry entry) {
        byPrompt.computeIfAbsent(prompt, _ -> new ArrayList<>()).add(entry);
    }

    synchronized Optional<UpstreamJob> job(String provider, String id) {
        return jobs.stream()
                .filter(job -> job.id().equals(id) && job.name().provider().equals(provider))
                .findFirst();
    }

    /** The jobs of an order, of all attempts everywhere. */
    synchronized List<UpstreamJob> jobsOf(String prompt) {
        return jobs.stream().filter(job -> job.prompt().equals(prompt)).toList();
    }

    synchronized List<Entry> entriesOf(String prompt) {
        return List.copyOf(byPrompt.getOrDefault(prompt, List.of()));
    }

    /** Every order that was ever asked for. */
    synchronized Set<String> prompts() {
        return Set.copyOf(byPrompt.keySet());
    }

    synchronized int submits() {
        return (int)
                byPrompt.values().stream()
                        .flatMap(List::stream)
                        .filter(Submit.class::isInstance)
                        .count();
    }

    /** How many jobs each provider has begun. */
    synchronized Map<String, Long> begun() {
        var begun = new java.util.TreeMap<String, Long>();
        jobs.forEach(job -> begun.merge(job.name().provider(), 1L, Long::sum));
        return begun;
    }
}
