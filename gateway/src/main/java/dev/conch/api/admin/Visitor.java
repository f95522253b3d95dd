package dev.conch.api.admin;

import dev.conch.account.AdminKey;
import dev.conch.account.Caller;
import dev.conch.base.ErrorCode;
import dev.conch.base.GatewayException;

/** Who administers: an operator everything, an account's administrator their own account. */
sealed interface Visitor {
    /** Somebody with an operator's key. */
    record Operator(AdminKey key) implements Visitor {}

    /** Somebody with an API key that has the scope {@code admin}. */
    record AccountAdmin(Caller caller) implements Visitor {}

    /** The id of the key that was shown: the actor in the audit log. */
    default String actor() {
        return switch (this) {
            case Operator(var key) -> key.id();
            case AccountAdmin(var caller) -> caller.key().id();
        };
    }

    /** Whose Idempotency-Keys these are; all operators share theirs. */
    default long project() {
        return switch (this) {
            case Operator _ -> 0;
            case AccountAdmin(var caller) -> caller.projectId();
        };
    }

    default boolean isOperator() {
        return switch (this) {
            case Operator _ -> true;
            case AccountAdmin _ -> false;
        };
    }

    /**
     * Keeps account administrators out.
     *
     * @throws GatewayException {@code forbidden}
     */
    default void requireOperator() {
        requireOperator("This");
    }

    /** The same, and says what needs it; {@code what} starts a sentence. */
    default void requireOperator(String what) {
        if (!isOperator()) {
            throw new GatewayException(
                    ErrorCode.FORBIDDEN,
                    what + " needs an operator's key; an account's key cannot do it");
        }
    }

    /**
     * Keeps other accounts' administrators out, to whom this account is as unknown as one that
     * never was.
     *
     * @throws GatewayException {@code not_found}
     */
    default void requireAccount(long accountId) {
        switch (this) {
            case Operator _ -> {}
            case AccountAdmin(var caller) -> {
                if (caller.accountId() != accountId) {
                    throw new GatewayException(
                            ErrorCode.NOT_FOUND, "There is no account " + accountId);
                }
            }
        }
    }
}
