package dev.conch.task;

import dev.conch.base.TaskId;
import dev.conch.db.Database;
import dev.conch.provider.Providers;
import dev.conch.provider.Route;
import dev.conch.provider.Router;
import dev.conch.provider.VideoProvider;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Where waiting tasks stand and how long they are likely to wait. Looks at the queue at most once a
 * second, however many ask. Shared between threads.
 */
public final class QueueView {
    private static final Duration FRESH = Duration.ofSeconds(1);

    /** Who is behind so many is told that, not where. */
    private static final int LONGEST = 100_000;

    private final Database database;
    private final Providers providers;
    private final Router router;
    private final ReentrantLock refreshing = new ReentrantLock();
    private volatile Snapshot snapshot =
            new Snapshot(Map.of(), System.nanoTime() - FRESH.toNanos());

    private record Snapshot(Map<String, Place> places, long takenAt) {
        boolean stale() {
            return System.nanoTime() - takenAt >= FRESH.toNanos();
        }
    }

    /**
     * A place in the queue.
     *
     * @param position 1 for the next one
     * @param estimatedWait null before the provider has finished anything
     */
    public record Place(int position, @Nullable Duration estimatedWait) {}

    public QueueView(Database database, Providers providers, Router router) {
        this.database = database;
        this.providers = providers;
        this.router = router;
    }

    /** Where a waiting task stands; empty if it does not wait, or only just began to. */
    public Optional<Place> find(TaskId task) {
        if (snapshot.stale() && refreshing.tryLock()) {
            try {
                if (snapshot.stale()) {
                    snapshot = look();
                }
            } finally {
                refreshing.unlock();
            }
        }
        return Optional.ofNullable(snapshot.places().get(task.toString()));
    }

    private Snapshot look() {
        long now = System.nanoTime();
        var places = new HashMap<String, Place>();
        var behind = new HashMap<String, Integer>();
        for (var waiting : database.read(tx -> JdbcQueue.order(tx, LONGEST))) {
            var route = providers.routeOf(waiting.model());
            int position = behind.merge(route.map(Route::name).orElse(""), 1, Integer::sum);
            places.put(
                    waiting.id(),
                    new Place(position, route.map(one -> wait(one, position)).orElse(null)));
        }
        return new Snapshot(places, now);
    }

    /** By how many a second all of a route's providers together finish, as far as is known. */
    private @Nullable Duration wait(Route route, int position) {
        double perSecond = 0;
        for (var target : route.targets()) {
            var seconds = router.secondsPerVideo(target.provider());
            if (seconds.isPresent()) {
                perSecond += atOnce(target.provider()) / Math.max(seconds.getAsDouble(), 0.001);
            }
        }
        return perSecond == 0 ? null : Duration.ofMillis(Math.round(position * 1000 / perSecond));
    }

    private int atOnce(String provider) {
        return providers.find(provider).map(VideoProvider::concurrency).orElse(0);
    }
}
