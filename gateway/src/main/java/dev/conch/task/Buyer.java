package dev.conch.task;

import dev.conch.account.Budgets;
import dev.conch.account.Caller;
import dev.conch.account.Priority;

/** Who ordered a task, and with what priority. */
public record Buyer(long accountId, long projectId, String apiKeyId, Priority priority) {
    public static Buyer of(Caller caller) {
        return new Buyer(
                caller.accountId(), caller.projectId(), caller.key().id(), caller.key().priority());
    }

    Budgets.Owners budgetOwners() {
        return new Budgets.Owners(accountId, projectId, apiKeyId);
    }
}
