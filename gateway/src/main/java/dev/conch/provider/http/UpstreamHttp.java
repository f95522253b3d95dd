package dev.conch.provider.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

import javax.net.ssl.SSLHandshakeException;

/**
 * Calls to the one server that an operator has named. Follows no redirect and repeats nothing; only
 * a GET whose connection ends without a word is made once more, by Java's client. Shared between
 * threads; each call blocks its own.
 */
public final class UpstreamHttp implements AutoCloseable {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

    /** No provider's JSON is longer; files are copied elsewhere. */
    private static final int LONGEST_BODY = 8 << 20;

    private final String base;
    private final Map<String, String> headers;
    private final HttpClient pooled = client();

    /**
     * A client.
     *
     * @param base scheme, authority and perhaps a path, without a slash at the end
     * @param headers of every call to it, such as {@code Authorization}; an address that belongs to
     *     another server gets none of them
     */
    public UpstreamHttp(URI base, Map<String, String> headers) {
        this.base = base.toString().replaceFirst("/+$", "");
        this.headers = Map.copyOf(headers);
    }

    private static HttpClient client() {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT_TIMEOUT)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    /**
     * A call that starts or pays something. It has a connection of its own: one from a pool may
     * have been closed by the other side, and then nobody knows whether the request was read.
     */
    public Reply submit(Call call) {
        try (var own = client()) {
            return send(own, call);
        }
    }

    /** A call that may be made again. */
    public Reply ask(Call call) {
        return send(pooled, call);
    }

    private Reply send(HttpClient client, Call call) {
        try {
            var response = client.send(request(call), BodyHandlers.ofInputStream());
            return new Reply.Answer(response.statusCode(), headers(response), body(response));
        } catch (ConnectException | HttpConnectTimeoutException | SSLHandshakeException e) {
            return new Reply.NeverSent(cause(e));
        } catch (IOException e) {
            return new Reply.NoAnswer(cause(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Reply.NoAnswer(cause(e));
        }
    }

    private HttpRequest request(Call call) {
        boolean whole = !call.path().startsWith("/");
        var request =
                HttpRequest.newBuilder(URI.create(whole ? call.path() : base + call.path()))
                        .timeout(call.timeout())
                        .method(
                                call.method(),
                                call.body().length == 0
                                        ? BodyPublishers.noBody()
                                        : BodyPublishers.ofByteArray(call.body()));
        if (!whole || belongs(call.path())) {
            headers.forEach(request::setHeader);
        }
        call.headers().forEach(request::setHeader);
        return request.build();
    }

    /** Whether an address that the provider gave is on the server that the key is for. */
    private boolean belongs(String address) {
        return address.equals(base)
                || address.startsWith(base + "/")
                || origin(address).equals(origin(base));
    }

    private static String origin(String address) {
        var uri = URI.create(address);
        return uri.getScheme() + "://" + uri.getAuthority();
    }

    private static byte[] body(HttpResponse<InputStream> response) throws IOException {
        try (var in = response.body()) {
            var body = in.readNBytes(LONGEST_BODY);
            if (in.read() != -1) {
                throw new IOException("the answer is longer than " + LONGEST_BODY + " bytes");
            }
            return body;
        }
    }

    private static Map<String, String> headers(HttpResponse<?> response) {
        var all = new HashMap<String, String>();
        response.headers()
                .map()
                .forEach(
                        (name, values) ->
                                all.put(name.toLowerCase(Locale.ROOT), values.getFirst()));
        return all;
    }

    private static String cause(Exception e) {
        var message = e.getMessage();
        return message == null
                ? e.getClass().getSimpleName()
                : e.getClass().getSimpleName() + ": " + message;
    }

    @Override
    public void close() {
        pooled.shutdownNow();
    }
}
