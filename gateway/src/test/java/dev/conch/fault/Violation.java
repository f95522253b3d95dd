package dev.conch.fault;

/**
 * A promise that was broken.
 *
 * @param task the task's id; empty where it is about all of them
 * @param rule which promise
 */
record Violation(String task, String rule, String what) {
    static Violation of(String rule, String what) {
        return new Violation("", rule, what);
    }

    @Override
    public String toString() {
        return "%s: %s%s".formatted(rule, task.isEmpty() ? "" : "task " + task + ": ", what);
    }
}
