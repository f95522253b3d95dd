package dev.conch.account;

import dev.conch.base.ErrorCode;
import dev.conch.base.GatewayException;

import java.util.stream.Stream;

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

    /**
     * Makes sure that account, project and key all allow a model.
     *
     * @throws GatewayException {@code forbidden}
     */
    public void requireModel(String model) {
        if (!levels().allMatch(limits -> limits.allowsModel(model))) {
            throw new GatewayException(
                    ErrorCode.FORBIDDEN, "This API key may not use the model " + model);
        }
    }

    /**
     * Makes sure that account, project and key all allow callbacks to a host.
     *
     * @throws GatewayException {@code forbidden}
     */
    public void requireCallbackHost(String host) {
        if (!levels().allMatch(limits -> limits.allowsCallbackHost(host))) {
            throw new GatewayException(
                    ErrorCode.FORBIDDEN, "This API key may not have callbacks to " + host);
        }
    }

    private Stream<Limits> levels() {
        return Stream.of(account.limits(), project.limits(), key.limits());
    }
}
