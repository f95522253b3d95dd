package dev.conch.account;

import java.time.Instant;

/** A customer: who owns keys, tasks and a balance. */
public record Account(long id, String name, String email, Instant createdAt) {}
