package dev.conch.api.runapi;

import dev.conch.account.Caller;
import dev.conch.account.Labeling;
import dev.conch.account.Scope;
import dev.conch.api.Authenticator;
import dev.conch.api.IdempotencyHeader;
import dev.conch.api.Json;
import dev.conch.api.RequestBody;
import dev.conch.api.RequestId;
import dev.conch.api.RouteTable;
import dev.conch.api.Routes;
import dev.conch.asset.ImageIntake;
import dev.conch.asset.MediaLinks;
import dev.conch.asset.StoredImage;
import dev.conch.base.ErrorCode;
import dev.conch.base.GatewayException;
import dev.conch.base.Money;
import dev.conch.catalog.Catalog;
import dev.conch.catalog.CurrentCatalog;
import dev.conch.catalog.Model;
import dev.conch.catalog.ValidRequest;
import dev.conch.catalog.Validation;
import dev.conch.idempotency.Idempotency;
import dev.conch.idempotency.IdempotencyKey;
import dev.conch.task.Buyer;
import dev.conch.task.TaskOrder;
import dev.conch.task.Tasks;
import dev.conch.task.Tasks.Acceptance;
import dev.conch.webhook.Webhooks;

import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.node.ObjectNode;

import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The guide's endpoints that create a video. */
public final class VideoRoutes implements Routes {
    private static final String DEADLINE = "deadline_seconds";
    private static final long SHORTEST_DEADLINE = 10;
    private static final long LONGEST_DEADLINE = 7 * 24 * 3600;

    private final Parts parts;
    private final TaskJson json;
    private final Material material;
    private final Limits limits;
    private final Function<ServerRequest, String> origin;
    private final Clock clock;

    /** What the routes need of the rest. */
    public record Parts(
            Authenticator authenticator,
            CurrentCatalog catalog,
            Tasks tasks,
            ImageIntake images,
            MediaLinks links,
            Idempotency idempotency,
            Webhooks webhooks,
            TaskJson json) {}

    /** The largest bodies that are read, in bytes: with an image in them, and without. */
    public record Limits(int maxImageBody, int maxBody) {}

    /**
     * Routes for every action of the catalog.
     *
     * @param origin the scheme and authority under which a caller reaches this server
     */
    public VideoRoutes(
            Parts parts, Limits limits, Function<ServerRequest, String> origin, Clock clock) {
        this.parts = parts;
        this.json = parts.json();
        this.material = new Material(parts.images(), parts.links(), parts.tasks());
        this.limits = limits;
        this.origin = origin;
        this.clock = clock;
    }

    @Override
    public void addTo(RouteTable table) {
        for (var action : parts.catalog().get().actions()) {
            table.post(action.endpoint(), (request, response) -> create(action, request, response));
        }
    }

    private void create(Catalog.Action action, ServerRequest request, ServerResponse response) {
        var caller = parts.authenticator().authenticate(request, response, Scope.VIDEO_CREATE);
        var body =
                RequestBody.readObject(
                        request,
                        response,
                        takesImages(action) ? limits.maxImageBody() : limits.maxBody());
        var key = IdempotencyHeader.of(request, caller.projectId(), body).orElse(null);
        var wanted = new Wanted(action, caller, body, marks(request), key);
        var acceptance =
                key == null
                        ? accept(wanted)
                        : parts.idempotency().alone(key, () -> acceptOnce(key, wanted));
        TaskRoutes.mark(response, acceptance.task());
        Json.send(response, 200, json.created(acceptance));
    }

    /** A request that is to become a task. */
    private record Wanted(
            Catalog.Action action,
            Caller caller,
            ObjectNode body,
            Marks marks,
            @Nullable IdempotencyKey key) {}

    private record Marks(@Nullable String clientRequestId, String origin) {}

    private Marks marks(ServerRequest request) {
        return new Marks(RequestId.ofClient(request).orElse(null), origin.apply(request));
    }

    private Acceptance acceptOnce(IdempotencyKey key, Wanted wanted) {
        return parts.tasks()
                .replayed(key)
                .map(task -> new Acceptance(task, true))
                .orElseGet(() -> accept(wanted));
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
            parts.webhooks().checkCallbackUrl(valid.callbackUrl());
            wanted.caller().requireCallbackHost(host(valid.callbackUrl()));
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

    private static String host(String url) {
        try {
            var host = URI.create(url).getHost();
            return host == null ? "" : host;
        } catch (IllegalArgumentException _) {
            return "";
        }
    }

    private boolean takesImages(Catalog.Action action) {
        return parts.catalog().get().models(action).stream().anyMatch(Model::takesImages);
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
                        valid.aspectRatio(),
                        references(valid, inputs),
                        valid.promptOptimizer(),
                        valid.enableSafetyChecker(),
                        wanted.caller().project().labeling() == Labeling.REQUIRE_WATERMARK);
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
