package dev.conch.provider;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The providers of this gateway and the routes to them; both can be replaced while it runs. Shared
 * between threads.
 */
public final class Providers {
    /** Providers of former setups, which may still work on something. */
    private final Map<String, Upstream> retired = new ConcurrentHashMap<>();

    private volatile Setup setup;

    /**
     * What is configured.
     *
     * @param routes the first that serves a model counts
     */
    public record Setup(List<Upstream> upstreams, List<Route> routes) {
        public Setup {
            upstreams = List.copyOf(upstreams);
            routes = List.copyOf(routes);
        }

        /** Every model goes to the first of these; there may be none. */
        public static Setup of(List<VideoProvider> providers) {
            return new Setup(
                    providers.stream().map(provider -> new Upstream(provider, 0)).toList(),
                    providers.isEmpty()
                            ? List.of()
                            : List.of(Route.toAll(providers.getFirst().name())));
        }
    }

    public Providers(Setup setup) {
        this.setup = setup;
    }

    /**
     * Changes what is configured. A provider that is not there any more, or was made anew, gets no
     * new work; what it has is watched to its end.
     */
    public void replace(Setup next) {
        var kept = new HashMap<String, Upstream>();
        next.upstreams().forEach(upstream -> kept.put(upstream.name(), upstream));
        for (var old : setup.upstreams()) {
            if (!kept.containsKey(old.name())) {
                retired.put(old.name(), old);
            }
        }
        kept.keySet().forEach(retired::remove);
        setup = next;
    }

    public Setup setup() {
        return setup;
    }

    /** The route that serves {@code model}. */
    public Optional<Route> routeOf(String model) {
        return setup.routes().stream().filter(route -> route.serves(model)).findFirst();
    }

    /** The upstream that new work may go to. */
    public Optional<Upstream> upstream(String name) {
        return setup.upstreams().stream().filter(one -> one.name().equals(name)).findFirst();
    }

    /** Why a target cannot make this; empty if it can, or is not configured. */
    public Optional<String> objection(Route.Target target, Wish wish) {
        return upstream(target.provider())
                .flatMap(
                        upstream ->
                                upstream.provider().objection(wish.as(target.upstreamModel(wish))));
    }

    /** The provider called {@code name}; empty when it is not configured any more. */
    public Optional<VideoProvider> find(String name) {
        return upstream(name)
                .or(() -> Optional.ofNullable(retired.get(name)))
                .map(Upstream::provider);
    }

    /** All that may have something to do, former ones included. */
    public List<VideoProvider> all() {
        var all = new ArrayList<VideoProvider>();
        setup.upstreams().forEach(upstream -> all.add(upstream.provider()));
        retired.values().forEach(upstream -> all.add(upstream.provider()));
        return all;
    }
}
