package dev.conch.outbound;

import java.time.Duration;

/**
 * How a server answered to a POST.
 *
 * @param retryAfter the header of this name as it was sent, which may be anything; empty if there
 *     was none
 * @param start of the body, at most 1 kB: for who asked something; never shown to callers
 */
public record PostAnswer(int status, String retryAfter, String start, Duration took) {}
