/**
 * What happened to tasks, in order: an append-only table written in the transaction of the change
 * itself, so that no change goes untold and nothing is told that did not happen. Webhooks and event
 * streams read it.
 */
@MayUse({"base", "db"})
@NullMarked
package dev.conch.event;

import dev.conch.base.MayUse;
import org.jspecify.annotations.NullMarked;
