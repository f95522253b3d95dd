/** The command line. Commands that ask a gateway something speak its HTTP API; none sees SQL. */
@MayUse({"base", "config"})
@NullMarked
package dev.conch.cli;

import dev.conch.base.MayUse;
import org.jspecify.annotations.NullMarked;
