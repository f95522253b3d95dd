package dev.conch.cli;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.List;

/** Looks what an operator's files make of the catalog, without a gateway. */
@FunctionalInterface
public interface CatalogCheck {
    /**
     * Reads the files and asks every provider of them what it can make; nobody is called.
     *
     * @param upstreams providers and routes; null for the studio alone
     * @param catalog the operator's own models and prices
     * @throws dev.conch.config.ConfigException naming every problem of the files
     */
    Finding check(@Nullable Path upstreams, List<Path> catalog);

    /**
     * What was found.
     *
     * @param notes what is odd and may be meant
     */
    record Finding(List<Combination> combinations, List<String> notes) {
        public Finding {
            combinations = List.copyOf(combinations);
            notes = List.copyOf(notes);
        }
    }

    /**
     * Something that customers can order.
     *
     * @param action the endpoint, such as {@code text_to_video}
     * @param cents what it costs the customer
     * @param route which serves the model; empty if none does
     * @param lastFrame whether the image that the video ends with is given too: an option of what
     *     is sold, not a sale of its own
     * @param references whether it is modelled on images: an option likewise
     * @param providers those of the route that can make it, in its order
     * @param objections why the others cannot
     */
    record Combination(
            String model,
            String action,
            String route,
            int durationSeconds,
            String outputResolution,
            int cents,
            boolean lastFrame,
            boolean references,
            List<String> providers,
            List<Objection> objections) {
        public Combination {
            providers = List.copyOf(providers);
            objections = List.copyOf(objections);
        }

        /** Whether customers are sold what nobody makes. */
        boolean missing() {
            return providers.isEmpty() && !lastFrame && !references;
        }
    }

    /** Why a provider cannot make something. */
    record Objection(String provider, String reason) {}
}
