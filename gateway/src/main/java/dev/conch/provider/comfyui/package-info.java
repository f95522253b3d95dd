/**
 * A ComfyUI of the operator's own, which runs the operator's graphs.
 *
 * <p>Start at {@link dev.conch.provider.comfyui.ComfyProvider}. ComfyUI has no keys, keeps its
 * queue and history in memory only, and runs whatever graph it is sent; so it belongs into a
 * network of one's own, and this adapter refuses to use one elsewhere.
 */
@NullMarked
package dev.conch.provider.comfyui;

import org.jspecify.annotations.NullMarked;
