package dev.conch.studio;

import java.util.concurrent.CancellationException;

/** How a render ends that nobody wants any more. */
public final class Cancellation {
    private Cancellation() {}

    /** The exception for a canceled render. */
    public static CancellationException of(InterruptedException cause) {
        var canceled = new CancellationException("the render was canceled");
        canceled.initCause(cause);
        return canceled;
    }
}
