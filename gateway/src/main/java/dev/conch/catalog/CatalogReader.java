package dev.conch.catalog;

import dev.conch.catalog.Catalog.Action;
import dev.conch.catalog.Catalog.Billing;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads and checks a catalog file of version 1; see the first lines of {@code hailuo.json}. */
final class CatalogReader {
    private static final int VERSION = 1;

    private final Place root;
    private final String service;
    private final String modality;
    private final Map<String, Place> fieldPlaces;
    private final Map<String, Resolution> resolutions = new LinkedHashMap<>();
    private final List<Action> actions = new ArrayList<>();

    private CatalogReader(Place root) {
        this.root = root;
        root.hasOnly(
                "about",
                "version",
                "service",
                "modality",
                "billing",
                "resolutions",
                "actions",
                "fields",
                "former_names",
                "models");
        if (root.at("version").positive() != VERSION) {
            throw root.at("version").wrong("must be " + VERSION);
        }
        service = root.at("service").text();
        modality = root.at("modality").text();
        fieldPlaces = root.at("fields").members();
    }

    static Catalog.Contents read(String file, String json) {
        return new CatalogReader(Place.root(file, json)).contents();
    }

    private Catalog.Contents contents() {
        root.at("resolutions")
                .members()
                .forEach(
                        (name, height) ->
                                resolutions.put(name, new Resolution(name, height.positive())));
        root.at("actions").members().forEach((name, place) -> actions.add(action(name, place)));
        return new Catalog.Contents(
                List.copyOf(actions), models(), resolutions, formerNames(), billing());
    }

    private Billing billing() {
        Place place = root.at("billing");
        place.hasOnly("currency", "billing_unit", "billing_strategy");
        return new Billing(
                place.at("currency").text(),
                place.at("billing_unit").text(),
                place.at("billing_strategy").text());
    }

    private Action action(String name, Place place) {
        place.hasOnly("endpoint", "description");
        return new Action(
                name, service, place.at("endpoint").text(), place.at("description").text());
    }

    private Map<String, String> formerNames() {
        var names = new LinkedHashMap<String, String>();
        root.at("former_names")
                .members()
                .forEach((former, now) -> names.put(former, knownField(now, now.text())));
        return names;
    }

    private List<Model> models() {
        var models = new ArrayList<Model>();
        var names = new HashSet<String>();
        for (Place place : root.at("models").items()) {
            Model model = model(place);
            if (!names.add(model.name())) {
                throw place.at("name").wrong("must differ from the models before");
            }
            new ModelCheck(model, place, resolutions).check();
            models.add(model);
        }
        for (Action action : actions) {
            if (models.stream().noneMatch(model -> model.action().equals(action.name()))) {
                throw root.at("actions").at(action.name()).wrong("must have a model");
            }
        }
        return models;
    }

    private Model model(Place place) {
        place.hasOnly("name", "title", "action", "fields", "fixed", "rules", "price");
        Place action = place.at("action");
        var known = actions.stream().map(Action::name).toList();
        if (!known.contains(action.text())) {
            throw action.wrong(Problems.mustBeOneOf(known));
        }
        var fields = new TreeMap<String, Field>();
        place.at("fields")
                .members()
                .forEach(
                        (name, own) -> {
                            knownField(own, name);
                            fields.put(name, FieldReader.read(name, root.at("fields"), own));
                        });
        var fixed = new LinkedHashMap<String, Object>();
        place.at("fixed")
                .members()
                .forEach((name, value) -> fixed.put(knownField(value, name), value.scalar()));
        return new Model(
                place.at("name").text(),
                place.at("title").text(),
                service,
                action.text(),
                modality,
                fields,
                fixed,
                place.at("rules").items().stream().map(this::rule).toList(),
                price(place.at("price")));
    }

    private String knownField(Place place, String name) {
        if (!fieldPlaces.containsKey(name)) {
            throw place.wrong("must be for a field named in /fields, not for " + name);
        }
        return name;
    }

    private Rule rule(Place place) {
        place.hasOnly(
                "when",
                "required",
                "required_any",
                "forbidden",
                "enum",
                "default",
                "message",
                "description");
        var when = new ArrayList<Rule.Condition>();
        place.membersOf("when")
                .forEach((name, value) -> when.add(condition(knownField(value, name), value)));
        var choices = new LinkedHashMap<String, List<Object>>();
        place.membersOf("enum")
                .forEach(
                        (name, values) ->
                                choices.put(
                                        knownField(values, name),
                                        values.items().stream().map(Place::scalar).toList()));
        var presets = new LinkedHashMap<String, Object>();
        place.membersOf("default")
                .forEach((name, value) -> presets.put(knownField(value, name), value.scalar()));
        return new Rule(
                when,
                fieldNames(place, "required"),
                fieldNames(place, "required_any"),
                fieldNames(place, "forbidden"),
                choices,
                presets,
                place.find("message").map(Place::text).orElse(null),
                place.at("description").text());
    }

    private List<String> fieldNames(Place rule, String key) {
        return rule.itemsOf(key).stream().map(item -> knownField(item, item.text())).toList();
    }

    private static Rule.Condition condition(String field, Place value) {
        if (value.node().isObject()) {
            value.hasOnly("present");
            return new Rule.Condition.Presence(field, value.at("present").truth());
        }
        return new Rule.Condition.Is(field, value.scalar());
    }

    private static Price price(Place place) {
        place.hasOnly("unit_price_cents", "billing_config");
        int unit = place.at("unit_price_cents").positive();
        Place config = place.at("billing_config");
        var cells = new LinkedHashMap<List<String>, Integer>();
        if (config.members().isEmpty()) {
            cells.put(List.of(), unit);
            return new Price(unit, List.of(), cells);
        }
        if (config.find("key").isPresent()) {
            config.hasOnly("key", "overrides");
            readCells(config.at("overrides"), 1, List.of(), cells);
            return new Price(unit, List.of(config.at("key").text()), cells);
        }
        config.hasOnly("keys", "matrix");
        var keys = config.at("keys").items().stream().map(Place::text).toList();
        if (keys.size() < 2) {
            throw config.at("keys").wrong("must name two fields or more");
        }
        readCells(config.at("matrix"), keys.size(), List.of(), cells);
        return new Price(unit, keys, cells);
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
}
