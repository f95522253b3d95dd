/**
 * What RunAPI's command line needs of a gateway beyond the API: logging in through a browser, and
 * hearing callbacks where no callback can reach.
 *
 * <p>Start at {@link dev.conch.listener.Logins} and {@link dev.conch.listener.Listeners}.
 */
@MayUse({"base", "db", "event", "account", "webhook"})
@NullMarked
package dev.conch.listener;

import dev.conch.base.MayUse;

import org.jspecify.annotations.NullMarked;
