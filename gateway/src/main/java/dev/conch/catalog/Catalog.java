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

/** All models with their contracts and prices, read from data files. Safe to share. */
public final class Catalog {
    private static final List<String> BUILT_IN = List.of("hailuo.json", "minimax_h3.json");
    private static final String DURATION = "duration_seconds";
    private static final String RESOLUTION = "output_resolution";
    private static final String LAST_FRAME = "last_frame_image_url";
    private static final String REFERENCES = "reference_image_urls";

    private final Map<String, Contents> services;
    private final Map<String, Validator> validators;

    /**
     * An endpoint that takes requests for some of the models.
     *
     * @param name such as {@code text_to_video}; another service may have the same
     * @param endpoint its path, such as {@code /api/v1/hailuo/text_to_video}
     */
    public record Action(String name, String service, String endpoint, String description) {}

    /** How everything is charged, in the public words of price schedules. */
    record Billing(String currency, String unit, String strategy) {}

    /** What is known of one service, checked. */
    record Contents(
            String service,
            List<Action> actions,
            List<Model> models,
            Map<String, Resolution> resolutions,
            Map<String, String> formerNames,
            Billing billing) {
        Contents {
            actions = List.copyOf(actions);
            models = List.copyOf(models);
            resolutions = Map.copyOf(resolutions);
            formerNames = Map.copyOf(formerNames);
        }
    }

    /**
     * A file of the operator's, which changes what comes with Conch.
     *
     * @param name for complaints
     */
    public record OwnFile(String name, String json) {}

    private Catalog(List<Contents> contents) {
        var byName = new LinkedHashMap<String, Contents>();
        var checks = new LinkedHashMap<String, Validator>();
        for (Contents service : contents) {
            byName.put(service.service(), service);
            checks.put(service.service(), new Validator(service));
        }
        services = Collections.unmodifiableMap(byName);
        validators = Collections.unmodifiableMap(checks);
    }

    /**
     * Reads the catalog that comes with Conch.
     *
     * @throws CatalogException if a file is wrong
     */
    public static Catalog load() {
        return load(List.of());
    }

    /**
     * Reads the catalog that comes with Conch as the operator has changed it.
     *
     * @param own the operator's files
     * @throws CatalogException naming the file, the place as a JSON pointer and what would be right
     */
    public static Catalog load(List<OwnFile> own) {
        return read(BUILT_IN.stream().map(file -> Place.root(file, builtIn(file))).toList(), own);
    }

    private static String builtIn(String file) {
        try (InputStream in = Objects.requireNonNull(Catalog.class.getResourceAsStream(file))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
    }

    /**
     * Reads a catalog of one service from the text of a file.
     *
     * @param file its name, for complaints
     * @throws CatalogException naming the file, the place as a JSON pointer and what would be right
     */
    static Catalog parse(String file, String json) {
        return read(List.of(Place.root(file, json)), List.of());
    }

    private static Catalog read(List<Place> builtIn, List<OwnFile> own) {
        var changes = new LinkedHashMap<String, List<Place>>();
        builtIn.forEach(root -> changes.put(root.at("service").text(), new ArrayList<>()));
        for (OwnFile file : own) {
            Place service = Place.root(file.name(), file.json()).at("service");
            var ofService = changes.get(service.text());
            if (ofService == null) {
                throw service.wrong(Problems.mustBeOneOf(List.copyOf(changes.keySet())));
            }
            ofService.add(Place.root(file.name(), file.json()));
        }
        return new Catalog(
                builtIn.stream()
                        .map(
                                root ->
                                        CatalogReader.read(
                                                root,
                                                changes.getOrDefault(
                                                        root.at("service").text(), List.of())))
                        .toList());
    }

    /** Every endpoint, in the order of the files. */
    public List<Action> actions() {
        return services.values().stream().flatMap(service -> service.actions().stream()).toList();
    }

    /** Every model, in the order of the files; one that has two actions is there twice. */
    public List<Model> models() {
        return services.values().stream().flatMap(service -> service.models().stream()).toList();
    }

    /** What requests can ask for, each name once. */
    public List<String> modelNames() {
        return models().stream().map(Model::name).distinct().toList();
    }

    /** The models that {@code action} takes. */
    public List<Model> models(Action action) {
        return models().stream()
                .filter(
                        model ->
                                model.service().equals(action.service())
                                        && model.action().equals(action.name()))
                .toList();
    }

    /** The endpoint {@code name} of a service. */
    public Optional<Action> action(String service, String name) {
        return actions().stream()
                .filter(action -> action.service().equals(service) && action.name().equals(name))
                .findFirst();
    }

    /** The model of that name that {@code action} takes. */
    public Optional<Model> find(Action action, String model) {
        return models(action).stream().filter(one -> one.name().equals(model)).findFirst();
    }

    /**
     * Checks the body of a request and fills in its defaults and price. Never throws for what the
     * body says. Order of checks: model, rules between fields, then fields alphabetically.
     *
     * @param action which endpoint was called
     * @throws IllegalArgumentException if there is no such action
     */
    public Validation validate(Action action, JsonNode body) {
        var validator = validators.get(action.service());
        if (validator == null || action(action.service(), action.name()).isEmpty()) {
            throw new IllegalArgumentException("unknown action " + action);
        }
        return validator.validate(action.name(), body);
    }

    /**
     * A length and size that a model is sold in.
     *
     * @param lastFrame whether the image that the video ends with may be given too
     * @param references whether images that it is modelled on may be given
     */
    public record Sold(
            String model,
            String action,
            int durationSeconds,
            Resolution resolution,
            int cents,
            boolean lastFrame,
            boolean references) {}

    /** Everything that {@code model} is sold as. */
    public List<Sold> sold(Model model) {
        var resolutions = Objects.requireNonNull(services.get(model.service())).resolutions();
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
                                    model.fields().containsKey(LAST_FRAME),
                                    model.fields().containsKey(REFERENCES)));
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

    /** The public price list, one line per model and action. */
    public List<PriceSchedule> priceSchedules() {
        return services.values().stream()
                .flatMap(
                        service ->
                                service.models().stream()
                                        .map(model -> schedule(model, service.billing())))
                .toList();
    }

    private static PriceSchedule schedule(Model model, Billing billing) {
        return new PriceSchedule(
                model.service(),
                model.action(),
                model.name(),
                billing.currency(),
                billing.unit(),
                billing.strategy(),
                model.price().unitPriceCents(),
                model.price().billingConfig());
    }
}
