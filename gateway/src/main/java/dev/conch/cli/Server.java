package dev.conch.cli;

import dev.conch.base.Secret;
import java.util.Optional;

/** A gateway that a command can start and stop. */
public interface Server extends AutoCloseable {
    void start();

    /** Where it listens. */
    int port();

    /**
     * The key of the account that this start made; to be shown once. Empty if there was an account
     * before.
     */
    Optional<Secret> firstKey();

    @Override
    void close();
}
