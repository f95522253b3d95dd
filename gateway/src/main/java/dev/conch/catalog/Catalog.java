package dev.conch.catalog;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** All models with their contracts and prices, read from a data file. Safe to share. */
public final class Catalog {
    private static final String FILE = "hailuo.json";
    private static final String DURATION = "duration_seconds";
    private static final String RESOLUTION = "output_resolution";
    private static final String LAST_FRAME = "last_frame_image_url";

    private final Map<String, Action> actions;
    private final Map<String, Model> models;
    private final Map<String, Resolution> resolutions;
    private final Billing billing;
    private final Validator validator;

    /**
     * An endpoint that takes requests for some of the models.
     *
     * @param name such as {@code text_to_video}
     * @param endpoint its path, such as {@code /api/v1/hailuo/text_to_video}
     */
    public record Action(String name, String service, String endpoint, String description) {}

    /** How everything is charged, in the public words of price schedules. */
    record Billing(String currency, String unit, String strategy) {}

    /** What a catalog file holds, checked. */
    record Contents(
            List<Action> actions,
            List<Model> models,
            Map<String, Resolution> resolutions,
            Map<String, String> formerNames,
            Billing billing) {}

    private Catalog(Contents contents) {
        var actionsByName = new LinkedHashMap<String, Action>();
        contents.actions().forEach(action -> actionsByName.put(action.name(), action));
        var modelsByName = new LinkedHashMap<String, Model>();
        contents.models().forEach(model -> modelsByName.put(model.name(), model));
        actions = Collections.unmodifiableMap(actionsByName);
        models = Collections.unmodifiableMap(modelsByName);
        resolutions = Map.copyOf(contents.resolutions());
        billing = contents.billing();
        validator = new Validator(contents);
    }

    /**
     * Reads the catalog that comes with Conch.
     *
     * @throws CatalogException if its file is wrong
     */
    public static Catalog load() {
        try (InputStream in = Objects.requireNonNull(Catalog.class.getResourceAsStream(FILE))) {
            return parse(FILE, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
    }

    /**
     * Reads a catalog from the text of a file.
     *
     * @param file its name, for complaints
     * @throws CatalogException naming the file, the place as a JSON pointer and what would be right
     */
    static Catalog parse(String file, String json) {
        return new Catalog(CatalogReader.read(file, json));
    }

    /** Every endpoint, in the order of the file. */
    public List<Action> actions() {
        return List.copyOf(actions.values());
    }

    /** Every model, in the order of the file. */
    public List<Model> models() {
        return List.copyOf(models.values());
    }

    /** The model of that name. */
    public Optional<Model> find(String model) {
        return Optional.ofNullable(models.get(model));
    }

    /**
     * Checks the body of a request and fills in its defaults and price. Never throws for what the
     * body says. Order of checks: model, rules between fields, then fields alphabetically.
     *
     * @param action which endpoint was called, such as {@code text_to_video}
     * @throws IllegalArgumentException if there is no such action
     */
    public Validation validate(String action, JsonNode body) {
        if (!actions.containsKey(action)) {
            throw new IllegalArgumentException("unknown action " + action);
        }
        return validator.validate(action, body);
    }

    /**
     * What a request with these fields costs, in whole US cents; absent fields have their defaults.
     *
     * @param params values as {@link String}, {@link Boolean} or any whole {@link Number}; fields
     *     that have no say in the price may be there
     * @throws IllegalArgumentException if there is no such model or it does not sell this
     */
    public int priceCents(String model, Map<String, ?> params) {
        var given = new LinkedHashMap<String, Object>();
        params.forEach(
                (name, value) ->
                        given.put(
                                name, value instanceof Number n ? (Object) n.longValue() : value));
        return find(model)
                .orElseThrow(() -> new IllegalArgumentException("unknown model " + model))
                .cents(given)
                .orElseThrow(
                        () -> new IllegalArgumentException(model + " is not sold as " + params));
    }

    /**
     * A length and size that a model is sold in.
     *
     * @param lastFrame whether the image that the video ends with may be given too
     */
    public record Sold(
            String model,
            String action,
            int durationSeconds,
            Resolution resolution,
            int cents,
            boolean lastFrame) {}

    /** Everything that {@code model} is sold as. */
    public List<Sold> sold(Model model) {
        var sold = new ArrayList<Sold>();
        for (var seconds : values(model, DURATION)) {
            for (var name : values(model, RESOLUTION)) {
                var resolution = resolutions.get(String.valueOf(name));
                var cents = model.cents(Map.of(DURATION, seconds, RESOLUTION, name));
                if (cents.isPresent() && resolution != null) {
                    sold.add(
                            new Sold(
                                    model.name(),
                                    model.action(),
                                    ((Number) seconds).intValue(),
                                    resolution,
                                    cents.getAsInt(),
                                    model.fields().containsKey(LAST_FRAME)));
                }
            }
        }
        return List.copyOf(sold);
    }

    private static List<Object> values(Model model, String field) {
        var fixed = model.fixed().get(field);
        return fixed == null
                ? Optional.ofNullable(model.fields().get(field)).map(Field::choices).orElseThrow()
                : List.of(fixed);
    }

    /** The public price list, one line per model. */
    public List<PriceSchedule> priceSchedules() {
        return models.values().stream()
                .map(
                        model ->
                                new PriceSchedule(
                                        model.service(),
                                        model.action(),
                                        model.name(),
                                        billing.currency(),
                                        billing.unit(),
                                        billing.strategy(),
                                        model.price().unitPriceCents(),
                                        model.price().billingConfig()))
                .toList();
    }
}
