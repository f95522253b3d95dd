package dev.conch.listener;

import dev.conch.account.Accounts;
import dev.conch.account.ApiKey;
import dev.conch.account.Audit;
import dev.conch.account.Budgets;
import dev.conch.account.Caller;
import dev.conch.account.Keys;
import dev.conch.account.Limits;
import dev.conch.account.NewKey;
import dev.conch.account.Scope;
import dev.conch.base.ErrorCode;
import dev.conch.base.GatewayException;
import dev.conch.base.Secret;
import dev.conch.db.Database;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumSet;

/**
 * Logins of command lines: somebody with a key approves in a browser, and the program that asked
 * gets a key of its own. By authorization code with PKCE (RFC 7636). Shared between threads.
 *
 * <p>A login is no way around what the approving key may not do: the new key has its scopes without
 * administration, its models, callback hosts, priority and end. What is counted by key, such as a
 * budget, two keys would have twice; so a key that has such limits of its own approves nothing.
 * Neither does a key that came of a login: to revoke the one of a lost machine is enough.
 */
public final class Logins {
    /** How long a code is good. */
    static final Duration LIFE = Duration.ofMinutes(5);

    private static final int LONGEST_NAME = 60;

    private final Database database;
    private final Accounts accounts;
    private final Keys keys;
    private final Budgets budgets;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    public Logins(Database database, Accounts accounts, Keys keys, Budgets budgets, Clock clock) {
        this.database = database;
        this.accounts = accounts;
        this.keys = keys;
        this.budgets = budgets;
        this.clock = clock;
    }

    /**
     * Who asks for a login.
     *
     * @param challenge of PKCE, method S256
     * @param redirectPort where the program listens on its own machine
     * @param hostName of that machine, as it says
     */
    public record Ask(String challenge, int redirectPort, String hostName) {}

    /** A key that came of a login. */
    public record Issued(Secret key, String name, String email) {}

    /**
     * A code that the asker may exchange once, within five minutes.
     *
     * @throws GatewayException {@code forbidden} if this key may not approve, with the reason
     */
    public Secret approve(Caller approver, Ask ask) {
        requireMayApprove(approver.key());
        var code = Token.next(random);
        var login =
                new JdbcLogins.Login(
                        Token.hash(code.reveal()),
                        approver.accountId(),
                        approver.key().id(),
                        ask,
                        clock.instant().plus(LIFE));
        return database.write(
                tx -> {
                    JdbcLogins.insert(tx, login);
                    return code;
                });
    }

    private void requireMayApprove(ApiKey key) {
        if (!key.scopes().contains(Scope.ACCOUNT_READ)) {
            throw forbidden("This API key may not read its account, so it cannot approve a login");
        }
        if (key.fromLogin()) {
            throw forbidden(
                    "This API key came of a login itself; approve with the key that you were given");
        }
        if (counted(key)) {
            throw forbidden(
                    "This API key has a budget or a rate limit of its own, which a second key"
                            + " would have again. Ask for a key whose limits are on its project");
        }
    }

    private boolean counted(ApiKey key) {
        return key.limits().requestsPerMinute() != null
                || key.limits().tasksInFlight() != null
                || budgets.list(key.accountId()).stream()
                        .anyMatch(use -> use.budget().owner().equals("key:" + key.id()));
    }

    private static GatewayException forbidden(String message) {
        return new GatewayException(ErrorCode.FORBIDDEN, message);
    }

    /**
     * The key for a code.
     *
     * @throws GatewayException {@code malformed_request} for a code that is wrong, used, over, or
     *     somebody else's, and when the approving key has ended meanwhile
     */
    public Issued exchange(String code, String verifier, int redirectPort) {
        var hash = Token.hash(code);
        var now = clock.instant();
        var login =
                database.read(tx -> JdbcLogins.find(tx, hash, now))
                        .filter(found -> belongs(found, verifier, redirectPort))
                        .orElseThrow(Logins::refused);
        var approver = keys.find(login.apiKeyId()).orElseThrow(Logins::refused);
        requireMayApprove(approver);
        var email = accounts.get(login.accountId()).email();
        var order = order(approver, name(login.ask().hostName()));
        var key =
                database.write(
                        login.accountId(),
                        tx -> {
                            if (!keys.live(tx, approver.id()) || !JdbcLogins.use(tx, hash, now)) {
                                throw refused();
                            }
                            return keys.create(
                                    tx,
                                    new Audit.Change(approver.id(), login.accountId(), now),
                                    order);
                        });
        return new Issued(key.secret(), order.name(), email);
    }

    private NewKey order(ApiKey approver, String name) {
        var scopes = EnumSet.copyOf(Scope.ordinary());
        scopes.retainAll(approver.scopes());
        var limits = approver.limits();
        return new NewKey(
                accounts.project(approver.accountId(), approver.projectId()),
                name,
                scopes,
                new Limits(null, null, limits.models(), limits.callbackHosts(), null, null),
                approver.priority(),
                true,
                approver.expiresAt());
    }

    private static boolean belongs(JdbcLogins.Login login, String verifier, int redirectPort) {
        return login.ask().redirectPort() == redirectPort
                && MessageDigest.isEqual(
                        Token.challenge(verifier).getBytes(StandardCharsets.US_ASCII),
                        login.ask().challenge().getBytes(StandardCharsets.US_ASCII));
    }

    private static String name(String hostName) {
        var plain = hostName.replaceAll("[^A-Za-z0-9._-]", "");
        var cut = plain.substring(0, Math.min(plain.length(), LONGEST_NAME));
        return "CLI on " + (cut.isEmpty() ? "an unnamed machine" : cut);
    }

    private static GatewayException refused() {
        return new GatewayException(
                ErrorCode.MALFORMED_REQUEST,
                "The login code is wrong, used or over; start the login again");
    }

    /** Forgets codes that are over. */
    public void forget() {
        var now = clock.instant();
        database.write(
                tx -> {
                    JdbcLogins.forget(tx, now);
                    return now;
                });
    }
}
