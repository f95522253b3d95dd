@NullMarked
package dev.conch.provider.studio;

import org.jspecify.annotations.NullMarked;
