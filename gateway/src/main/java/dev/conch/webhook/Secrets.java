package dev.conch.webhook;

import dev.conch.base.Secret;
import dev.conch.base.SecretBox;
import dev.conch.db.Transaction;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The secrets that sign, per owner: an endpoint, or an API key for its callbacks. */
final class Secrets {
    private final SecretBox box;
    private final SecureRandom random = new SecureRandom();

    Secrets(SecretBox box) {
        this.box = box;
    }

    /** What signs now, the newest first; none if the owner has no secret. */
    List<SigningSecret> signing(Transaction tx, String owner, Instant now) {
        return JdbcSecrets.signing(tx, owner, now).stream()
                .map(closed -> SigningSecret.parse(box.open(closed, owner)))
                .toList();
    }

    /** The owner's current secret as its receiver needs it. */
    Optional<Secret> current(Transaction tx, String owner) {
        return JdbcSecrets.current(tx, owner)
                .map(found -> SigningSecret.parse(box.open(found.closed(), owner)).shown());
    }

    /** The same; made if there is none. */
    Secret currentOrNew(Transaction tx, String owner, SecretKind kind, Instant now) {
        var known = current(tx, owner);
        if (known.isPresent()) {
            return known.get();
        }
        add(tx, owner, kind, now);
        return current(tx, owner).orElseThrow(); // another node may have been faster
    }

    /** A new secret of the same kind; the old one signs too for as long as {@code overlap}. */
    Secret rotate(Transaction tx, String owner, Duration overlap, Instant now) {
        var kind =
                JdbcSecrets.current(tx, owner)
                        .map(JdbcSecrets.Current::kind)
                        .orElse(SecretKind.HMAC);
        JdbcSecrets.expire(tx, owner, now.plus(overlap), now);
        add(tx, owner, kind, now);
        return current(tx, owner).orElseThrow();
    }

    private void add(Transaction tx, String owner, SecretKind kind, Instant now) {
        var fresh = SigningSecret.generate(kind, random);
        JdbcSecrets.insert(
                tx, owner, new JdbcSecrets.Current(box.close(fresh.stored(), owner), kind), now);
    }
}
