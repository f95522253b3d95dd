package dev.conch.asset;

import dev.conch.outbound.FetchException;
import dev.conch.outbound.OutboundClient;

/**
 * Judges addresses of videos and sounds that a provider is to fetch itself: as far as their text
 * tells, they must lead where this gateway would fetch from too. Shared between threads.
 */
public final class MediaLinks {
    private final OutboundClient outbound;

    public MediaLinks(OutboundClient outbound) {
        this.outbound = outbound;
    }

    /** An address that is refused; the message is for the caller. */
    public static final class Refused extends RuntimeException {
        private Refused(String problem, Throwable cause) {
            super(problem, cause);
        }
    }

    /**
     * Lets a good address pass.
     *
     * @throws Refused for any other
     */
    public void check(String url) {
        try {
            outbound.check(url);
        } catch (FetchException e) {
            throw new Refused("this URL is refused: " + e.publicMessage(), e);
        }
    }
}
