package dev.conch.fault;

import dev.conch.fault.FaultPlan.Kind;
import dev.conch.testing.wire.Fault;
import dev.conch.testing.wire.LoopbackServer;
import dev.conch.testing.wire.Wire;
import dev.conch.testing.wire.Wire.Answer;
import dev.conch.testing.wire.WireRequest;

import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A customer's receiver of webhooks, on a socket of the harness's own process. It misbehaves by
 * {@link FaultPlan} and keeps books of all that it read whole.
 */
final class ReceiverServer implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final List<Delivery> deliveries = new CopyOnWriteArrayList<>();
    private final FaultPlan plan;
    private final LoopbackServer server;

    /**
     * One delivery that arrived.
     *
     * @param order the number at the end of the URL
     * @param task and {@code status}: what its body says
     * @param fault how it was answered
     */
    record Delivery(
            int order,
            String task,
            String status,
            Map<String, String> headers,
            String body,
            Fault fault) {
        /** Whether it said thanks, or may have: of a reply cut half way the sender saw as much. */
        boolean thanked() {
            return fault == Fault.NONE || fault == Fault.CUT;
        }

        String webhookId() {
            return headers.getOrDefault("webhook-id", "");
        }

        /** Whether it is signed as Standard Webhooks asks. */
        boolean signedBy(byte[] secret) {
            var time = headers.getOrDefault("webhook-timestamp", "");
            var text = webhookId() + "." + time + "." + body;
            try {
                var mac = Mac.getInstance("HmacSHA256");
                mac.init(new SecretKeySpec(secret, "HmacSHA256"));
                var own = mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
                var wanted = "v1," + Base64.getEncoder().encodeToString(own);
                var signatures = headers.getOrDefault("webhook-signature", "").split(" ");
                return List.of(signatures).contains(wanted);
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("every Java has HmacSHA256", e);
            }
        }

        @Override
        public String toString() {
            return "%s says %s, answered %s".formatted(webhookId(), status, fault);
        }
    }

    ReceiverServer(FaultPlan plan) {
        this.plan = plan;
        this.server = new LoopbackServer(this::handle);
    }

    /** Where to tell of this order. */
    String url(int order) {
        return server.url() + "/hooks/" + order;
    }

    LoopbackServer server() {
        return server;
    }

    List<Delivery> deliveries() {
        return List.copyOf(deliveries);
    }

    private void handle(WireRequest request, Wire wire) throws IOException {
        int order = Integer.parseInt(request.path().substring("/hooks/".length()));
        var fault = plan.next(Kind.DELIVERY, request.path());
        var task = JSON.readTree(request.text());
        deliveries.add(
                new Delivery(
                        order,
                        task.at("/id").asString(""),
                        task.at("/status").asString(""),
                        request.headers(),
                        request.text(),
                        fault));
        wire.play(fault, new Answer(200, Map.of(), "ok".getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public void close() {
        server.close();
    }
}
