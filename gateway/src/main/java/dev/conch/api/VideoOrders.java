package dev.conch.api;

import dev.conch.account.Caller;
import dev.conch.account.Labeling;
import dev.conch.asset.ImageIntake;
import dev.conch.asset.MediaLinks;
import dev.conch.asset.StoredImage;
import dev.conch.base.ErrorCode;
import dev.conch.base.GatewayException;
import dev.conch.base.Money;
import dev.conch.catalog.Catalog;
import dev.conch.catalog.CurrentCatalog;
import dev.conch.catalog.ValidRequest;
import dev.conch.catalog.Validation;
import dev.conch.idempotency.Idempotency;
import dev.conch.idempotency.IdempotencyKey;
import dev.conch.task.Buyer;
import dev.conch.task.TaskOrder;
import dev.conch.task.Tasks;
import dev.conch.task.Tasks.Acceptance;
import dev.conch.webhook.Webhooks;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.node.ObjectNode;

import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Turns the body of a create into an accepted task, whichever dialect it came in. Shared between
 * threads.
 */
public final class VideoOrders {
    private static final String DEADLINE = "deadline_seconds";
    private static final long SHORTEST_DEADLINE = 10;
    private static final long LONGEST_DEADLINE = 7 * 24 * 3600;

    private final Parts parts;
    private final Material material;
    private final Clock clock;

    /** What is needed of the rest. */
    public record Parts(
            CurrentCatalog catalog,
            Tasks tasks,
            ImageIntake images,
            MediaLinks links,
            Idempotency idempotency,
            Webhooks webhooks) {}

    public VideoOrders(Parts parts, Clock clock) {
        this.parts = parts;
        this.material = new Material(parts.images(), parts.links(), parts.tasks());
        this.clock = clock;
    }

    /**
     * A request that is to become a task.
     *
     * @param body in the words of the catalog; the deadline is taken out of it
     * @param watermark whether the caller asked for a visible mark
     * @param key under which the same request may come again; null for none
     */
    public record Wanted(
            Catalog.Action action,
            Caller caller,
            ObjectNode body,
            boolean watermark,
            Marks marks,
            @Nullable IdempotencyKey key) {}

    /**
     * What the caller said around the body.
     *
     * @param origin scheme and authority under which this server was reached
     * @param dialect that it was said in, for callbacks; null for our own
     */
    public record Marks(
            @Nullable String clientRequestId, String origin, @Nullable String dialect) {}

    /**
     * Accepts a request, or finds what it was accepted as before.
     *
     * @throws GatewayException {@code validation_failed}, {@code forbidden}, and what {@link
     *     Tasks#accept} says
     * @throws dev.conch.asset.ImageRefused for an image that is none
     */
    public Acceptance place(Wanted wanted) {
        var key = wanted.key();
        return key == null
                ? accept(wanted)
                : parts.idempotency()
                        .alone(
                                key,
                                () ->
                                        parts.tasks()
                                                .replayed(key)
                                                .map(task -> new Acceptance(task, true))
                                                .orElseGet(() -> accept(wanted)));
    }

    private Acceptance accept(Wanted wanted) {
        var deadline = deadline(wanted.body());
        var valid =
                switch (parts.catalog().get().validate(wanted.action(), wanted.body())) {
                    case Validation.Accepted(var accepted) -> accepted;
                    case Validation.Refused(var message, var errors) ->
                            throw new GatewayException(
                                    ErrorCode.VALIDATION_FAILED, message, errors);
                };
        wanted.caller().requireModel(valid.model());
        if (valid.callbackUrl() != null) {
            requireCallback(wanted.caller(), valid.callbackUrl());
        }
        parts.tasks().requireRoomOnDisk();
        var inputs = material.take(valid);
        return parts.tasks()
                .accept(
                        wanted.caller(),
                        order(wanted, valid, inputs, deadline),
                        inputs,
                        wanted.key());
    }

    /**
     * Our own addition to the contract: takes the field out, so that the catalog need not know it.
     */
    private @Nullable Instant deadline(ObjectNode body) {
        var value = body.remove(DEADLINE);
        if (value == null || value.isNull()) {
            return null;
        }
        if (!value.isIntegralNumber()
                || value.asLong(0) < SHORTEST_DEADLINE
                || value.asLong(0) > LONGEST_DEADLINE) {
            var complaint =
                    "must be an integer between %d and %d"
                            .formatted(SHORTEST_DEADLINE, LONGEST_DEADLINE);
            throw new GatewayException(
                    ErrorCode.VALIDATION_FAILED,
                    DEADLINE + " " + complaint,
                    Map.of(DEADLINE, List.of(complaint)));
        }
        return clock.instant().plusSeconds(value.asLong());
    }

    /**
     * Makes sure that a caller may be told at {@code url}.
     *
     * @throws GatewayException {@code validation_failed}, {@code forbidden}
     */
    public void requireCallback(Caller caller, String url) {
        parts.webhooks().checkCallbackUrl(url);
        caller.requireCallbackHost(host(url));
    }

    private static String host(String url) {
        try {
            var host = URI.create(url).getHost();
            return host == null ? "" : host;
        } catch (IllegalArgumentException _) {
            return "";
        }
    }

    private TaskOrder order(
            Wanted wanted, ValidRequest valid, Tasks.Inputs inputs, @Nullable Instant deadline) {
        var parameters =
                new TaskOrder.Parameters(
                        valid.prompt(),
                        valid.durationSeconds(),
                        valid.resolution().name(),
                        valid.resolution().height(),
                        sha256(inputs.firstFrame()),
                        sha256(inputs.lastFrame()),
                        new TaskOrder.Parameters.FrameUrls(
                                address(valid.firstFrameImageUrl()),
                                address(valid.lastFrameImageUrl())),
                        valid.aspectRatio(),
                        references(valid, inputs),
                        valid.promptOptimizer(),
                        valid.enableSafetyChecker(),
                        wanted.watermark()
                                || wanted.caller().project().labeling()
                                        == Labeling.REQUIRE_WATERMARK,
                        wanted.marks().dialect());
        return new TaskOrder(
                Buyer.of(wanted.caller()),
                valid.service(),
                valid.action(),
                valid.model(),
                parameters.toJson(),
                Money.ofCents(valid.priceCents()),
                valid.warnings(),
                wanted.marks().clientRequestId(),
                wanted.marks().origin(),
                valid.callbackUrl(),
                deadline);
    }

    private static @Nullable String address(@Nullable String urlOrData) {
        return urlOrData != null && urlOrData.regionMatches(true, 0, "https:", 0, 6)
                ? urlOrData
                : null;
    }

    private static @Nullable String sha256(@Nullable StoredImage image) {
        return image == null ? null : image.sha256();
    }

    private static TaskOrder.Parameters.References references(
            ValidRequest valid, Tasks.Inputs inputs) {
        return new TaskOrder.Parameters.References(
                inputs.references().stream().map(StoredImage::sha256).toList(),
                valid.references().videos(),
                valid.references().audios());
    }
}
