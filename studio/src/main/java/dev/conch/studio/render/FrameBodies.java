package dev.conch.studio.render;

import java.util.List;

/**
 * The bodies of one frame and the shadows that they cast; shared by all threads once built.
 *
 * @param grounds height of the level surface under each body
 */
record FrameBodies(List<MovingBody> bodies, List<Shadow> shadows, float[] grounds) {}
