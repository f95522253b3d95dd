/**
 * What adapters of hosted providers have in common: calls that tell whether a request can have
 * arrived, tables of a provider's errors and of what its models can do, and copying results.
 *
 * <p>Start at {@link dev.conch.provider.http.UpstreamHttp}. An adapter uses these and adds its
 * provider's words; adapters never know each other.
 */
@MayUse({"base", "outbound", "provider", "studio"})
@NullMarked
package dev.conch.provider.http;

import dev.conch.base.MayUse;

import org.jspecify.annotations.NullMarked;
