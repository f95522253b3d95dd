package dev.conch.api;

import dev.conch.asset.ByteRanges;
import dev.conch.asset.ByteRanges.Selection;
import dev.conch.asset.FileLinks;
import dev.conch.asset.FileStore;
import dev.conch.base.ErrorCode;
import dev.conch.base.GatewayException;
import dev.conch.task.TaskAsset;
import dev.conch.task.Tasks;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.time.Clock;
import java.time.Duration;

/**
 * {@code GET} and {@code HEAD /files/{asset}/{name}}: results by signed link, whole or in ranges;
 * no key needed.
 */
public final class FileRoutes implements Routes {
    private static final int CHUNK = 64 * 1024;

    private final Tasks tasks;
    private final FileStore files;
    private final FileLinks links;
    private final Clock clock;

    public FileRoutes(Tasks tasks, FileStore files, FileLinks links, Clock clock) {
        this.tasks = tasks;
        this.files = files;
        this.links = links;
        this.clock = clock;
    }

    @Override
    public void addTo(RouteTable table) {
        table.get("/files/{asset}/{name}", (request, response) -> serve(request, response, true));
        table.head("/files/{asset}/{name}", (request, response) -> serve(request, response, false));
    }

    private void serve(ServerRequest request, ServerResponse response, boolean withBody) {
        serve(checked(request), request, response, withBody);
    }

    /** Sends a file to whoever may have it. */
    public void serve(
            TaskAsset asset, ServerRequest request, ServerResponse response, boolean withBody) {
        try (var content = open(asset)) {
            serve(asset, content, request, response, withBody);
        } catch (IOException e) {
            throw new UncheckedIOException("sending a file", e);
        }
    }

    /** An open file can be read to its end, even if it is deleted meanwhile. */
    private FileChannel open(TaskAsset asset) throws IOException {
        try {
            return FileChannel.open(files.find(asset.sha256()).orElseThrow(() -> missing(asset)));
        } catch (NoSuchFileException _) {
            throw missing(asset);
        }
    }

    /** Deleted since its record was read, or on another node's disk. */
    private GatewayException missing(TaskAsset asset) {
        present(asset.id());
        return new GatewayException(
                ErrorCode.UNAVAILABLE, "The file is not to be had on this node now");
    }

    private void serve(
            TaskAsset asset,
            FileChannel content,
            ServerRequest request,
            ServerResponse response,
            boolean withBody)
            throws IOException {
        var etag = '"' + asset.sha256() + '"';
        describe(response, asset, etag);
        if (EntityTags.match(header(request, HeaderNames.IF_NONE_MATCH), etag)) {
            response.status(Status.NOT_MODIFIED_304).send();
            return;
        }
        var selection =
                ByteRanges.select(
                        header(request, HeaderNames.RANGE),
                        header(request, HeaderNames.IF_RANGE),
                        etag,
                        asset.bytes());
        switch (selection) {
            case Selection.Whole _ -> send(response, content, 0, asset.bytes(), withBody);
            case Selection.Part part -> {
                response.status(Status.PARTIAL_CONTENT_206);
                response.headers().set(HeaderNames.CONTENT_RANGE, part.contentRange(asset.bytes()));
                send(response, content, part.start(), part.length(), withBody);
            }
            case Selection.Unsatisfiable none -> {
                response.headers().set(HeaderNames.CONTENT_RANGE, none.contentRange(asset.bytes()));
                response.headers().remove(HeaderNames.CONTENT_DISPOSITION);
                throw new GatewayException(
                        ErrorCode.RANGE_NOT_SATISFIABLE,
                        "The file has %d bytes".formatted(asset.bytes()));
            }
        }
    }

    private TaskAsset checked(ServerRequest request) {
        var id = request.path().pathParameters().get("asset");
        var name = request.path().pathParameters().get("name");
        var check =
                links.verify(
                        id,
                        name,
                        request.query().first("expires").orElse(""),
                        request.query().first("signature").orElse(""),
                        clock.instant());
        return switch (check) {
            case FORGED ->
                    throw new GatewayException(
                            ErrorCode.FORBIDDEN,
                            "The link is not valid: use it whole, as the task shows it");
            case EXPIRED -> {
                present(id);
                throw new GatewayException(
                        ErrorCode.LINK_EXPIRED,
                        "The link has expired, but not the file: ask for the task, which shows a"
                                + " new link");
            }
            case VALID -> present(id);
        };
    }

    /** The record of a file that is kept. */
    public TaskAsset present(String id) {
        var asset = tasks.findAsset(id).orElseThrow(() -> gone("The file was deleted"));
        if (asset.deletion() == TaskAsset.Deletion.REQUESTED) {
            throw gone("The file was deleted on its owner's request");
        }
        if (asset.deletion() == TaskAsset.Deletion.EXPIRED
                || !clock.instant().isBefore(asset.expiresAt())) {
            throw gone("The file was deleted: its time of retention is over");
        }
        return asset;
    }

    private static GatewayException gone(String message) {
        return new GatewayException(ErrorCode.GONE, message);
    }

    private void describe(ServerResponse response, TaskAsset asset, String etag) {
        var headers = response.headers();
        headers.set(HeaderNames.CONTENT_TYPE, asset.mediaType());
        headers.set(HeaderNames.ETAG, etag);
        headers.set(HeaderNames.ACCEPT_RANGES, "bytes");
        headers.set(
                HeaderNames.CONTENT_DISPOSITION, "inline; filename=\"" + asset.fileName() + '"');
        var left = Duration.between(clock.instant(), asset.expiresAt()).toSeconds();
        headers.set(HeaderNames.CACHE_CONTROL, "private, immutable, max-age=" + Math.max(0, left));
    }

    private static void send(
            ServerResponse response, FileChannel content, long start, long length, boolean withBody)
            throws IOException {
        response.headers().contentLength(length);
        if (!withBody) {
            response.send();
            return;
        }
        try (var out = Channels.newChannel(response.outputStream())) {
            content.position(start);
            var buffer = ByteBuffer.allocate(CHUNK);
            for (long left = length; left > 0; ) {
                buffer.clear().limit((int) Math.min(CHUNK, left));
                int read = content.read(buffer);
                if (read < 0) {
                    throw new IOException("the stored file is shorter than its record says");
                }
                out.write(buffer.flip());
                left -= read;
            }
        }
    }

    private static String header(ServerRequest request, HeaderName name) {
        return request.headers().first(name).orElse("");
    }
}
