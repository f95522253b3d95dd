package dev.conch.account;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/** A customer (an organisation): who owns projects, tasks and a balance. */
public record Account(
        long id,
        String name,
        String email,
        Limits limits,
        Instant createdAt,
        @Nullable Instant disabledAt) {}
