/**
 * The HTTP client for addresses that strangers send us: what may be reached, how much is read, and
 * for how long.
 *
 * <p>Callers: {@code asset} (images to animate), {@code webhook} (deliveries), {@code provider}
 * (results). Start reading at {@link dev.conch.outbound.OutboundClient}; {@link
 * dev.conch.outbound.Downloader} copies large files. Invariant: no byte is sent to a network
 * address that {@link dev.conch.outbound.AddressRules} has not allowed, whatever a name resolves to
 * and wherever a redirect points.
 */
@MayUse({})
@NullMarked
package dev.conch.outbound;

import dev.conch.base.MayUse;

import org.jspecify.annotations.NullMarked;
