package dev.conch.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The operator's providers and routes, as {@code upstreams.toml} says; read again when the file
 * changes.
 */
public record Upstreams(List<Provider> providers, List<Route> routes) {
    /** Nobody but the embedded studio. */
    public static final Upstreams NONE = new Upstreams(List.of(), List.of());

    public Upstreams {
        providers = List.copyOf(providers);
        routes = List.copyOf(routes);
    }

    /**
     * One credential at one provider.
     *
     * @param name the operator's own
     * @param type which adapter: {@code minimax}, {@code fal} …
     * @param key where its secret is: {@code env:NAME}, {@code file:PATH} or {@code sealed:TEXT};
     *     empty for none
     * @param baseUrl empty for the type's own
     * @param tasksInFlight 0 for the type's own
     * @param submitsPerMinute -1 for the type's own, 0 for as many as come
     * @param more settings of this type, as text
     */
    public record Provider(
            String name,
            String type,
            String key,
            String baseUrl,
            int tasksInFlight,
            int submitsPerMinute,
            Map<String, String> more) {
        public Provider {
            more = Map.copyOf(more);
        }
    }

    /**
     * Who serves some models.
     *
     * @param choice {@code order}, {@code weight}, {@code price} or {@code latency}
     * @param whenFull {@code next} or {@code wait}
     * @param resubmitUnclearMinutes 0 for never
     */
    public record Route(
            String name,
            List<String> models,
            String choice,
            String whenFull,
            int resubmitUnclearMinutes,
            List<Target> targets) {
        public Route {
            models = List.copyOf(models);
            targets = List.copyOf(targets);
        }
    }

    /**
     * A provider of a route.
     *
     * @param model what the provider calls the models of the route; empty for the usual names
     */
    public record Target(String provider, String model, int weight) {}

    /**
     * Reads the file.
     *
     * @param builtIn providers that are there without a table, such as {@code studio}
     * @throws ConfigException naming every problem, one a line
     */
    public static Upstreams read(Path file, Set<String> builtIn) {
        return new UpstreamsReader(file, builtIn).read();
    }
}
