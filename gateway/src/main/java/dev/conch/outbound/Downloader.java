package dev.conch.outbound;

import dev.conch.outbound.FetchException.Reason;

import okhttp3.HttpUrl;
import okhttp3.Request;
import okhttp3.Response;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Copies large files, byte for byte, from addresses that others name onto this machine's disk, and
 * goes on where a copy broke off. Judges and pins each hop as {@link OutboundClient} does, with one
 * exception: the server that the operator has named may be on a private network and speak plain
 * http.
 *
 * <p>Shared between threads; each call blocks its own.
 */
public final class Downloader {
    private static final int BUFFER_BYTES = 64 << 10;

    /** Less than this within the time that a silence may last is as good as silence. */
    private static final long SLOWEST_BYTES = 16 << 10;

    private static final Pattern CONTENT_RANGE =
            Pattern.compile("bytes (\\d{1,18})-(\\d{1,18})/(\\d{1,18}|\\*)");

    /** A page or a message where a film should be: a login, a bill, an error that says 200. */
    private static final Pattern TEXT =
            Pattern.compile("text/.*|multipart/.*|.*(json|xml|html|javascript)");

    private static final Pattern PLAIN = Pattern.compile("[ -~]{1,200}");

    private final OutboundClient strangers;
    private final OutboundClient trusted;
    private final String trustedOrigin;
    private final Limits limits;

    /**
     * How much to take, and for how long.
     *
     * @param maxBytes of the whole file
     * @param stall how long a server may be silent, or nearly so
     * @param total for one try
     */
    public record Limits(long maxBytes, int maxRedirects, Duration stall, Duration total) {}

    /**
     * A downloader.
     *
     * @param trustedUrl any address on the server that the operator has named
     */
    public Downloader(String trustedUrl, Limits limits) {
        this(
                new OutboundClient(config(false, limits)),
                new OutboundClient(config(true, limits)),
                trustedUrl,
                limits);
    }

    /** For tests, whose servers are elsewhere. */
    Downloader(OutboundClient strangers, OutboundClient trusted, String trustedUrl, Limits limits) {
        this.strangers = strangers;
        this.trusted = trusted;
        this.trustedOrigin = OutboundClient.origin(trustedUrl);
        this.limits = limits;
    }

    private static OutboundConfig config(boolean allowPrivateNetworks, Limits limits) {
        var preset = OutboundConfig.DEFAULT;
        return new OutboundConfig(
                allowPrivateNetworks,
                false,
                preset.extraPorts(),
                preset.connectTimeout(),
                limits.total(),
                limits.maxRedirects());
    }

    /**
     * Copies a file, or goes on copying it if the server still has the same content.
     *
     * @param headers for the server of {@code url}; a redirect to another one takes none of them
     * @throws FetchException when it could not be copied whole; the part that was may be gone on
     *     with
     * @throws UncheckedIOException when this machine's disk fails
     */
    public void copy(String url, Map<String, String> headers, PartialFile file) {
        try {
            var deadline = Deadline.in(limits.total());
            try (var response = open(url, headers, file, deadline)) {
                take(response, file, deadline);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Follows redirects to where the file is. */
    private Response open(
            String url, Map<String, String> headers, PartialFile file, Deadline deadline)
            throws IOException {
        var from = client(OutboundClient.origin(url)).urlRules().parse(url);
        var target = from;
        for (int followed = 0; ; followed++) {
            var sent = sameServer(from, target) ? headers : Map.<String, String>of();
            var origin = OutboundClient.origin(target.toString());
            var response =
                    client(origin).open(request(target, sent, file), deadline, limits.stall());
            var location = OutboundClient.header(response, "Location");
            if (!OutboundClient.REDIRECTS.contains(response.code()) || location.isEmpty()) {
                return response;
            }
            response.close();
            if (followed == limits.maxRedirects()) {
                throw new FetchException(
                        Reason.TOO_MANY_REDIRECTS,
                        "more than " + limits.maxRedirects() + " redirects");
            }
            var next = UrlRules.resolve(target, location);
            target = client(OutboundClient.origin(next.toString())).urlRules().check(next);
        }
    }

    private OutboundClient client(String origin) {
        return origin.equals(trustedOrigin) ? trusted : strangers;
    }

    private static boolean sameServer(HttpUrl one, HttpUrl other) {
        return OutboundClient.origin(one.toString())
                .equals(OutboundClient.origin(other.toString()));
    }

    private static Request request(HttpUrl target, Map<String, String> headers, PartialFile file)
            throws IOException {
        var request =
                new Request.Builder()
                        .url(target)
                        .header("Accept", "video/mp4, video/webm, */*;q=0.1")
                        .header("User-Agent", "conch");
        headers.forEach(request::header);
        request.header("Accept-Encoding", "identity");
        long have = file.usable();
        if (have > 0) {
            request.header("Range", "bytes=" + have + "-").header("If-Range", file.validator());
        }
        return request.build();
    }

    private void take(Response response, PartialFile file, Deadline deadline) throws IOException {
        int status = response.code();
        if (status == 416) {
            file.reset();
            throw broken("the server does not have the rest any more");
        }
        if (status != 200 && status != 206) {
            throw new FetchException(Reason.HTTP_STATUS, "the server answered with HTTP " + status);
        }
        checkBody(response);
        if (status == 200) {
            begin(response, file);
            write(response, file, 0, deadline);
        } else {
            goOn(response, file);
            write(response, file, file.usable(), deadline);
        }
    }

    private void write(Response response, PartialFile file, long before, Deadline deadline)
            throws IOException {
        OpenOption how =
                before == 0 ? StandardOpenOption.TRUNCATE_EXISTING : StandardOpenOption.APPEND;
        try (var in = response.body().byteStream();
                var out =
                        Files.newOutputStream(
                                file.path(),
                                StandardOpenOption.CREATE,
                                StandardOpenOption.WRITE,
                                how)) {
            long all = before + copy(in, out, limits.maxBytes() - before, deadline);
            if (file.length() != PartialFile.UNKNOWN && all != file.length()) {
                file.reset();
                throw broken("the file has another length than the server said");
            }
        }
    }

    /** A whole answer: whatever was there is replaced. */
    private static void begin(Response response, PartialFile file) {
        file.begin(validator(response), response.body().contentLength());
    }

    /** A strong ETag, or a date; a weak ETag may stand for other bytes. */
    private static String validator(Response response) {
        var tag = OutboundClient.header(response, "ETag");
        var chosen = tag.startsWith("\"") ? tag : OutboundClient.header(response, "Last-Modified");
        return PLAIN.matcher(chosen).matches() ? chosen : "";
    }

    /** The rest of what was begun, or else nothing that can be used. */
    private static void goOn(Response response, PartialFile file) throws IOException {
        var range = CONTENT_RANGE.matcher(OutboundClient.header(response, "Content-Range"));
        boolean fits = range.matches() && Long.parseLong(range.group(1)) == file.usable();
        if (fits && !range.group(3).equals("*")) {
            long length = Long.parseLong(range.group(3));
            fits = file.length() == PartialFile.UNKNOWN || file.length() == length;
            file.begin(file.validator(), length);
        }
        if (!fits || file.usable() == 0) {
            file.reset();
            throw broken("the server sent another part than was asked for");
        }
    }

    private void checkBody(Response response) {
        var type = OutboundClient.mediaType(OutboundClient.header(response, "Content-Type"));
        if (TEXT.matcher(type).matches()) {
            throw OutboundClient.wrongType(type);
        }
        OutboundClient.checkPlain(response);
        if (response.body().contentLength() > limits.maxBytes()) {
            throw OutboundClient.tooLarge(limits.maxBytes());
        }
    }

    private long copy(InputStream in, OutputStream out, long most, Deadline deadline)
            throws IOException {
        var buffer = new byte[BUFFER_BYTES];
        var pace = new Pace(limits.stall());
        long all = 0;
        for (int n = read(in, buffer, deadline); n >= 0; n = read(in, buffer, deadline)) {
            all += n;
            if (all > most) {
                throw OutboundClient.tooLarge(limits.maxBytes());
            }
            out.write(buffer, 0, n);
            pace.add(n);
        }
        return all;
    }

    private static int read(InputStream in, byte[] buffer, Deadline deadline) {
        try {
            return in.read(buffer);
        } catch (IOException e) {
            throw OutboundClient.explain(e, deadline);
        }
    }

    private static FetchException broken(String message) {
        return new FetchException(Reason.UNREACHABLE, message);
    }

    /** Notices a server that sends just enough not to be silent. Used by one thread. */
    private static final class Pace {
        private final Duration window;
        private Deadline end;
        private long bytes;

        Pace(Duration window) {
            this.window = window;
            this.end = Deadline.in(window);
        }

        void add(int n) {
            bytes += n;
            if (end.passed()) {
                if (bytes < SLOWEST_BYTES) {
                    throw Deadline.timeout();
                }
                bytes = 0;
                end = Deadline.in(window);
            }
        }
    }
}
