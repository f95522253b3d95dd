package dev.conch.provider.fal;

import dev.conch.provider.ScriptedUpstream;
import dev.conch.testing.TinyVideo;
import dev.conch.testing.wire.Wire;
import dev.conch.testing.wire.WireRequest;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;

/**
 * fal's queue, its files and its published keys. Its traps: the addresses of a request are below
 * owner and alias only, a failed job is completed, and to cancel what runs is only a wish.
 */
public final class ScriptedFal extends ScriptedUpstream {
    private static final Pattern REQUEST =
            Pattern.compile("/([^/]+/[^/]+)(/.*)?/requests/([^/]+)(/status|/cancel)?");

    private final String key;
    private final Map<String, Job> jobs = new ConcurrentHashMap<>();
    private final List<WireRequest> submits = new CopyOnWriteArrayList<>();
    private volatile KeyPair pair = newPair();
    private volatile String publishedInstead = "";

    /** Put over what a submit answers: the addresses of another queue, for example. */
    final Map<String, String> changedAddresses = new ConcurrentHashMap<>();

    /** What a job's status says next; the usual one if empty. */
    volatile String oddStatus = "";

    /** What each submit is answered, instead of taking it. */
    volatile Wire.Answer refusal = ok(Map.of());

    volatile boolean refusing;
    volatile boolean stopsWhatRuns = true;

    /** Where a request stands. */
    private static final class Job {
        private final String id;
        private final String response;
        private volatile String status = "IN_QUEUE";
        private volatile Wire.Answer result =
                json(400, Map.of("detail", "Request is still in progress"));
        private volatile Map<String, String> statusError = Map.of();

        private Job(String id, String response) {
            this.id = id;
            this.response = response;
        }

        private synchronized boolean end(Wire.Answer answer) {
            if (status.equals("COMPLETED")) {
                return false;
            }
            result = answer;
            status = "COMPLETED";
            return true;
        }
    }

    public ScriptedFal(String key) {
        this.key = key;
    }

    private static Wire.Answer ok(Object json) {
        return json(200, json);
    }

    static Wire.Answer json(int status, Object json) {
        return Wire.Answer.json(status, JsonMapper.shared().writeValueAsString(json));
    }

    @Override
    protected Step step(WireRequest request) {
        if (request.path().startsWith("/files/")) {
            return Step.DOWNLOAD;
        }
        if (request.path().equals("/.well-known/jwks.json")) {
            return Step.LIST;
        }
        return switch (request.method()) {
            case "POST" -> Step.SUBMIT;
            case "PUT" -> Step.CANCEL;
            default -> request.path().endsWith("/status") ? Step.POLL : Step.LINK;
        };
    }

    @Override
    protected Wire.Answer answer(WireRequest request, boolean refused) {
        return switch (step(request)) {
            case DOWNLOAD -> file(request);
            case LIST -> jwks();
            case SUBMIT, CANCEL, POLL, LINK ->
                    isAllowed(request)
                            ? queue(request, refused)
                            : json(401, Map.of("detail", "Cannot access application"));
        };
    }

    private Wire.Answer file(WireRequest request) {
        var job = request.path().split("/")[2];
        return new Wire.Answer(200, Map.of("Content-Type", "video/mp4"), videoOf(job));
    }

    private boolean isAllowed(WireRequest request) {
        return ("Key " + key).equals(request.headers().get("authorization"));
    }

    private Wire.Answer queue(WireRequest request, boolean refused) {
        if (step(request) == Step.SUBMIT) {
            return submit(request, refused);
        }
        var address = REQUEST.matcher(request.path());
        if (!address.matches() || address.group(2) != null) {
            return json(405, Map.of("detail", "Method Not Allowed"));
        }
        var job = jobs.get(address.group(3));
        if (job == null) {
            return json(404, Map.of("detail", "Request not found"));
        }
        return switch (step(request)) {
            case POLL -> status(job);
            case LINK -> job.result;
            default -> refused ? ok(Map.of()) : cancel(job);
        };
    }

    private Wire.Answer submit(WireRequest request, boolean refused) {
        submits.add(request);
        if (refusing || refused) {
            return refusal;
        }
        var id = UUID.randomUUID().toString();
        var alias = String.join("/", Arrays.asList(request.path().split("/")).subList(1, 3));
        var response = "%s/%s/requests/%s".formatted(url(), alias, id);
        jobs.put(id, new Job(id, response));
        began(id, request);
        var answer = new HashMap<String, Object>();
        answer.put("status", "IN_QUEUE");
        answer.put("request_id", id);
        answer.put("gateway_request_id", id);
        answer.put("queue_position", 0);
        answer.put("response_url", response);
        answer.put("status_url", response + "/status");
        answer.put("cancel_url", response + "/cancel");
        answer.putAll(changedAddresses);
        return ok(answer);
    }

    private Wire.Answer status(Job job) {
        var word = oddStatus.isEmpty() ? job.status : oddStatus;
        var answer = new HashMap<String, Object>(Map.of("status", word, "queue_position", 3));
        answer.putAll(job.statusError);
        return json(word.equals("COMPLETED") ? 200 : 202, answer);
    }

    private Wire.Answer cancel(Job job) {
        return switch (job.status) {
            case "COMPLETED" -> json(400, Map.of("status", "ALREADY_COMPLETED"));
            case "IN_QUEUE" -> {
                jobs.values().remove(job);
                stopped(job.id);
                yield ok(Map.of("status", "OK"));
            }
            default -> {
                if (stopsWhatRuns
                        && job.end(
                                json(
                                        499,
                                        Map.of(
                                                "detail",
                                                "Client cancelled the request",
                                                "error_type",
                                                "client_cancelled")))) {
                    stopped(job.id);
                }
                yield json(202, Map.of("status", "CANCELLATION_REQUESTED"));
            }
        };
    }

    /** All that waits runs now. */
    void run() {
        jobs.values().forEach(job -> job.status = "IN_PROGRESS");
    }

    @Override
    public void finish() {
        for (var job : jobs.values()) {
            job.result = made(job.id);
            job.status = "COMPLETED";
        }
    }

    private Wire.Answer made(String job) {
        var video =
                Map.of(
                        "url",
                        url() + "/files/" + job + "/output.mp4",
                        "content_type",
                        "video/mp4",
                        "file_name",
                        "output.mp4",
                        "file_size",
                        videoOf(job).length);
        return ok(Map.of("video", video));
    }

    @Override
    public void fail() {
        end(failed());
    }

    private static Wire.Answer failed() {
        return json(
                500, Map.of("detail", List.of(Map.of("type", "internal_server_error", "msg", ""))));
    }

    @Override
    public void end(String id, boolean well) {
        var job = jobs.get(id);
        if (job != null) {
            job.end(well ? made(id) : failed());
        }
    }

    @Override
    public String reference(String id) {
        return Objects.requireNonNull(jobs.get(id)).response;
    }

    /** All that was started ends so; {@code result} is what the addresses of the results say. */
    void end(Wire.Answer result) {
        for (var job : jobs.values()) {
            job.result = result;
            job.status = "COMPLETED";
        }
    }

    /** What the status of each job says besides. */
    void statusError(Map<String, String> error) {
        jobs.values().forEach(job -> job.statusError = error);
    }

    @Override
    public void forget() {
        jobs.clear();
    }

    @Override
    public int started() {
        return jobs.size();
    }

    @Override
    public byte[] video() {
        return TinyVideo.bytes();
    }

    /** The last submit. */
    WireRequest submitted() {
        return submits.getLast();
    }

    /** The input of the last submit. */
    ObjectNode input() {
        return (ObjectNode) JsonMapper.shared().readTree(submitted().body());
    }

    /** Its own key, or what was put in its place, after one of another kind. */
    private Wire.Answer jwks() {
        var ed25519 =
                Map.of(
                        "kty", "OKP",
                        "crv", "Ed25519",
                        "x", publishedInstead.isEmpty() ? x(pair) : publishedInstead);
        return ok(Map.of("keys", List.of(Map.of("kty", "RSA", "n", "AQAB"), ed25519)));
    }

    /** Publishes another key than the one that it signs with. */
    void publish(String x) {
        publishedInstead = x;
    }

    /** The last 32 bytes of its X.509 form. */
    private static String x(KeyPair pair) {
        var encoded = pair.getPublic().getEncoded();
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length));
    }

    /** Signs with a new key from now on. */
    void rotate() {
        pair = newPair();
    }

    private static KeyPair newPair() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The headers of a message, by lower-case name, signed with the key that is published. */
    Map<String, String> sign(byte[] body, Instant at) {
        try {
            var time = Long.toString(at.getEpochSecond());
            var hash = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
            var signature = Signature.getInstance("Ed25519");
            signature.initSign(pair.getPrivate());
            signature.update(
                    "request-1\nuser-1\n%s\n%s"
                            .formatted(time, hash)
                            .getBytes(StandardCharsets.UTF_8));
            return Map.of(
                    "x-fal-webhook-request-id",
                    "request-1",
                    "x-fal-webhook-user-id",
                    "user-1",
                    "x-fal-webhook-timestamp",
                    time,
                    "x-fal-webhook-signature",
                    HexFormat.of().formatHex(signature.sign()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
