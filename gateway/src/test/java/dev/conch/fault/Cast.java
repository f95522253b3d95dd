package dev.conch.fault;

import dev.conch.fault.HttpProvider.Carelessness;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.LongFunction;
import java.util.stream.Collectors;

/**
 * Who makes the videos of a round.
 *
 * @param adapters real ones in the gateway, all on one route; if there are none, it has {@link
 *     HttpProvider}
 * @param careless mistakes of the latter, for a harness that is itself on trial
 */
record Cast(List<Adapter> adapters, Set<Carelessness> careless) {
    static final String PLAIN_NAME = "none";
    private static final String ALL_NAME = "all";

    /** Each result is looked at by a process of its own, so these rounds are shorter. */
    private static final int MOST_ORDERS_WITH_ADAPTERS = 16;

    private static final int MOST_ORDERS = 30;
    private static final Cast PLAIN = new Cast(List.of(), Set.of());

    Cast {
        adapters = List.copyOf(adapters);
        careless = Set.copyOf(careless);
    }

    static Cast plain() {
        return PLAIN;
    }

    static Cast careless(Carelessness mistake) {
        return new Cast(List.of(), Set.of(mistake));
    }

    /** Every adapter in one gateway; what one refuses goes to another. */
    static Cast allAtOnce() {
        return new Cast(List.of(Adapter.values()), Set.of());
    }

    /**
     * A cast for each seed.
     *
     * @param name {@code none} for no adapter, {@code all} for one type after another and then all
     *     at once, or a type of adapter
     */
    static LongFunction<Cast> named(String name) {
        return switch (name) {
            case PLAIN_NAME -> _ -> plain();
            case ALL_NAME -> {
                var casts = new ArrayList<>(Adapter.types().stream().map(Cast::ofType).toList());
                casts.add(allAtOnce());
                yield seed -> casts.get((int) Math.floorMod(seed, (long) casts.size()));
            }
            default -> {
                var cast = ofType(name);
                yield _ -> cast;
            }
        };
    }

    private static Cast ofType(String type) {
        return new Cast(Adapter.ofType(type), Set.of());
    }

    int mostOrders() {
        return adapters.isEmpty() ? MOST_ORDERS : MOST_ORDERS_WITH_ADAPTERS;
    }

    /** The mistakes' names, for {@link FaultGateway}. */
    String carelessness() {
        return careless.stream().map(Enum::name).collect(Collectors.joining(","));
    }

    /**
     * Opens for business.
     *
     * @param folder the round's own
     */
    Supply supply(FaultPlan plan, Dice dice, Clock clock, Path folder) {
        return adapters.isEmpty()
                ? new UpstreamServer(dice, plan, dice.happens(0.5, "lists"))
                : new AdapterSupply(adapters, plan, dice, clock, folder);
    }
}
