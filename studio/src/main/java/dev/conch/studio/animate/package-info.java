/**
 * Image to video: a camera moves through one picture, or from a first picture to a last.
 *
 * <p>A picture has no outside and nothing behind its things, so nothing here invents any: every
 * frame shows only what the pictures hold, and what was only approximated is told. Start reading at
 * {@link dev.conch.studio.animate.ImageAnimator}.
 */
@NullMarked
package dev.conch.studio.animate;

import org.jspecify.annotations.NullMarked;
