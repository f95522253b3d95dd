package dev.conch.account;

import java.time.Instant;

/** What is kept of an API key: never the key itself. */
record StoredKey(
        String id, long accountId, String name, String hash, String masked, Instant createdAt) {}
