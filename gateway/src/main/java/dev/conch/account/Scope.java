package dev.conch.account;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What an API key may do. */
public enum Scope {
    VIDEO_CREATE("video:create"),
    VIDEO_READ("video:read"),
    CHAT("chat"),
    FILES("files"),
    ACCOUNT_READ("account:read"),
    /** Manage the projects, keys, budgets and webhooks of the own account. */
    ADMIN("admin");

    private final String wireName;

    Scope(String wireName) {
        this.wireName = wireName;
    }

    public String wireName() {
        return wireName;
    }

    public static Optional<Scope> ofWireName(String name) {
        return Arrays.stream(values()).filter(scope -> scope.wireName.equals(name)).findFirst();
    }

    /** {@code video:create, video:read …}, for messages. */
    public static String allNames() {
        return Arrays.stream(values()).map(Scope::wireName).collect(Collectors.joining(", "));
    }

    /** All but administration: what a new key gets if nobody says otherwise. */
    public static Set<Scope> ordinary() {
        return EnumSet.complementOf(EnumSet.of(ADMIN));
    }
}
