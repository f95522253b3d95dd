package dev.conch.fault;

import dev.conch.provider.ScriptedUpstream;
import dev.conch.provider.comfyui.ScriptedComfy;
import dev.conch.provider.fal.ScriptedFal;
import dev.conch.provider.minimax.ScriptedMinimax;
import dev.conch.provider.openai.ScriptedOpenAi;
import dev.conch.provider.replicate.ScriptedReplicate;
import dev.conch.provider.runapi.ScriptedRunApi;
import dev.conch.testing.wire.WireRequest;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.BiFunction;

/** A real adapter in the gateway, and the scripted server that it talks to. */
enum Adapter {
    MINIMAX_V1("minimax", ScriptedMinimax::new, ""),
    MINIMAX_V2("minimax", ScriptedMinimax::new, "exclusive_key = true\n"),
    RUNAPI("runapi", (_, _) -> new ScriptedRunApi(), ""),
    FAL("fal", (key, _) -> new ScriptedFal(key), ""),
    REPLICATE("replicate", ScriptedReplicate::new, ""),
    OPENAI("openai", (_, _) -> new ScriptedOpenAi(), ""),
    /** Of the dialects the one with a form; its operator pays for it. */
    VLLM("openai", (_, _) -> new ScriptedOpenAi(), "dialect = \"vllm\"\nfree = false\n"),
    COMFYUI("comfyui", (_, _) -> new ScriptedComfy(), "graph = \"%s\"\n");

    /** What the servers that know keys let in. */
    static final String KEY = "sk-api-key-of-the-fault-harness";

    /** A task whose submit is unclear keeps its place, and many will be. */
    private static final int AT_ONCE = 12;

    private final String type;

    @SuppressWarnings("ImmutableEnumChecker") // a constructor
    private final BiFunction<String, Clock, ScriptedUpstream> upstream;

    private final String more;

    Adapter(String type, BiFunction<String, Clock, ScriptedUpstream> upstream, String more) {
        this.type = type;
        this.upstream = upstream;
        this.more = more;
    }

    /** All of a type. */
    static List<Adapter> ofType(String type) {
        var found = Arrays.stream(values()).filter(each -> each.type.equals(type)).toList();
        if (found.isEmpty()) {
            throw new IllegalArgumentException("no adapter is called " + type);
        }
        return found;
    }

    /** What adapters can be asked for by. */
    static List<String> types() {
        return Arrays.stream(values()).map(each -> each.type).distinct().toList();
    }

    /** As stored on tasks. */
    String provider() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether a job costs its operator nothing but time, so that it may be made twice. */
    boolean free() {
        return this == COMFYUI;
    }

    /** Whether its server makes one job for each Idempotency-Key, however often it is sent. */
    boolean keepsKeys() {
        return this == RUNAPI;
    }

    /** Whether this asks for all jobs, so that one that is not there was never begun. */
    boolean listsAll(WireRequest request) {
        return this == MINIMAX_V2 && !request.query().containsKey("filter.task_ids");
    }

    /** Whether it makes the model that is always 1080p. */
    boolean makesPro() {
        return this != MINIMAX_V2;
    }

    ScriptedUpstream open(Clock clock) {
        return upstream.apply(KEY, clock);
    }

    /** Its table in the operator's file. */
    String provider(ScriptedUpstream server, Path key, Path graph) {
        return """
        [provider.%s]
        type = "%s"
        key = "file:%s"
        base_url = "%s"
        tasks_in_flight = %d
        submits_per_minute = 0
        %s
        """
                .formatted(provider(), type, key, server.url(), AT_ONCE, more.formatted(graph));
    }

    /** How a route names it. */
    String target() {
        return this == MINIMAX_V2
                ? "{ provider = \"%s\", model = \"MiniMax-H3\" }".formatted(provider())
                : "\"%s\"".formatted(provider());
    }
}
