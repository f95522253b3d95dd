package dev.conch.outbound;

import java.time.Duration;

/**
 * How a server answered to a POST; its body is not kept.
 *
 * @param retryAfter the header of this name as it was sent, which may be anything; empty if there
 *     was none
 */
public record PostAnswer(int status, String retryAfter, Duration took) {}
