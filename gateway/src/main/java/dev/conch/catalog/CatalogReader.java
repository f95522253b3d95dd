package dev.conch.catalog;

import dev.conch.catalog.Catalog.Action;
import dev.conch.catalog.Catalog.Billing;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Reads and checks the catalog of one service, of version 1: the file that comes with Conch (see
 * the first lines of {@code hailuo.json}) and the operator's changes of it (docs/catalog.md).
 */
final class CatalogReader {
    private static final int VERSION = 1;

    private final Place root;
    private final List<Place> changes;
    private final String service;
    private final String modality;
    private final Map<String, Place> fieldPlaces;
    private final Map<String, Resolution> resolutions = new LinkedHashMap<>();
    private final List<Action> actions = new ArrayList<>();

    private CatalogReader(Place root, List<Place> changes) {
        this.root = root;
        this.changes = List.copyOf(changes);
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
        checkVersion(root);
        service = root.at("service").text();
        modality = root.at("modality").text();
        fieldPlaces = root.at("fields").members();
    }

    /**
     * Reads a service.
     *
     * @param changes the operator's files for this service
     */
    static Catalog.Contents read(Place root, List<Place> changes) {
        return new CatalogReader(root, changes).contents();
    }

    private static void checkVersion(Place root) {
        if (root.at("version").positive() != VERSION) {
            throw root.at("version").wrong("must be " + VERSION);
        }
    }

    private Catalog.Contents contents() {
        root.at("resolutions").members().forEach(this::resolution);
        for (Place change : changes) {
            change.hasOnly("about", "version", "service", "resolutions", "models");
            checkVersion(change);
            change.membersOf("resolutions").forEach(this::resolution);
        }
        root.at("actions").members().forEach((name, place) -> actions.add(action(name, place)));
        return new Catalog.Contents(
                service, List.copyOf(actions), models(), resolutions, formerNames(), billing());
    }

    private void resolution(String name, Place height) {
        if (resolutions.put(name, new Resolution(name, height.positive())) != null) {
            throw height.wrong("must differ from the resolutions before");
        }
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
        var names = new HashSet<List<String>>();
        for (Place place : modelPlaces()) {
            Model model = model(place);
            if (!names.add(List.of(model.action(), model.name()))) {
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

    /** Built-in models as they were changed, then new ones. */
    private List<Place> modelPlaces() {
        var places = new ArrayList<>(root.at("models").items());
        int builtIn = places.size();
        var changed = new HashSet<Integer>();
        for (Place change : changes) {
            for (Place own : change.itemsOf("models")) {
                if (!change(places.subList(0, builtIn), own, changed)) {
                    requireWhole(own, places.subList(0, builtIn));
                    places.add(own);
                }
            }
        }
        return places;
    }

    /** Lays a change over the models that it means; false if it means none. */
    private static boolean change(List<Place> builtIn, Place own, Set<Integer> changed) {
        String name = own.at("name").text();
        Optional<String> action = own.find("action").map(Place::text);
        boolean any = false;
        for (int i = 0; i < builtIn.size(); i++) {
            Place base = builtIn.get(i);
            if (base.at("name").text().equals(name)
                    && action.map(base.at("action").text()::equals).orElse(true)) {
                if (!changed.add(i)) {
                    throw own.at("name").wrong("is changed twice");
                }
                builtIn.set(i, own.over(base));
                any = true;
            }
        }
        return any;
    }

    /** A slip in a name must not be taken for the beginning of a new model. */
    private static void requireWhole(Place own, List<Place> builtIn) {
        if (own.find("action").isEmpty()) {
            var names = builtIn.stream().map(base -> base.at("name").text()).distinct().toList();
            throw own.at("name")
                    .wrong(
                            Problems.mustBeOneOf(names)
                                    + "; or a new model, with title, action, fields, fixed, rules"
                                    + " and price");
        }
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
        var draft =
                new Model(
                        place.at("name").text(),
                        place.at("title").text(),
                        service,
                        action.text(),
                        modality,
                        fields,
                        fixed,
                        place.at("rules").items().stream().map(this::rule).toList(),
                        Price.NONE);
        return draft.at(PriceReader.read(place.at("price"), draft));
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
}
