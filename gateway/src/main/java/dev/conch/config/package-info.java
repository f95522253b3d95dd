/**
 * The settings: {@code conch.toml}, the environment and the command line, read once at start.
 *
 * <p>Callers: {@code Main} loads, {@code Gateway} hands each part its section. Start reading at
 * {@link dev.conch.config.Config}; {@link dev.conch.config.Settings} is the one table of all
 * settings, from which reading, complaints and the example file follow. Every type is immutable and
 * may be shared between threads.
 */
@MayUse({"base"})
@NullMarked
package dev.conch.config;

import dev.conch.base.MayUse;
import org.jspecify.annotations.NullMarked;
