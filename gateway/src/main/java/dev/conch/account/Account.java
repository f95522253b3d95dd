package dev.conch.account;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A customer (an organisation): who owns projects, tasks and a balance. */
public record Account(
        long id,
        String name,
        String email,
        Limits limits,
        Instant createdAt,
        @Nullable Instant disabledAt) {}
