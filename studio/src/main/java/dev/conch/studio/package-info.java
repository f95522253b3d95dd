/** The embedded engine: a prompt and images in, an MP4 out. No HTTP, no SQL, no tasks. */
@NullMarked
package dev.conch.studio;

import org.jspecify.annotations.NullMarked;
