package dev.conch.fault;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A video that the upstream works on, and what will come of it. Shared between threads. */
final class UpstreamJob {
    private static final int SHORTEST_FILE = 10_000;
    private static final int LONGEST_FILE = 150_000;
    private static final int LONGEST_WORK_MILLIS = 900;
    private static final double FAILING = 0.15;

    private final String id;
    private final String task;
    private final int attempt;
    private final boolean fails;
    private final long began;
    private final long worksNanos;
    private final byte[] video;
    private final byte[] poster;
    private boolean canceled;

    /** Where a job stands. */
    enum State {
        RUNNING,
        SUCCEEDED,
        FAILED,
        CANCELED
    }

    UpstreamJob(String id, String task, int attempt, String prompt, Dice dice) {
        this.id = id;
        this.task = task;
        this.attempt = attempt;
        this.fails = dice.happens(FAILING, "fails", prompt);
        this.began = System.nanoTime();
        this.worksNanos = 1_000_000L * dice.below(LONGEST_WORK_MILLIS, "works", prompt);
        var random = dice.about("content", prompt, id);
        this.video = new byte[random.nextInt(SHORTEST_FILE, LONGEST_FILE)];
        random.nextBytes(video);
        // few posters among many videos: the store keeps equal content once
        this.poster = ("poster " + random.nextInt(5)).getBytes(StandardCharsets.UTF_8);
    }

    String id() {
        return id;
    }

    String task() {
        return task;
    }

    int attempt() {
        return attempt;
    }

    synchronized State state() {
        if (canceled) {
            return State.CANCELED;
        }
        if (System.nanoTime() - began < worksNanos) {
            return State.RUNNING;
        }
        return fails ? State.FAILED : State.SUCCEEDED;
    }

    /** False when it is too late; may be asked twice. */
    synchronized boolean cancel() {
        canceled |= state() == State.RUNNING;
        return canceled;
    }

    double progress() {
        return Math.min(1, (double) (System.nanoTime() - began) / Math.max(1, worksNanos));
    }

    byte[] video() {
        return video;
    }

    byte[] poster() {
        return poster;
    }

    @Override
    public String toString() {
        return "%s of attempt %d, %s, video %s".formatted(id, attempt, state(), sha256(video));
    }

    static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
