/** ComfyUI's adapter against a scripted ComfyUI with its queue, history and web socket. */
@NullMarked
package dev.conch.provider.comfyui;

import org.jspecify.annotations.NullMarked;
