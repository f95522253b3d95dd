/** Frames to an MP4 that every browser plays, and back: encoder, decoder, probe and poster. */
@NullMarked
package dev.conch.studio.encode;

import org.jspecify.annotations.NullMarked;
