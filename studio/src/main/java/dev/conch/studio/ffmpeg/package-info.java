/** The one place that knows how FFmpeg reports errors and which inputs it may open. */
@NullMarked
package dev.conch.studio.ffmpeg;

import org.jspecify.annotations.NullMarked;
