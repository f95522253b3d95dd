package dev.conch.account;

import java.time.Instant;

/**
 * A part of an account that has keys, budgets and limits of its own.
 *
 * @param labeling holds for tasks that are accepted from now on
 * @param storedBytes of its results that were not deleted yet
 */
public record Project(
        long id,
        long accountId,
        String name,
        Limits limits,
        Labeling labeling,
        long storedBytes,
        Instant createdAt) {}
