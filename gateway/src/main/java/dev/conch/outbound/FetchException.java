package dev.conch.outbound;

/**
 * A stranger's URL could not be fetched. The message may be shown to whoever sent the URL: it holds
 * no body, no header and no address but those that they wrote themselves. The cause may; it is for
 * the log.
 */
public final class FetchException extends RuntimeException {
    /** Why a fetch failed, as far as the sender of the URL may know. */
    public enum Reason {
        /** The host is, or resolves to, an address outside the public internet. */
        BLOCKED_ADDRESS,
        /** Not an https URL in the form we accept: scheme, port, user name, length or host. */
        BAD_URL,
        /** The body is longer than the caller allows. */
        TOO_LARGE,
        /** The server needed more time than the caller allows. */
        TIMEOUT,
        /** The server answered with another status than 200 or a redirect. */
        HTTP_STATUS,
        /** The body has another content type than the accepted ones, or is compressed. */
        WRONG_TYPE,
        /** No address for the name, no connection, no valid certificate, or a reply cut short. */
        UNREACHABLE,
        /** More redirects than allowed. */
        TOO_MANY_REDIRECTS
    }

    private final Reason reason;

    FetchException(Reason reason, String publicMessage) {
        super(publicMessage);
        this.reason = reason;
    }

    FetchException(Reason reason, String publicMessage, Throwable cause) {
        super(publicMessage, cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }

    /** The message; safe to show to the sender of the URL. */
    public String publicMessage() {
        return String.valueOf(getMessage());
    }
}
