package dev.conch.webhook;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How many messages may be under way, in all and to each target, so that nobody is delayed by
 * receivers that are slow or dead.
 *
 * <p>A target that answers fast may have many; one that is slow or new fewer; one that does not
 * answer a single one, until it does. All that are not known to be fast share half of the room.
 * Shared between threads.
 */
final class TargetRoom {
    private static final Duration FAST = Duration.ofSeconds(2);
    private static final int MOST_REMEMBERED = 10_000;

    private enum Pace {
        FAST,
        SLOW,
        SILENT
    }

    private final int perTarget;
    private final int total;
    private final Map<String, Integer> underWay = new HashMap<>();

    /** Least recently told first. */
    private final Map<String, Pace> paces = new LinkedHashMap<>(16, 0.75f, true);

    private int all;
    private int allNotFast;

    TargetRoom(int perTarget, int total) {
        this.perTarget = perTarget;
        this.total = total;
    }

    synchronized boolean full() {
        return all >= total;
    }

    /** Takes as much room for each of {@code targets} as it may have now; those with any. */
    synchronized Map<String, Integer> reserve(List<String> targets) {
        var reserved = new LinkedHashMap<String, Integer>();
        for (var target : targets) {
            int room = room(target);
            if (room > 0) {
                reserved.put(target, room);
                add(target, room);
            }
        }
        return reserved;
    }

    private int room(String target) {
        var pace = pace(target);
        int room = Math.min(most(pace) - underWay.getOrDefault(target, 0), total - all);
        return pace == Pace.FAST ? room : Math.min(room, Math.max(1, total / 2) - allNotFast);
    }

    private int most(Pace pace) {
        return switch (pace) {
            case FAST -> perTarget;
            case SLOW -> Math.max(1, perTarget / 2);
            case SILENT -> 1;
        };
    }

    private Pace pace(String target) {
        return paces.getOrDefault(target, Pace.SLOW);
    }

    private void add(String target, int messages) {
        all += messages;
        if (pace(target) != Pace.FAST) {
            allNotFast += messages;
        }
        int now = underWay.merge(target, messages, Integer::sum);
        if (now == 0) {
            underWay.remove(target);
        }
    }

    /** Gives back room that was reserved and not used. */
    synchronized void release(String target, int messages) {
        add(target, -messages);
    }

    /** A message has ended; from now on its target is as fast as this. */
    synchronized void ended(String target, AttemptResult result) {
        add(target, -1);
        int others = underWay.getOrDefault(target, 0);
        var before = pace(target);
        var after = paceOf(result);
        paces.put(target, after);
        if (before == Pace.FAST && after != Pace.FAST) {
            allNotFast += others;
        } else if (before != Pace.FAST && after == Pace.FAST) {
            allNotFast -= others;
        }
        if (paces.size() > MOST_REMEMBERED) {
            forgetOne();
        }
    }

    private static Pace paceOf(AttemptResult result) {
        return switch (result) {
            case AttemptResult.Unanswered _ -> Pace.SILENT;
            case AttemptResult.Answered answered ->
                    answered.took().compareTo(FAST) <= 0 ? Pace.FAST : Pace.SLOW;
        };
    }

    /** Only one that has nothing under way, since its pace is part of the counts. */
    private void forgetOne() {
        paces.keySet().stream()
                .filter(target -> !underWay.containsKey(target))
                .findFirst()
                .ifPresent(paces::remove);
    }
}
