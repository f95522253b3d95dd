package dev.conch.event;

import java.time.Instant;

/**
 * An event as it is read back.
 *
 * @param sequence grows with time, per database
 */
public record Happening(long sequence, String type, Instant at) {}
