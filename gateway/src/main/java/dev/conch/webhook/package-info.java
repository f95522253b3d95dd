/**
 * Tells customers' servers what happened to their tasks: signed as Standard Webhooks asks, at least
 * once, in order for each task, for about three days.
 *
 * <p>Start at {@code Webhooks} (endpoints, the log, what an event leads to) and {@code Deliverer}
 * (claim, send, try again). A delivery is a row that is written in the transaction of its event;
 * its id is the {@code webhook-id} of every attempt.
 */
@MayUse({"base", "db", "event", "outbound"})
@NullMarked
package dev.conch.webhook;

import dev.conch.base.MayUse;

import org.jspecify.annotations.NullMarked;
