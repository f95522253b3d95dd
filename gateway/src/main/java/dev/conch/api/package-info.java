/**
 * The HTTP surface: one package per dialect, and here what they share: the server, authentication,
 * bodies, refusals.
 *
 * <p>Start at {@link dev.conch.api.ApiServer}. Imported by nobody but {@code Gateway}.
 */
@MayUse({
    "base",
    "db",
    "account",
    "asset",
    "catalog",
    "event",
    "idempotency",
    "ledger",
    "provider",
    "task",
    "webhook"
})
@NullMarked
package dev.conch.api;

import dev.conch.base.MayUse;

import org.jspecify.annotations.NullMarked;
