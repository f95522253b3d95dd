package dev.conch.account;

/** Who makes a request: the key that was shown, and the project and account that it belongs to. */
public record Caller(Account account, Project project, ApiKey key) {
    public long accountId() {
        return account.id();
    }

    public long projectId() {
        return project.id();
    }

    public boolean may(Scope scope) {
        return key.scopes().contains(scope);
    }
}
