package dev.conch.catalog;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the price of a model: cells that the file lists, or, by the second, the cells of every
 * length and size that the model's contract takes. Fractions of a cent are rounded up in each cell.
 */
final class PriceReader {
    private static final String DURATION = "duration_seconds";
    private static final String RESOLUTION = "output_resolution";

    private final Place place;
    private final Model draft;
    private final Map<String, BigDecimal> perSecond = new LinkedHashMap<>();

    private PriceReader(Place place, Model draft) {
        this.place = place;
        this.draft = draft;
    }

    /**
     * Reads a price.
     *
     * @param draft the model with everything but its price
     */
    static Price read(Place place, Model draft) {
        return new PriceReader(place, draft).price();
    }

    private Price price() {
        place.hasOnly("unit_price_cents", "billing_config", "cents_per_second", "extras");
        var keys = new ArrayList<String>();
        var cells = new LinkedHashMap<List<String>, Integer>();
        if (place.find("cents_per_second").isPresent()) {
            place.hasOnly("unit_price_cents", "cents_per_second", "extras");
            readPerSecond(place.at("cents_per_second"));
            keys.addAll(List.of(DURATION, RESOLUTION));
            bySecond(cells);
        } else {
            listed(place.at("billing_config"), keys, cells);
        }
        int unit =
                place.find("unit_price_cents")
                        .map(Place::positive)
                        .orElseGet(() -> ofDefaults(keys, cells));
        return new Price(
                unit, keys, cells, place.itemsOf("extras").stream().map(this::extra).toList());
    }

    /** What somebody pays who asks for nothing particular. */
    private int ofDefaults(List<String> keys, Map<List<String>, Integer> cells) {
        var settled = draft.settled(Map.of());
        var cents = cells.get(keys.stream().map(key -> String.valueOf(settled.get(key))).toList());
        if (cents == null) {
            throw place.at("unit_price_cents").wrong("must be there");
        }
        return cents;
    }

    private void listed(Place config, List<String> keys, Map<List<String>, Integer> cells) {
        if (config.members().isEmpty()) {
            cells.put(List.of(), place.at("unit_price_cents").positive());
            return;
        }
        if (config.find("key").isPresent()) {
            config.hasOnly("key", "overrides");
            keys.add(config.at("key").text());
            readCells(config.at("overrides"), 1, List.of(), cells);
            return;
        }
        config.hasOnly("keys", "matrix");
        config.at("keys").items().forEach(key -> keys.add(key.text()));
        if (keys.size() < 2) {
            throw config.at("keys").wrong("must name two fields or more");
        }
        readCells(config.at("matrix"), keys.size(), List.of(), cells);
    }

    private static void readCells(
            Place place, int depth, List<String> path, Map<List<String>, Integer> cells) {
        if (depth == 0) {
            cells.put(path, place.positive());
            return;
        }
        place.members()
                .forEach(
                        (value, below) -> {
                            var longer = new ArrayList<>(path);
                            longer.add(value);
                            readCells(below, depth - 1, List.copyOf(longer), cells);
                        });
    }

    private void readPerSecond(Place rates) {
        rates.members().forEach((size, rate) -> perSecond.put(size, rate.positiveNumber()));
        var sizes = values(RESOLUTION).stream().map(String::valueOf).toList();
        for (String size : sizes) {
            rates.at(size);
        }
        rates.hasOnly(sizes.toArray(String[]::new));
    }

    private void bySecond(Map<List<String>, Integer> cells) {
        for (Object seconds : values(DURATION)) {
            for (Object size : values(RESOLUTION)) {
                if (seconds instanceof Long number && isSold(seconds, size)) {
                    cells.put(
                            List.of(String.valueOf(seconds), String.valueOf(size)),
                            cents(number, String.valueOf(size)));
                }
            }
        }
    }

    /** Whether no rule between these two fields refuses them. */
    private boolean isSold(Object seconds, Object size) {
        var given = new LinkedHashMap<String, Object>();
        given.put(DURATION, seconds);
        given.put(RESOLUTION, size);
        given.keySet().removeAll(draft.fixed().keySet());
        var problems = new Problems();
        draft.rules().forEach(rule -> rule.check(draft.name(), given, problems));
        return !problems.has(DURATION) && !problems.has(RESOLUTION);
    }

    private int cents(long seconds, String size) {
        return perSecond
                .getOrDefault(size, BigDecimal.ZERO)
                .multiply(BigDecimal.valueOf(seconds))
                .setScale(0, RoundingMode.CEILING)
                .intValueExact();
    }

    /** What a field can be; {@link ModelCheck} says so if it has no end of values. */
    private List<Object> values(String field) {
        Object fixed = draft.fixed().get(field);
        Field own = draft.fields().get(field);
        if (fixed != null) {
            return List.of(fixed);
        }
        return own == null ? List.of() : own.choices();
    }

    private Price.Extra extra(Place extra) {
        Place field = extra.at("field");
        Field known = draft.fields().get(field.text());
        if (known == null) {
            throw field.wrong("must be a field of the model");
        }
        if (extra.find("as_seconds").isPresent()) {
            extra.hasOnly("field", "as_seconds");
            return asSeconds(extra, known.name());
        }
        extra.hasOnly("field", "free_items", "cents_per_item");
        if (known.type() != Field.Type.ARRAY) {
            throw field.wrong("must be a field with an array");
        }
        int free = extra.find("free_items").map(Place::positive).orElse(0);
        return new Price.Extra.Items(known.name(), free, extra.at("cents_per_item").positive());
    }

    private Price.Extra asSeconds(Place extra, String field) {
        Place seconds = extra.at("as_seconds");
        if (perSecond.isEmpty()) {
            throw seconds.wrong("must not be there without cents_per_second");
        }
        var bySize = new LinkedHashMap<String, Integer>();
        for (String size : perSecond.keySet()) {
            bySize.put(size, cents(seconds.positive(), size));
        }
        return new Price.Extra.Presence(field, RESOLUTION, bySize);
    }
}
