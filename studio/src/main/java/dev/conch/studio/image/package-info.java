/**
 * Pictures in memory: still images as 8-bit RGB and video frames as planar YUV; reading them from
 * files, bringing them to size, and the one conversion between them.
 */
@NullMarked
package dev.conch.studio.image;

import org.jspecify.annotations.NullMarked;
