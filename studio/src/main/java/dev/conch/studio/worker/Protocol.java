package dev.conch.studio.worker;

import dev.conch.studio.RenderJob;
import dev.conch.studio.RenderResult;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** The lines between a {@link StudioProcess} and its {@link RenderWorker}: one JSON object each. */
final class Protocol {
    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                    .build();

    private Protocol() {}

    /**
     * A line to the worker.
     *
     * @param id chosen by the sender; every answer carries it
     * @param job what to render; null if this cancels
     * @param cancel stops the render with this id
     */
    record Command(String id, @Nullable RenderJob job, boolean cancel) {}

    /** What an event tells. */
    enum Kind {
        /** The worker listens; without id. */
        READY,
        /** Another frame is done. */
        PROGRESS,
        /** The files are there. */
        DONE,
        /** The job's pictures or values cannot be used; the message is for the caller. */
        REFUSED,
        /** Something else went wrong. */
        FAILED,
        /** Stopped as asked. */
        CANCELED;

        /** True if nothing more comes for this id. */
        boolean isLast() {
            return this != READY && this != PROGRESS;
        }
    }

    /**
     * A line from the worker.
     *
     * @param event what happened
     * @param done frames, with {@code total}; of progress only
     * @param message of refused and failed only
     * @param result of done only
     */
    record Event(
            String id,
            Kind event,
            int done,
            int total,
            @Nullable String message,
            @Nullable RenderResult result) {
        static Event ready() {
            return new Event("", Kind.READY, 0, 0, null, null);
        }

        static Event progress(String id, int done, int total) {
            return new Event(id, Kind.PROGRESS, done, total, null, null);
        }

        static Event done(String id, RenderResult result) {
            return new Event(id, Kind.DONE, 0, 0, null, result);
        }

        static Event ended(String id, Kind kind, String message) {
            return new Event(id, kind, 0, 0, message, null);
        }
    }

    /** A value as one line of UTF-8, with its line end. */
    static byte[] line(Record value) {
        return (JSON.writeValueAsString(value) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Reads a line.
     *
     * @throws IllegalArgumentException if it is not one
     */
    static <T extends Record> T read(String line, Class<T> type) {
        try {
            return JSON.readValue(line, type);
        } catch (RuntimeException malformed) { // Jackson's, or what a value's own check throws
            throw new IllegalArgumentException("not a protocol line: " + malformed, malformed);
        }
    }
}
