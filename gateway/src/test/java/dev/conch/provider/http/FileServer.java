package dev.conch.provider.http;

import dev.conch.testing.wire.Fault;
import dev.conch.testing.wire.LoopbackServer;
import dev.conch.testing.wire.Wire;
import dev.conch.testing.wire.WireRequest;

import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;

/** Where a provider's files lie: serves one, in parts if asked, well or badly. */
final class FileServer implements AutoCloseable {
    private final LoopbackServer server = new LoopbackServer(this::serve);
    private final Queue<Fault> faults = new ConcurrentLinkedQueue<>();
    private final List<WireRequest> requests = new CopyOnWriteArrayList<>();
    private final Map<String, String> redirects = new HashMap<>();
    private volatile byte[] file;
    private volatile String type = "video/mp4";
    private volatile String tag = "\"one\"";

    FileServer(byte[] file) {
        this.file = file;
    }

    /** Other bytes from now on, under another tag. */
    void replace(byte[] other, String otherTag) {
        file = other;
        tag = otherTag;
    }

    void type(String other) {
        type = other;
    }

    void next(Fault... coming) {
        faults.addAll(List.of(coming));
    }

    /** Before the first request: a path that leads elsewhere. */
    void redirect(String path, String location) {
        redirects.put(path, location);
    }

    String url(String path) {
        return server.url() + path;
    }

    List<WireRequest> requests() {
        return List.copyOf(requests);
    }

    private void serve(WireRequest request, Wire wire) throws IOException {
        requests.add(request);
        var planned = faults.poll();
        wire.play(planned == null ? Fault.NONE : planned, answer(request));
    }

    private Wire.Answer answer(WireRequest request) {
        var location = redirects.get(request.path());
        if (location != null) {
            return new Wire.Answer(302, Map.of("Location", location), new byte[0]);
        }
        var range = request.headers().getOrDefault("range", "");
        if (range.isEmpty() || !tag.equals(request.headers().get("if-range"))) {
            return new Wire.Answer(200, headers(), file);
        }
        int from = Integer.parseInt(range.substring("bytes=".length(), range.length() - 1));
        if (from >= file.length) {
            return new Wire.Answer(416, headers(), new byte[0]);
        }
        var headers = new HashMap<>(headers());
        headers.put(
                "Content-Range", "bytes %d-%d/%d".formatted(from, file.length - 1, file.length));
        return new Wire.Answer(206, headers, Arrays.copyOfRange(file, from, file.length));
    }

    private Map<String, String> headers() {
        return tag.isEmpty()
                ? Map.of("Content-Type", type)
                : Map.of("Content-Type", type, "ETag", tag);
    }

    @Override
    public void close() {
        server.close();
    }
}
