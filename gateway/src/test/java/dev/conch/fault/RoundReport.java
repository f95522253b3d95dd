package dev.conch.fault;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What came of a round.
 *
 * @param begun how many videos each provider began
 * @param books what everybody knows of the tasks whose promises were broken
 */
record RoundReport(
        long seed,
        Counts counts,
        Map<String, Long> begun,
        Duration took,
        List<Violation> violations,
        List<String> books) {

    /**
     * Numbers that can be added up.
     *
     * @param open tasks whose submit nobody settled
     * @param ends of the gateway, by kill or stop
     * @param faults of upstream and receiver
     */
    record Counts(
            long tasks,
            long completed,
            long failed,
            long open,
            long submits,
            long ends,
            long faults,
            long deliveries) {
        static final Counts NONE = new Counts(0, 0, 0, 0, 0, 0, 0, 0);

        /**
         * Whether enough went wrong for an unbroken promise to mean something: a round without
         * faults proves nothing.
         */
        boolean stormy() {
            return ends > 0 && faults > tasks / 2 && deliveries > tasks;
        }

        Counts plus(Counts other) {
            return new Counts(
                    tasks + other.tasks,
                    completed + other.completed,
                    failed + other.failed,
                    open + other.open,
                    submits + other.submits,
                    ends + other.ends,
                    faults + other.faults,
                    deliveries + other.deliveries);
        }

        @Override
        public String toString() {
            return "%d tasks (%d completed, %d failed, %d open), %d submits, %d ends of the gateway, %d faults, %d deliveries"
                    .formatted(tasks, completed, failed, open, submits, ends, faults, deliveries);
        }
    }

    @Override
    public String toString() {
        return "seed %d: %s, began %s, %d.%d s, %d violations"
                .formatted(
                        seed,
                        counts,
                        begun,
                        took.toSeconds(),
                        took.toMillisPart() / 100,
                        violations.size());
    }
}
