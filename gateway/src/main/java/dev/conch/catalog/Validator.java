package dev.conch.catalog;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Holds requests against their model's contract. Pure and safe to share. */
final class Validator {
    private final List<Model> models;
    private final Map<String, Resolution> resolutions;
    private final Names names;

    Validator(Catalog.Contents contents) {
        models = List.copyOf(contents.models());
        resolutions = Map.copyOf(contents.resolutions());
        names = new Names(contents.formerNames());
    }

    Validation validate(String action, JsonNode body) {
        if (!body.isObject()) {
            return new Validation.Refused("request body must be a JSON object", Map.of());
        }
        Map<String, Object> given = Values.present(body);
        List<Model> choices =
                models.stream().filter(model -> model.action().equals(action)).toList();
        Object wanted = given.get("model");
        return choices.stream()
                .filter(model -> model.name().equals(wanted))
                .findFirst()
                .map(model -> validate(model, given))
                .orElseGet(() -> refuseModel(choices, given));
    }

    /** Names the models, and what every one of them would miss as well. */
    private static Validation refuseModel(List<Model> choices, Map<String, Object> given) {
        var problems = new Problems();
        problems.add(
                "model",
                given.containsKey("model")
                        ? Problems.mustBeOneOf(choices.stream().map(Model::name).sorted().toList())
                        : "is required");
        for (Field field : choices.getFirst().fields().values()) {
            boolean always = choices.stream().allMatch(model -> requires(model, field.name()));
            if (always && !given.containsKey(field.name())) {
                problems.add(field.name(), "is required");
            }
        }
        return problems.refused();
    }

    private static boolean requires(Model model, String name) {
        Field field = model.fields().get(name);
        return field != null && field.required();
    }

    private Validation validate(Model model, Map<String, Object> given) {
        var problems = new Problems();
        for (Rule rule : model.rules()) {
            rule.check(model.name(), given, problems);
        }
        for (Field field : model.fields().values()) {
            if (!problems.has(field.name())) {
                check(field, given.get(field.name()), problems);
            }
        }
        return problems.none() ? new Validation.Accepted(accept(model, given)) : problems.refused();
    }

    private static void check(Field field, @Nullable Object value, Problems problems) {
        if (value == null) {
            if (field.required()) {
                problems.add(field.name(), "is required");
            }
        } else if (!field.type().fits(value)) {
            problems.add(field.name(), field.type().complaint());
        } else if (!field.choices().isEmpty() && !field.choices().contains(value)) {
            problems.add(field.name(), Problems.mustBeOneOf(field.choices()));
        } else if (value instanceof String text) {
            checkText(field, text, problems);
        } else if (value instanceof List<?> items) {
            checkItems(field, items, problems);
        }
    }

    private static void checkText(Field field, String text, Problems problems) {
        if (!field.length().fits(text)) {
            problems.add(field.name(), field.length().complaint());
        } else if (field.shape() != null && !field.shape().fits(text)) {
            problems.add(field.name(), field.shape().complaint());
        }
    }

    /** One complaint is enough, whichever item it is about. */
    private static void checkItems(Field field, List<?> items, Problems problems) {
        int most = field.maxItems().orElse(Integer.MAX_VALUE);
        if (items.size() > most) {
            problems.add(field.name(), "must contain at most %d items".formatted(most));
            return;
        }
        for (Object item : items) {
            if (item instanceof String text) {
                checkText(field, text, problems);
            } else {
                problems.add(field.name(), "must be an array of strings");
            }
            if (problems.has(field.name())) {
                return;
            }
        }
    }

    private ValidRequest accept(Model model, Map<String, Object> given) {
        Map<String, Object> settled = model.settled(given);
        var siblings = new ArrayList<>(models);
        siblings.removeIf(other -> other.action().equals(model.action()));
        return new ValidRequest(
                model.name(),
                model.action(),
                model.service(),
                required(text(settled, "prompt")),
                Math.toIntExact((Long) required(settled.get("duration_seconds"))),
                required(resolutions.get(required(text(settled, "output_resolution")))),
                text(settled, "first_frame_image_url"),
                text(settled, "last_frame_image_url"),
                text(settled, "aspect_ratio"),
                new ValidRequest.References(
                        texts(settled, "reference_image_urls"),
                        texts(settled, "reference_video_urls"),
                        texts(settled, "reference_audio_urls")),
                (Boolean) settled.get("prompt_optimizer"),
                (Boolean) settled.get("enable_safety_checker"),
                text(settled, "callback_url"),
                model.cents(given).orElseThrow(),
                names.warnings(model, given.keySet(), siblings),
                model.withDefaults(given));
    }

    private static @Nullable String text(Map<String, Object> values, String name) {
        return (String) values.get(name);
    }

    private static List<String> texts(Map<String, Object> values, String name) {
        return values.get(name) instanceof List<?> items
                ? items.stream().map(String.class::cast).toList()
                : List.of();
    }

    /** What the check of the catalog file has made sure to be there. */
    private static <T> T required(@Nullable T value) {
        if (value == null) {
            throw new IllegalStateException("the catalog lets a request leave out what it needs");
        }
        return value;
    }
}
