/** The adapter for servers that speak {@code /v1/videos}, against scripted ones of each dialect. */
@NullMarked
package dev.conch.provider.openai;

import org.jspecify.annotations.NullMarked;
