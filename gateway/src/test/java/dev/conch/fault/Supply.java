package dev.conch.fault;

import java.util.Map;

/**
 * Everybody who makes videos for a round's gateway, on sockets of the harness's own process, so
 * that what they know survives what is done to the gateway. Shared between threads.
 */
interface Supply extends AutoCloseable {
    /** What they were asked and what they did, in one book. */
    UpstreamBooks books();

    /** How many requests were read. */
    int requests();

    /** Where {@link HttpProvider} finds it; empty if the gateway has an adapter for it. */
    String url();

    /** What the gateway's operator sets. */
    Map<String, String> settings();

    /** Nobody listens any more. */
    void shut();

    /** Every connection is reset, now and from now on. */
    void resetAll();

    /** All is well again. */
    void open();

    @Override
    void close();
}
