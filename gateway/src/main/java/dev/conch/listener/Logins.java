package dev.conch.listener;

import dev.conch.account.Accounts;
import dev.conch.account.Audit;
import dev.conch.account.Caller;
import dev.conch.account.Keys;
import dev.conch.account.Limits;
import dev.conch.account.NewKey;
import dev.conch.account.Priority;
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
 */
public final class Logins {
    /** How long a code is good. */
    static final Duration LIFE = Duration.ofMinutes(5);

    private static final int LONGEST_NAME = 60;

    private final Database database;
    private final Accounts accounts;
    private final Keys keys;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    public Logins(Database database, Accounts accounts, Keys keys, Clock clock) {
        this.database = database;
        this.accounts = accounts;
        this.keys = keys;
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

    /** A code that the asker may exchange once, within five minutes. */
    public Secret approve(Caller approver, Ask ask) {
        var code = Token.next(random);
        var login =
                new JdbcLogins.Login(
                        Token.hash(code.reveal()),
                        approver.accountId(),
                        approver.projectId(),
                        approver.key().scopes(),
                        ask,
                        clock.instant().plus(LIFE));
        return database.write(
                tx -> {
                    JdbcLogins.insert(tx, login);
                    return code;
                });
    }

    /**
     * The key for a code. It may do what the approving key may, but never administer.
     *
     * @throws GatewayException {@code malformed_request} for a code that is wrong, used, over, or
     *     somebody else's
     */
    public Issued exchange(String code, String verifier, int redirectPort) {
        var hash = Token.hash(code);
        var now = clock.instant();
        var login =
                database.read(tx -> JdbcLogins.find(tx, hash, now))
                        .filter(found -> belongs(found, verifier, redirectPort))
                        .orElseThrow(Logins::refused);
        var project = accounts.project(login.accountId(), login.projectId());
        var email = accounts.get(login.accountId()).email();
        var scopes = EnumSet.copyOf(Scope.ordinary());
        scopes.retainAll(login.scopes());
        var name = name(login.ask().hostName());
        var order = new NewKey(project, name, scopes, Limits.NONE, Priority.NORMAL, true, null);
        var key =
                database.write(
                        login.accountId(),
                        tx -> {
                            if (!JdbcLogins.use(tx, hash, now)) {
                                throw refused();
                            }
                            return keys.create(
                                    tx, new Audit.Change("login", login.accountId(), now), order);
                        });
        return new Issued(key.secret(), name, email);
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
