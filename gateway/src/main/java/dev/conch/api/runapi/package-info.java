/** RunAPI's dialect: the guide's video endpoints, tasks and account. */
@NullMarked
package dev.conch.api.runapi;

import org.jspecify.annotations.NullMarked;
