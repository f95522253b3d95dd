package dev.conch.provider;

import dev.conch.base.Money;

import java.util.Optional;

/**
 * Makes videos: ours to ask, theirs to do. Calls may block; each is made from a virtual thread of
 * the task's own.
 *
 * <p>No method throws for what a provider may answer or fail to answer: that is what the outcomes
 * are for.
 */
public interface VideoProvider extends AutoCloseable {
    /** Lower-case name, as stored on tasks and shown in metrics. */
    String name();

    /** How many tasks it works on at once; more wait in our queue. 0 accepts and never starts. */
    int concurrency();

    /** True when a second submit costs nothing, so that a cut one may simply be made again. */
    boolean submitsAreFree();

    /**
     * Why it cannot make such a video, in words for the caller; empty if it can. Asks nobody and is
     * asked before any money is held. Whoever does not say otherwise cannot draw a visible mark.
     */
    default Optional<String> objection(Wish wish) {
        return wish.options().watermark()
                ? Optional.of(name() + " cannot draw a visible mark on its videos")
                : Optional.empty();
    }

    /** What such a video costs by the provider's price list; empty if that does not tell. */
    default Optional<Money> listPrice(Wish wish) {
        return Optional.empty();
    }

    SubmitOutcome submit(VideoRequest request);

    PollOutcome poll(String providerTaskId);

    /**
     * The finished video's files, copied byte for byte and checked to be what they should be.
     *
     * @throws java.io.UncheckedIOException when they are not there (any more), or could not be
     *     copied now; it is tried again
     */
    FetchedVideo fetch(String providerTaskId);

    /**
     * Drops what the provider keeps of a task that has ended or is given up; stops its work if it
     * still runs.
     */
    void forget(String providerTaskId);

    /** Asks the provider to stop a started video. */
    default CancelOutcome cancel(String providerTaskId) {
        return new CancelOutcome.TooLate();
    }

    /**
     * Finds out whether a submit whose answer never came has started, without starting anything
     * that could be paid twice: where a provider keeps one task for each key, a repetition under
     * the same key is such a look.
     *
     * @param submit what was sent; its task and attempt name it
     */
    default ReconcileOutcome reconcile(VideoRequest submit) {
        return new ReconcileOutcome.CannotTell();
    }

    /** What to do with a message that came to a task's callback address; settles nothing. */
    default Hook.Answer hook(Hook message) {
        return Hook.Answer.WAKE;
    }

    /** Makes the cheapest call that starts nothing, and explains what is wrong. */
    default Checkup checkup() {
        return new Checkup(true, name() + " runs in this process");
    }

    /** Stops all work; what was started and not finished is lost to this process. */
    @Override
    default void close() {}
}
