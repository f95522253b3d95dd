package dev.conch.api.minimax;

import dev.conch.api.Json;
import dev.conch.api.minimax.HailuoModels.Source;
import dev.conch.base.GatewayException;
import dev.conch.catalog.Catalog;
import dev.conch.catalog.Model;

import tools.jackson.databind.node.ObjectNode;

import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/**
 * Reads a create of MiniMax's first generation (upstreams.md 2.1). What MiniMax defaults is
 * defaulted as there: 6 seconds at 768P.
 */
final class V1Order {
    private static final int SECONDS = 6;
    private static final String RESOLUTION = "768p";

    private final Catalog catalog;
    private final BodyReader body;

    private V1Order(Catalog catalog, ObjectNode body) {
        this.catalog = catalog;
        this.body = new BodyReader(body);
    }

    /**
     * Reads a create.
     *
     * @throws GatewayException {@code validation_failed}, saying what is sold
     */
    static Ordered read(Catalog catalog, ObjectNode body) {
        return new V1Order(catalog, body).read();
    }

    private Ordered read() {
        if (body.present("subject_reference").isPresent()) {
            throw BodyReader.wrong("subject_reference is not supported here");
        }
        var name = body.text("model").orElseThrow(() -> BodyReader.wrong("model is required"));
        var model = model(name);
        var order = Json.object();
        order.put("model", model.name());
        copy(order, "prompt", "prompt");
        copy(order, "first_frame_image", "first_frame_image_url");
        copy(order, "last_frame_image", "last_frame_image_url");
        copy(order, "callback_url", "callback_url");
        size(order, model, HailuoModels.knows(name));
        if (model.fields().containsKey("prompt_optimizer")) {
            body.bool("prompt_optimizer").ifPresent(wish -> order.put("prompt_optimizer", wish));
        }
        return new Ordered(
                catalog.action(model.service(), model.action()).orElseThrow(),
                order,
                body.bool("aigc_watermark").orElse(false),
                body.text("callback_url").orElse(null));
    }

    private Model model(String name) {
        var own =
                catalog.models().stream()
                        .filter(model -> model.name().equals(name) && fits(model))
                        .findFirst();
        if (own.isPresent()) {
            return own.get();
        }
        if (!HailuoModels.knows(name)) {
            throw BodyReader.wrong(
                    "model must be one of %s, or one of %s"
                            .formatted(
                                    String.join(", ", HailuoModels.names()),
                                    String.join(", ", catalog.modelNames())));
        }
        var resolution = resolution().isEmpty() ? RESOLUTION : resolution();
        return HailuoModels.find(name, source(), resolution)
                .flatMap(
                        found ->
                                catalog.models().stream()
                                        .filter(model -> model.name().equals(found))
                                        .findFirst())
                .orElseThrow(
                        () ->
                                BodyReader.wrong(
                                        "%s makes no %s video at %s"
                                                .formatted(
                                                        name,
                                                        source().name()
                                                                .toLowerCase(Locale.ROOT)
                                                                .replace('_', ' '),
                                                        resolution.toUpperCase(Locale.ROOT))));
    }

    /** A name that two actions share means the one that the images fit. */
    private boolean fits(Model model) {
        return catalog.models().stream().filter(m -> m.name().equals(model.name())).count() == 1
                || model.fields().containsKey("first_frame_image_url") == (source() != Source.TEXT);
    }

    private Source source() {
        if (body.present("last_frame_image").isPresent()) {
            return Source.LAST_FRAME;
        }
        return body.present("first_frame_image").isPresent() ? Source.FIRST_FRAME : Source.TEXT;
    }

    private String resolution() {
        return body.text("resolution").orElse("").toLowerCase(Locale.ROOT);
    }

    /**
     * Length and resolution must be sold together; fixed ones need not, or must rightly, be said.
     */
    private void size(ObjectNode order, Model model, boolean defaultsOfMinimax) {
        var seconds = body.integer("duration");
        if (defaultsOfMinimax && seconds.isEmpty()) {
            seconds = OptionalInt.of(SECONDS);
        }
        var resolution = resolution();
        if (defaultsOfMinimax && resolution.isEmpty()) {
            resolution = RESOLUTION;
        }
        var wantedSeconds = seconds;
        var wantedResolution = resolution;
        var sold = catalog.sold(model);
        var fitting =
                sold.stream()
                        .filter(
                                one ->
                                        wantedSeconds.isEmpty()
                                                || one.durationSeconds()
                                                        == wantedSeconds.getAsInt())
                        .filter(
                                one ->
                                        wantedResolution.isEmpty()
                                                || one.resolution().name().equals(wantedResolution))
                        .toList();
        if (fitting.isEmpty()) {
            throw BodyReader.wrong(
                    "duration and resolution must be one of %s for %s"
                            .formatted(offers(sold), model.name()));
        }
        if (model.fields().containsKey("duration_seconds")) {
            wantedSeconds.ifPresent(value -> order.put("duration_seconds", value));
        }
        if (model.fields().containsKey("output_resolution") && !wantedResolution.isEmpty()) {
            order.put("output_resolution", wantedResolution);
        }
    }

    private static String offers(List<Catalog.Sold> sold) {
        return sold.stream()
                .map(
                        one ->
                                "%d at %s"
                                        .formatted(
                                                one.durationSeconds(),
                                                one.resolution().name().toUpperCase(Locale.ROOT)))
                .distinct()
                .collect(Collectors.joining(", "));
    }

    private void copy(ObjectNode order, String from, String to) {
        body.text(from).ifPresent(value -> order.put(to, value));
    }
}
