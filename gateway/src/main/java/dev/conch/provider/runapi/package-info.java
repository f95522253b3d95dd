/**
 * RunAPI, or another Conch, as a provider: gateways can stand in a row.
 *
 * <p>Start at {@link dev.conch.provider.runapi.RunApiProvider}. Source: RunAPI's wire contract as
 * its public clients see it, and this gateway's own API.
 */
@NullMarked
package dev.conch.provider.runapi;

import org.jspecify.annotations.NullMarked;
