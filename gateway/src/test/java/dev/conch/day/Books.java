package dev.conch.day;

import dev.conch.base.Money;
import dev.conch.day.Job.Standing;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * What a provider knows of its work: what it started, refused and charges, and how much it had at a
 * time. Shared between threads.
 */
final class Books {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final String name;
    private final Terms terms;
    private final Clock clock;
    private final SplittableRandom random;
    private final Map<String, Job> jobs = new HashMap<>();
    private final ArrayDeque<Instant> lastMinute = new ArrayDeque<>();
    private final List<Job> running = new ArrayList<>();
    private final List<Instant> refused = new ArrayList<>();
    private int mostAtOnce;
    private int mostInAMinute;
    private Instant died = Instant.MAX;

    Books(String name, Terms terms, Clock clock, long seed) {
        this.name = name;
        this.terms = terms;
        this.clock = clock;
        this.random = new SplittableRandom(seed ^ name.hashCode());
    }

    String name() {
        return name;
    }

    /** Takes an order; empty if that would be too many, which has no other effect. */
    synchronized Optional<Job> take(int order, Money price) {
        var now = clock.instant();
        running.removeIf(job -> job.at(now) != Standing.RUNNING);
        while (!lastMinute.isEmpty() && !lastMinute.peek().plus(MINUTE).isAfter(now)) {
            lastMinute.remove();
        }
        if (lastMinute.size() >= terms.perMinute().applyAsInt(now)
                || running.size() >= terms.atOnce()) {
            refused.add(now);
            return Optional.empty();
        }
        var job = start(order, price, now);
        lastMinute.add(now);
        running.add(job);
        mostInAMinute = Math.max(mostInAMinute, lastMinute.size());
        mostAtOnce = Math.max(mostAtOnce, running.size());
        return Optional.of(job);
    }

    private Job start(int order, Money price, Instant now) {
        var longer = terms.longest().minus(terms.shortest());
        var takes = terms.shortest().plusMillis((long) (random.nextDouble() * longer.toMillis()));
        boolean lost = random.nextDouble() < terms.loss();
        var id = String.valueOf(4_240_000 + jobs.size());
        var job = new Job(id, order, now, now.plus(takes), lost, price);
        jobs.put(id, job);
        return job;
    }

    /** A job that is known; empty for one that is not, or not any more. */
    synchronized Optional<Job> find(String id) {
        var now = clock.instant();
        return Optional.ofNullable(jobs.get(id)).filter(job -> job.at(now) != Standing.FORGOTTEN);
    }

    Standing standing(Job job) {
        return job.at(clock.instant());
    }

    /** From now on nothing is made here. */
    synchronized void die() {
        died = clock.instant();
    }

    synchronized List<Job> jobs() {
        return List.copyOf(jobs.values());
    }

    /** Whether the video was there before the provider died; then it is charged. */
    synchronized boolean made(Job job) {
        return !job.lost() && !job.ends().isAfter(died);
    }

    /** When submits were refused because they were too many. */
    synchronized List<Instant> refused() {
        return List.copyOf(refused);
    }

    synchronized int mostAtOnce() {
        return mostAtOnce;
    }

    /** The most that were started in any 60 seconds. */
    synchronized int mostInAMinute() {
        return mostInAMinute;
    }

    Terms terms() {
        return terms;
    }
}
