package dev.conch.provider;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Which providers may make the videos of some models.
 *
 * @param models names, or beginnings of names followed by {@code *}
 * @param targets at least one; the order counts where the choice is {@link Choice#ORDER}, and
 *     between equals
 * @param whenFull whether the next target is asked when the first has no room, or the task waits
 * @param resubmitUnclearAfter how long after an unclear submit the task is given to a provider
 *     again, at the operator's risk of paying twice; null for never
 */
public record Route(
        String name,
        List<String> models,
        Choice choice,
        List<Target> targets,
        WhenFull whenFull,
        @Nullable Duration resubmitUnclearAfter) {
    /** How a provider is chosen among those that are well. */
    public enum Choice {
        /** The first. */
        ORDER,
        /** By lot, as their weights say. */
        WEIGHT,
        /** The cheapest by its price list. */
        PRICE,
        /** The quickest of late. */
        LATENCY
    }

    /** What happens when the chosen provider has no room. */
    public enum WhenFull {
        NEXT,
        WAIT
    }

    /**
     * A provider that serves a route.
     *
     * @param names what it calls the models, by our names, or by our name, a colon and the {@link
     *     Wish.Mode} where it has one for each; others keep their name
     * @param only its one model for whatever is asked; null to go by the names
     */
    public record Target(
            String provider, int weight, Map<String, String> names, @Nullable String only) {
        public Target {
            names = Map.copyOf(names);
        }

        /** What the provider calls the model that makes this. */
        public String upstreamModel(Wish wish) {
            return only == null ? name(wish.model(), wish.mode()) : only;
        }

        /** All that the provider calls our {@code model}. */
        public List<String> upstreamModels(String model) {
            return only == null
                    ? Arrays.stream(Wish.Mode.values())
                            .map(mode -> name(model, mode))
                            .distinct()
                            .toList()
                    : List.of(only);
        }

        private String name(String model, Wish.Mode mode) {
            return names.getOrDefault(model + ":" + mode.word(), names.getOrDefault(model, model));
        }
    }

    public Route {
        models = List.copyOf(models);
        targets = List.copyOf(targets);
    }

    /** Every model, by one provider. */
    public static Route toAll(String provider) {
        return new Route(
                "default",
                List.of("*"),
                Choice.ORDER,
                List.of(new Target(provider, 1, Map.of(), null)),
                WhenFull.NEXT,
                null);
    }

    /** Whether it serves {@code model}. */
    public boolean serves(String model) {
        return models.stream().anyMatch(pattern -> matches(pattern, model));
    }

    private static boolean matches(String pattern, String model) {
        return pattern.endsWith("*")
                ? model.startsWith(pattern.substring(0, pattern.length() - 1))
                : model.equals(pattern);
    }
}
