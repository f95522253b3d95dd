package dev.conch.fault;

import dev.conch.provider.ScriptedUpstream;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The servers behind a gateway's real adapters, each in its own dialect, with one book for all: a
 * task that was started at two of them would show. The gateway is told of them in the operator's
 * file.
 */
final class AdapterSupply implements Supply {
    private static final String GRAPH =
            """
            {"3": {"class_type": "Sampler", "inputs": {"seed": "{{seed}}", "text": "{{prompt}}"}},
             "9": {"class_type": "SaveVideo", "inputs": {"filename_prefix": "conch/{{task}}"}}}
            """;

    private final UpstreamBooks books = new UpstreamBooks();
    private final Map<Adapter, ScriptedUpstream> servers = new EnumMap<>(Adapter.class);
    private final Path file;

    /**
     * Opens the servers and writes the operator's file.
     *
     * @param clock the gateway's
     * @param folder for the file and what it names
     */
    AdapterSupply(List<Adapter> adapters, FaultPlan plan, Dice dice, Clock clock, Path folder) {
        for (var adapter : adapters) {
            var server = adapter.open(clock);
            server.directedBy(new AdapterStorm(adapter, server, books, plan, dice));
            servers.put(adapter, server);
        }
        try {
            file = write(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path write(Path folder) throws IOException {
        var key = Files.writeString(folder.resolve("upstream.key"), Adapter.KEY);
        var graph = Files.writeString(folder.resolve("graph.json"), GRAPH);
        var text = new ArrayList<String>();
        servers.forEach((adapter, server) -> text.add(adapter.provider(server, key, graph)));
        text.add(route("hailuo-02-text-to-video-pro", Adapter::makesPro));
        text.add(route("hailuo-*", _ -> true));
        return Files.writeString(folder.resolve("upstreams.toml"), String.join("\n", text));
    }

    private String route(String models, Predicate<Adapter> can) {
        var targets =
                servers.keySet().stream()
                        .filter(can)
                        .map(Adapter::target)
                        .collect(Collectors.joining(", "));
        return """
        [[route]]
        models = ["%s"]
        choice = "weight"
        to = [%s]
        """
                .formatted(models, targets);
    }

    @Override
    public UpstreamBooks books() {
        return books;
    }

    @Override
    public int requests() {
        return servers.values().stream().mapToInt(server -> server.requests().size()).sum();
    }

    @Override
    public String url() {
        return "";
    }

    @Override
    public Map<String, String> settings() {
        return Map.of("upstreams.file", file.toString());
    }

    @Override
    public void shut() {
        each(ScriptedUpstream::shut);
    }

    @Override
    public void resetAll() {
        each(ScriptedUpstream::resetAll);
    }

    @Override
    public void open() {
        each(ScriptedUpstream::open);
    }

    @Override
    public void close() {
        each(ScriptedUpstream::close);
    }

    private void each(Consumer<ScriptedUpstream> action) {
        servers.values().forEach(action);
    }
}
