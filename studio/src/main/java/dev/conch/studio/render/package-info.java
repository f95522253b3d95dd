/**
 * The studio's renderer: draws the frames of a scene on the processor, wide vectors at a time.
 *
 * <p>Front door: {@link dev.conch.studio.render.Renderer}. Inside, a frame is cut into tiles; each
 * sample of a tile is one {@code RayBatch} that goes through small stages (rays, room, bodies,
 * gloss). Light of the room is baked once; how and with which limits is told in
 * docs/studio-renderer.md.
 */
@NullMarked
package dev.conch.studio.render;

import org.jspecify.annotations.NullMarked;
