package dev.conch.account;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;

/** An API key that is to be made. */
public record NewKey(
        Project project,
        String name,
        Set<Scope> scopes,
        Limits limits,
        Priority priority,
        boolean fromLogin,
        @Nullable Instant expiresAt) {
    public NewKey {
        scopes = Set.copyOf(scopes);
    }

    /** May do all that concerns its account. */
    public static NewKey ofEverything(Project project, String name) {
        return new NewKey(
                project,
                name,
                EnumSet.allOf(Scope.class),
                Limits.NONE,
                Priority.NORMAL,
                false,
                null);
    }

    /** What a login in the browser gets: everything but administration. */
    public static NewKey ofLogin(Project project, String name) {
        return new NewKey(
                project, name, Scope.ordinary(), Limits.NONE, Priority.NORMAL, true, null);
    }
}
