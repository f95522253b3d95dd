/**
 * Any server that speaks OpenAI's {@code /v1/videos}, or nearly so: vLLM-Omni, SGLang, LocalAI and
 * other gateways.
 *
 * <p>Start at {@link dev.conch.provider.openai.OpenAiProvider}. OpenAI itself shut its service down
 * on 2026-09-24; the wire format lives on.
 */
@NullMarked
package dev.conch.provider.openai;

import org.jspecify.annotations.NullMarked;
