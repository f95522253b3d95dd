/**
 * The studio in a process of its own: {@link dev.conch.studio.worker.StudioProcess} starts it and
 * talks to {@link dev.conch.studio.worker.RenderWorker} in JSON lines over its standard streams.
 *
 * <p>A crash of native code, or too little memory, then costs one render and not the server.
 */
@NullMarked
package dev.conch.studio.worker;

import org.jspecify.annotations.NullMarked;
