package dev.conch.provider;

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

    SubmitOutcome submit(VideoRequest request);

    PollOutcome poll(String providerTaskId);

    /**
     * The finished video's files.
     *
     * @throws java.io.UncheckedIOException when they are not there (any more)
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
     * Looks whether a submit whose answer never came has started, without starting anything.
     *
     * @param submit what was sent; its task and attempt name it
     */
    default ReconcileOutcome reconcile(VideoRequest submit) {
        return new ReconcileOutcome.CannotTell();
    }

    /** Stops all work; what was started and not finished is lost to this process. */
    @Override
    default void close() {}
}
