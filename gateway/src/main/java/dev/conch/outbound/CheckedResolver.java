package dev.conch.outbound;

import dev.conch.outbound.FetchException.Reason;

import okhttp3.HttpUrl;

import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Finds the addresses of a host, once, and refuses the host when any of them is blocked. A name
 * with one good and one bad address is an attack or a mistake; picking the good one helps neither.
 */
final class CheckedResolver {
    /** How many addresses of a host are worth a try. */
    private static final int MOST_TRIED = 4;

    private final HostResolver resolver;
    private final AddressRules rules;

    CheckedResolver(HostResolver resolver, AddressRules rules) {
        this.resolver = resolver;
        this.rules = rules;
    }

    List<InetAddress> addresses(HttpUrl url, Deadline deadline) {
        var found =
                UrlRules.isLiteral(url)
                        ? List.of(InetAddress.ofLiteral(url.host()))
                        : lookUp(url.host(), deadline);
        if (found.isEmpty()) {
            throw unknownHost();
        }
        judge(found);
        return found.subList(0, Math.min(found.size(), MOST_TRIED));
    }

    void judge(List<InetAddress> addresses) {
        if (addresses.stream().anyMatch(rules::isBlocked)) {
            throw UrlRules.blocked();
        }
    }

    /** On a thread of its own, because a lookup cannot be interrupted and may take minutes. */
    private List<InetAddress> lookUp(String host, Deadline deadline) {
        var lookup = new FutureTask<>(() -> List.copyOf(resolver.resolve(host)));
        Thread.ofPlatform().daemon().name("outbound-lookup").start(lookup);
        try {
            return lookup.get(deadline.remaining().toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new FetchException(Reason.UNREACHABLE, "the host name has no address", e);
        } catch (TimeoutException e) {
            throw Deadline.timeout();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FetchException(Reason.UNREACHABLE, "the fetch was stopped", e);
        }
    }

    private static FetchException unknownHost() {
        return new FetchException(Reason.UNREACHABLE, "the host name has no address");
    }
}
