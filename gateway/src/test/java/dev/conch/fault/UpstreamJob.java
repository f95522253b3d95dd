package dev.conch.fault;

import dev.conch.testing.Clip;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A video that an upstream works on, and what will come of it. Shared between threads. */
final class UpstreamJob {
    private static final int SHORTEST_FILE = 10_000;
    private static final int LONGEST_FILE = 150_000;
    private static final int LONGEST_WORK_MILLIS = 900;
    private static final double FAILING = 0.15;

    private final Name name;
    private final String prompt;
    private final boolean paid;
    private final boolean fails;
    private final long began;
    private final long worksNanos;
    private final Content content;
    private boolean canceled;

    /** Where a job stands. */
    enum State {
        RUNNING,
        SUCCEEDED,
        FAILED,
        CANCELED
    }

    /**
     * Who makes it, and how it is called.
     *
     * @param provider as the gateway calls who makes it
     * @param id there
     * @param reference what the gateway's adapter calls it
     */
    record Name(String provider, String id, String reference) {}

    /**
     * What is made.
     *
     * @param poster null if none is; then the gateway makes one of its own
     */
    record Content(byte[] video, byte @Nullable [] poster) {
        /** Bytes that are no video, for an adapter that does not look. */
        static Content random(String prompt, String id, Dice dice) {
            var random = dice.about("content", prompt, id);
            var video = new byte[random.nextInt(SHORTEST_FILE, LONGEST_FILE)];
            random.nextBytes(video);
            // few posters among many videos: the store keeps equal content once
            var poster = "poster " + random.nextInt(5);
            return new Content(video, poster.getBytes(StandardCharsets.UTF_8));
        }

        /** A real video that is like no other. */
        static Content clip(String id) {
            return new Content(Clip.marked(id), null);
        }
    }

    /**
     * A job that begins.
     *
     * @param prompt of the order that it is for
     * @param paid whether the operator is charged if it succeeds
     */
    UpstreamJob(Name name, String prompt, boolean paid, Dice dice, Content content) {
        this.name = name;
        this.prompt = prompt;
        this.paid = paid;
        this.fails = dice.happens(FAILING, "fails", prompt);
        this.began = System.nanoTime();
        this.worksNanos = 1_000_000L * dice.below(LONGEST_WORK_MILLIS, "works", prompt);
        this.content = content;
    }

    String id() {
        return name.id();
    }

    Name name() {
        return name;
    }

    String prompt() {
        return prompt;
    }

    boolean paid() {
        return paid;
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

    /** Whether the operator is charged for it. */
    boolean charged() {
        return paid && state() == State.SUCCEEDED;
    }

    /** False when it is too late; may be asked twice. */
    synchronized boolean cancel() {
        canceled |= state() == State.RUNNING;
        return canceled;
    }

    /** Its server says that it was stopped. */
    synchronized void stopped() {
        canceled = true;
    }

    double progress() {
        return Math.min(1, (double) (System.nanoTime() - began) / Math.max(1, worksNanos));
    }

    Content content() {
        return content;
    }

    @Override
    public String toString() {
        return "%s at %s, %s, video %s"
                .formatted(name.id(), name.provider(), state(), sha256(content.video()));
    }

    static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
