package dev.conch.fault;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;

/**
 * Something that is done to the system in the middle of its work.
 *
 * @param atMillis after the round's beginning
 */
record Blow(long atMillis, Kind kind) {
    /** What is done. */
    enum Kind {
        /** {@code kill -9} of the gateway, and a new start. */
        KILL,
        /** SIGTERM to the gateway, and a new start. */
        STOP,
        /** Nobody listens at the upstream for a while. */
        UPSTREAM_SHUT,
        /** The upstream resets every connection for a while. */
        UPSTREAM_RESETS,
        RECEIVER_SHUT,
        RECEIVER_RESETS,
        /** The database is taken away for a moment. */
        DATABASE
    }

    private static final int LAST_MILLIS = 3_000;

    /** The blows of a round, in order: one to three ends of the gateway among them. */
    static List<Blow> drawn(Dice dice) {
        var random = dice.about("blows");
        var blows = new ArrayList<Blow>();
        int ends = random.nextInt(1, 4);
        for (int i = 0; i < ends; i++) {
            var kind = random.nextInt(5) == 0 ? Kind.STOP : Kind.KILL;
            blows.add(new Blow(random.nextInt(100, LAST_MILLIS), kind));
        }
        var others = EnumSet.complementOf(EnumSet.of(Kind.KILL, Kind.STOP)).stream().toList();
        for (int i = 0; i < 4; i++) {
            var kind = others.get(random.nextInt(others.size()));
            blows.add(new Blow(random.nextInt(LAST_MILLIS), kind));
        }
        blows.sort(Comparator.comparingLong(Blow::atMillis));
        return List.copyOf(blows);
    }
}
