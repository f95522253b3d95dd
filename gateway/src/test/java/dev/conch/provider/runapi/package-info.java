/** RunAPI's adapter against a scripted RunAPI, and against a whole Conch. */
@NullMarked
package dev.conch.provider.runapi;

import org.jspecify.annotations.NullMarked;
