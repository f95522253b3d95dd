package dev.conch.fault;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;

/**
 * Something that is done to the system in the middle of its work.
 *
 * @param after how much has happened by then, in requests and accepts; not a time, since a slow
 *     machine would have done nothing yet
 */
record Blow(int after, Kind kind) {
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

    /** How much happens for each order while blows fall; to its end it is about twice as much. */
    static final int EVENTS_FOR_AN_ORDER = 6;

    /** The blows of a round, in order: one to three ends of the gateway among them. */
    static List<Blow> drawn(Dice dice, int orders) {
        var random = dice.about("blows");
        var blows = new ArrayList<Blow>();
        int last = orders * EVENTS_FOR_AN_ORDER;
        int ends = random.nextInt(1, 4);
        for (int i = 0; i < ends; i++) {
            var kind = random.nextInt(5) == 0 ? Kind.STOP : Kind.KILL;
            blows.add(new Blow(random.nextInt(1, last), kind));
        }
        var others = EnumSet.complementOf(EnumSet.of(Kind.KILL, Kind.STOP)).stream().toList();
        for (int i = 0; i < 4; i++) {
            var kind = others.get(random.nextInt(others.size()));
            blows.add(new Blow(random.nextInt(last), kind));
        }
        blows.sort(Comparator.comparingInt(Blow::after));
        return List.copyOf(blows);
    }
}
