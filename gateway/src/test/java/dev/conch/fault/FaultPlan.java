package dev.conch.fault;

import dev.conch.testing.wire.Fault;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Which fault meets which request: drawn by seed, by what is asked and about what, and by how many
 * times that was asked. Shared between threads.
 */
final class FaultPlan {
    private final Dice dice;
    private final Map<Kind, Fault> only;
    private final Map<String, AtomicInteger> asked = new ConcurrentHashMap<>();
    private final Map<Fault, AtomicInteger> played = new ConcurrentHashMap<>();
    private volatile boolean calm;

    /**
     * A request's kind, how often it goes wrong, and how; a fault named twice is twice as likely.
     */
    enum Kind {
        SUBMIT(
                0.55,
                List.of(
                        Fault.RESET,
                        Fault.RESET,
                        Fault.CUT,
                        Fault.BUSY,
                        Fault.BUSY_WITHOUT_TIME,
                        Fault.ERROR_500,
                        Fault.ERROR_502,
                        Fault.ERROR_503,
                        Fault.HTML,
                        Fault.NOT_HTTP,
                        Fault.SILENCE,
                        Fault.DRIP,
                        Fault.LATE,
                        Fault.SHORT,
                        Fault.FORBIDDEN,
                        Fault.REFUSED)),
        POLL(0.3, brokenReads()),
        LIST(0.3, brokenReads()),
        CANCEL(0.3, brokenReads()),
        DOWNLOAD(
                0.4,
                List.of(
                        Fault.CUT,
                        Fault.CUT,
                        Fault.SHORT,
                        Fault.FORBIDDEN,
                        Fault.HTML,
                        Fault.RESET,
                        Fault.ERROR_503,
                        Fault.SILENCE,
                        Fault.DRIP)),
        DELIVERY(
                0.5,
                List.of(
                        Fault.ERROR_500,
                        Fault.ERROR_503,
                        Fault.MOVED,
                        Fault.SILENCE,
                        Fault.RESET,
                        Fault.CUT,
                        Fault.BUSY,
                        Fault.NOT_HTTP));

        private final double share;

        @SuppressWarnings("ImmutableEnumChecker") // made by List.of
        private final List<Fault> faults;

        Kind(double share, List<Fault> faults) {
            this.share = share;
            this.faults = faults;
        }

        private static List<Fault> brokenReads() {
            return List.of(
                    Fault.RESET,
                    Fault.CUT,
                    Fault.SHORT,
                    Fault.BUSY,
                    Fault.BUSY_WITHOUT_TIME,
                    Fault.ERROR_500,
                    Fault.ERROR_502,
                    Fault.ERROR_503,
                    Fault.HTML,
                    Fault.NOT_HTTP,
                    Fault.SILENCE,
                    Fault.DRIP);
        }
    }

    FaultPlan(Dice dice) {
        this(dice, Map.of());
    }

    private FaultPlan(Dice dice, Map<Kind, Fault> only) {
        this.dice = dice;
        this.only = Map.copyOf(only);
        this.calm = !only.isEmpty();
    }

    /** Not by chance: always this fault for requests of this kind, none for others. */
    static FaultPlan always(Kind kind, Fault fault) {
        return new FaultPlan(new Dice(0), Map.of(kind, fault));
    }

    /** The fault for the next request of this kind about {@code subject}. */
    Fault next(Kind kind, String subject) {
        var certain = only.get(kind);
        if (certain != null) {
            return certain;
        }
        int times =
                asked.computeIfAbsent(kind + " " + subject, _ -> new AtomicInteger())
                        .incrementAndGet();
        var random = dice.about(kind, subject, times);
        if (calm || random.nextDouble() >= kind.share) {
            return Fault.NONE;
        }
        var fault = kind.faults.get(random.nextInt(kind.faults.size()));
        played.computeIfAbsent(fault, _ -> new AtomicInteger()).incrementAndGet();
        return fault;
    }

    /** No faults from now on. */
    void calm() {
        calm = true;
    }

    boolean isCalm() {
        return calm;
    }

    /** How many faults were played so far. */
    int played() {
        return played.values().stream().mapToInt(AtomicInteger::get).sum();
    }
}
