package dev.conch.provider.comfyui;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * How far graphs are, as ComfyUI tells it over its web socket. A help for the eye and no more:
 * where a graph stands is what queue and history say, and without the socket all goes on. Shared
 * between threads.
 */
final class Progress implements AutoCloseable {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final int LONGEST_MESSAGE = 1 << 20;

    /** The last frame is not the last step. */
    private static final double MOST = 0.99;

    private final URI address;
    private final Map<String, String> headers;
    private final HttpClient http =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(CONNECT_TIMEOUT)
                    .build();
    private final AtomicBoolean connected = new AtomicBoolean();
    private final Map<String, Steps> graphs = new ConcurrentHashMap<>();
    private volatile @Nullable WebSocket socket;

    /** ComfyUI sends a graph's progress to the client that sent the graph. */
    private final String clientId = UUID.randomUUID().toString();

    Progress(URI base, Map<String, String> headers) {
        var socketBase = base.toString().replaceFirst("^http", "ws");
        this.address = URI.create(socketBase + "/ws?clientId=" + clientId);
        this.headers = headers;
    }

    /** What graphs must be sent with. */
    String clientId() {
        return clientId;
    }

    /** Connects, unless that is so or is being tried; does not wait for it. */
    void listen() {
        if (!connected.compareAndSet(false, true)) {
            return;
        }
        var builder = http.newWebSocketBuilder().connectTimeout(CONNECT_TIMEOUT);
        headers.forEach(builder::header);
        var _ =
                builder.buildAsync(address, new Listener())
                        .whenComplete(
                                (opened, failed) -> {
                                    socket = opened;
                                    if (failed != null) {
                                        connected.set(false);
                                    }
                                });
    }

    /**
     * How far a graph is, from 0 to 1.
     *
     * @param nodes how many it has
     */
    double of(String id, int nodes) {
        var steps = graphs.get(id);
        return steps == null || nodes == 0 ? 0 : Math.min(MOST, steps.done() / nodes);
    }

    void forget(String id) {
        graphs.remove(id);
    }

    private void heard(String text) {
        try {
            var message = JsonMapper.shared().readTree(text);
            var data = message.path("data");
            var id = data.path("prompt_id").asString("");
            if (!id.isEmpty()) {
                graphs.computeIfAbsent(id, _ -> new Steps())
                        .heard(message.path("type").asString(""), data);
            }
        } catch (JacksonException _) {
            // a message that cannot be read says nothing
        }
    }

    @Override
    public void close() {
        var open = socket;
        if (open != null) {
            open.abort();
        }
        http.shutdownNow();
    }

    /** What a graph's nodes have done. */
    private static final class Steps {
        private final Set<String> begun = new HashSet<>();
        private final Set<String> cached = new HashSet<>();
        private double current;

        synchronized void heard(String type, JsonNode data) {
            switch (type) {
                case "execution_cached" ->
                        data.path("nodes").values().forEach(node -> cached.add(node.asString("")));
                case "executing" -> {
                    if (data.path("node").isString() && begun.add(data.path("node").asString())) {
                        current = 0;
                    }
                }
                case "progress" -> {
                    double max = data.path("max").asDouble(0);
                    current = max > 0 ? Math.clamp(data.path("value").asDouble(0) / max, 0, 1) : 0;
                }
                default -> {}
            }
        }

        synchronized double done() {
            return cached.size() + Math.max(0, begun.size() - 1) + current;
        }
    }

    private final class Listener implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(
                WebSocket webSocket, CharSequence data, boolean last) {
            if (text.length() + data.length() <= LONGEST_MESSAGE) {
                text.append(data);
            }
            if (last) {
                heard(text.toString());
                text.setLength(0);
            }
            webSocket.request(1);
            return CompletableFuture.completedStage(null);
        }

        @Override
        public @Nullable CompletionStage<?> onClose(
                WebSocket webSocket, int statusCode, String reason) {
            connected.set(false);
            return CompletableFuture.completedStage(null);
        }

        @Override
        public void onError(WebSocket webSocket, Throwable error) {
            connected.set(false);
        }
    }
}
