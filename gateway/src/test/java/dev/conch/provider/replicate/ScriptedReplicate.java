package dev.conch.provider.replicate;

import dev.conch.provider.ScriptedUpstream;
import dev.conch.testing.TinyVideo;
import dev.conch.testing.wire.Wire;
import dev.conch.testing.wire.WireRequest;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Replicate's predictions, uploads, list and signing secret. Outputs vanish when told to. */
public final class ScriptedReplicate extends ScriptedUpstream {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int PAGE = 2;

    private final String key;
    private final Clock clock;
    private final Map<String, ObjectNode> predictions = new ConcurrentHashMap<>();
    private final List<String> newestFirst = new CopyOnWriteArrayList<>();
    private final AtomicInteger uploads = new AtomicInteger();

    volatile String secret = "whsec_" + Base64.getEncoder().encodeToString(new byte[] {1, 2, 3});

    /** What each submit is answered, instead of taking it. */
    volatile Wire.Answer refusal = json(200, JSON.createObjectNode());

    volatile boolean refusing;

    /** A cancel is answered before it has taken effect. */
    volatile boolean cancelsLate;

    volatile boolean fileGone;
    volatile boolean listShowsWebhooks = true;

    public ScriptedReplicate(String key, Clock clock) {
        this.key = key;
        this.clock = clock;
    }

    static Wire.Answer json(int status, JsonNode json) {
        return Wire.Answer.json(status, json.toString());
    }

    static Wire.Answer detail(int status, String detail) {
        return json(
                status,
                JSON.createObjectNode()
                        .put("title", "Refused")
                        .put("detail", detail)
                        .put("status", status));
    }

    @Override
    protected Step step(WireRequest request) {
        var path = request.path();
        if (path.startsWith("/delivery/")) {
            return Step.DOWNLOAD;
        }
        if (path.endsWith("/cancel")) {
            return Step.CANCEL;
        }
        if (path.equals("/v1/files")) {
            return Step.LINK;
        }
        if (path.startsWith("/v1/models/")) {
            return Step.SUBMIT;
        }
        return path.startsWith("/v1/predictions/") ? Step.POLL : Step.LIST;
    }

    @Override
    protected synchronized Wire.Answer answer(WireRequest request, boolean refused) {
        var step = step(request);
        if (step == Step.DOWNLOAD) {
            return fileGone
                    ? detail(404, "Not found")
                    : new Wire.Answer(
                            200,
                            Map.of("Content-Type", "video/mp4"),
                            videoOf(request.path().split("/")[2]));
        }
        if (!("Bearer " + key).equals(request.headers().get("authorization"))) {
            return detail(401, "You did not pass a valid authentication token");
        }
        return switch (step) {
            case SUBMIT -> submit(request, refused);
            case LINK -> upload();
            case LIST -> other(request);
            case POLL, CANCEL, DOWNLOAD -> prediction(request, step, refused);
        };
    }

    private Wire.Answer submit(WireRequest request, boolean refused) {
        if (refusing || refused) {
            return refusal;
        }
        var asked = (ObjectNode) JSON.readTree(request.body());
        var model = request.path().replaceAll("/v1/models/(.*)/predictions", "$1");
        var prediction = add(model, asked);
        began(prediction.path("id").stringValue(""), request);
        return json(201, prediction);
    }

    /** Starts a prediction, of ours or of somebody else's. */
    synchronized ObjectNode add(String model, ObjectNode asked) {
        var id = "p%025d".formatted(predictions.size());
        var prediction =
                JSON.createObjectNode()
                        .put("id", id)
                        .put("model", model)
                        .put("version", "hidden")
                        .put("status", "starting")
                        .put("created_at", clock.instant().toString())
                        .put("source", "api")
                        .put("data_removed", false);
        prediction.set("input", asked.path("input"));
        prediction.putNull("output");
        prediction.putNull("error");
        if (asked.has("webhook")) {
            prediction.set("webhook", asked.path("webhook"));
        }
        prediction
                .putObject("urls")
                .put("get", url() + "/v1/predictions/" + id)
                .put("cancel", url() + "/v1/predictions/" + id + "/cancel");
        predictions.put(id, prediction);
        newestFirst.addFirst(id);
        return prediction;
    }

    private Wire.Answer upload() {
        var file = JSON.createObjectNode().put("id", "file-" + uploads.incrementAndGet());
        file.putObject("urls").put("get", "https://api.replicate.com/v1/files/file-" + uploads);
        return json(201, file);
    }

    int uploads() {
        return uploads.get();
    }

    private Wire.Answer other(WireRequest request) {
        return switch (request.path()) {
            case "/v1/account" -> json(200, JSON.createObjectNode().put("type", "user"));
            case "/v1/webhooks/default/secret" ->
                    json(200, JSON.createObjectNode().put("key", secret));
            case "/v1/predictions" -> list(request.query().getOrDefault("cursor", "0"));
            default -> detail(404, "Not found");
        };
    }

    private Wire.Answer list(String cursor) {
        int from = Integer.parseInt(cursor);
        int to = Math.min(from + PAGE, newestFirst.size());
        var page = JSON.createObjectNode();
        page.putNull("previous");
        if (to < newestFirst.size()) {
            page.put("next", url() + "/v1/predictions?cursor=" + to);
        } else {
            page.putNull("next");
        }
        var results = page.putArray("results");
        for (var id : newestFirst.subList(from, to)) {
            var shown = java.util.Objects.requireNonNull(predictions.get(id)).deepCopy();
            if (!listShowsWebhooks) {
                shown.remove("webhook");
            }
            results.add(shown);
        }
        return json(200, page);
    }

    private Wire.Answer prediction(WireRequest request, Step step, boolean refused) {
        var prediction = predictions.get(request.path().split("/")[3]);
        if (prediction == null) {
            return detail(404, "Prediction not found");
        }
        if (step == Step.CANCEL && !refused) {
            var before = prediction.deepCopy();
            cancel(prediction);
            return json(200, cancelsLate ? before : prediction);
        }
        return json(200, prediction);
    }

    private void cancel(ObjectNode prediction) {
        var id = prediction.path("id").stringValue("");
        switch (prediction.path("status").stringValue("")) {
            case "starting" -> {
                prediction.put("status", "aborted");
                stopped(id);
            }
            case "processing" -> {
                prediction.put("status", "canceled");
                stopped(id);
            }
            default -> {
                // it has ended
            }
        }
    }

    /** All that was started says this of itself now. */
    synchronized void status(String status) {
        all().forEach(prediction -> prediction.put("status", status));
    }

    private List<ObjectNode> all() {
        return new ArrayList<>(predictions.values());
    }

    @Override
    public synchronized void finish() {
        all().forEach(prediction -> succeed(prediction, file(prediction)));
    }

    private JsonNode file(ObjectNode prediction) {
        var id = prediction.path("id").stringValue("");
        return JSON.valueToTree(url() + "/delivery/" + id + "/out.mp4");
    }

    /** All that was started has this output now. */
    synchronized void finish(JsonNode output) {
        all().forEach(prediction -> succeed(prediction, output));
    }

    private static void succeed(ObjectNode prediction, JsonNode output) {
        prediction.put("status", "succeeded").set("output", output);
    }

    @Override
    public void fail() {
        fail("Prediction failed: something at /src/predict.py (E1000)");
    }

    synchronized void fail(String error) {
        all().forEach(prediction -> fail(prediction, error));
    }

    private static void fail(ObjectNode prediction, String error) {
        prediction.put("status", "failed").put("error", error);
    }

    @Override
    public synchronized void end(String job, boolean well) {
        var prediction = predictions.get(job);
        if (prediction == null || !prediction.path("status").stringValue("").equals("starting")) {
            return;
        }
        if (well) {
            succeed(prediction, file(prediction));
        } else {
            fail(prediction, "Prediction failed (E1000)");
        }
    }

    /** An hour has passed. */
    synchronized void removeData() {
        fileGone = true;
        for (var prediction : all()) {
            prediction.put("data_removed", true);
            prediction.putNull("output");
            prediction.putObject("input");
        }
    }

    @Override
    public synchronized void forget() {
        predictions.clear();
        newestFirst.clear();
    }

    @Override
    public int started() {
        return predictions.size();
    }

    @Override
    public byte[] video() {
        return TinyVideo.bytes();
    }

    /** The last request that was to start something. */
    WireRequest submitted() {
        return requests().stream()
                .filter(request -> step(request) == Step.SUBMIT)
                .reduce((_, last) -> last)
                .orElseThrow();
    }

    /** The headers of a message, by lower-case name, signed with the present secret. */
    Map<String, String> sign(byte[] body, Instant at) {
        try {
            var time = Long.toString(at.getEpochSecond());
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(
                    new SecretKeySpec(
                            Base64.getDecoder().decode(secret.substring("whsec_".length())),
                            "HmacSHA256"));
            mac.update(("msg_1." + time + ".").getBytes(StandardCharsets.UTF_8));
            return Map.of(
                    "webhook-id",
                    "msg_1",
                    "webhook-timestamp",
                    time,
                    "webhook-signature",
                    "v1,bm90IHRoaXM= v1," + Base64.getEncoder().encodeToString(mac.doFinal(body)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
