package dev.conch.outbound;

import dev.conch.outbound.FetchException.Reason;

import okhttp3.Authenticator;
import okhttp3.ConnectionPool;
import okhttp3.ConnectionSpec;
import okhttp3.CookieJar;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

import javax.net.ssl.SSLException;

/**
 * Fetches what strangers' URLs point to, and posts to them, without becoming a door into the
 * operator's network.
 *
 * <p>Each hop is parsed, resolved once and judged as a whole; then one of the judged addresses is
 * connected to, while SNI and {@code Host} keep the name. No connection is kept, so nothing
 * outlives its check. No cookies, credentials, proxies or compression, and no retry once a server
 * was reached.
 *
 * <p>Shared between threads; each call blocks its own.
 */
public final class OutboundClient {
    private static final long LARGEST_BODY = 1L << 30;
    private static final long MOST_THROWN_AWAY = 64 << 10;
    private static final int MOST_KEPT = 1 << 10;
    private static final String KEPT_RETRY_AFTER = "Conch-Retry-After";
    static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

    private static final Pattern PLAIN_VALUE = Pattern.compile("[ -~]{1,64}");
    private static final Pattern TYPE_SHAPE =
            Pattern.compile("[a-z]{1,20}/[a-z0-9][a-z0-9.+-]{0,60}");

    private final OutboundConfig config;
    private final UrlRules urlRules;
    private final CheckedResolver resolver;
    private final OkHttpClient http;

    public OutboundClient(OutboundConfig config) {
        this(config, HostResolver.SYSTEM, UnaryOperator.identity());
    }

    /** For tests: another resolver, and {@code tls} may trust another certificate. */
    OutboundClient(
            OutboundConfig config,
            HostResolver hostResolver,
            UnaryOperator<OkHttpClient.Builder> tls) {
        this.config = config;
        urlRules = new UrlRules(config);
        resolver =
                new CheckedResolver(hostResolver, new AddressRules(config.allowPrivateNetworks()));
        http = tls.apply(bareClient(config)).build();
    }

    /**
     * Fetches a body with GET.
     *
     * @param maxBytes how long the body may be; not one byte more is kept
     * @param acceptedTypes media types in lower case, without parameters
     * @throws FetchException for every way in which the URL or its server can disappoint
     */
    public FetchedBody get(String url, long maxBytes, Set<String> acceptedTypes) {
        if (maxBytes < 0 || maxBytes > LARGEST_BODY) {
            throw new IllegalArgumentException("maxBytes must be 0 to 1 GiB, was " + maxBytes);
        }
        var deadline = Deadline.in(config.totalTimeout());
        var target = urlRules.parse(url);
        for (int followed = 0; ; followed++) {
            try (var response = open(target, acceptedTypes, deadline)) {
                String location = header(response, "Location");
                if (!REDIRECTS.contains(response.code()) || location.isEmpty()) {
                    return read(response, maxBytes, acceptedTypes, deadline);
                }
                if (followed == config.maxRedirects()) {
                    throw new FetchException(
                            Reason.TOO_MANY_REDIRECTS,
                            "more than " + config.maxRedirects() + " redirects");
                }
                target = urlRules.redirect(target, location);
            }
        }
    }

    /**
     * Sends a body with POST, once; follows no redirect. Of the answer's body at most 64 kB are
     * read, and 1 kB is kept.
     *
     * @param headers {@code Content-Type} among them
     * @param timeout for all of it: name resolution, connecting, the answer's status and body
     * @throws FetchException when no status arrived; the server may have seen the request
     */
    public PostAnswer post(String url, Map<String, String> headers, byte[] body, Duration timeout) {
        long began = System.nanoTime();
        var deadline = Deadline.in(timeout);
        var request =
                new Request.Builder()
                        .url(urlRules.parse(url))
                        .headers(Headers.of(headers))
                        .header("Accept-Encoding", "identity")
                        .post(RequestBody.create(body))
                        .build();
        try (var response = open(request, deadline)) {
            var start = start(response);
            var took = Duration.ofNanos(System.nanoTime() - began);
            return new PostAnswer(response.code(), header(response, KEPT_RETRY_AFTER), start, took);
        }
    }

    /**
     * Judges a URL as far as its text allows; its name is not resolved. What passes may still be
     * refused when it is used.
     *
     * @throws FetchException {@code BAD_URL}, {@code BLOCKED_ADDRESS}
     */
    public void check(String url) {
        var parsed = urlRules.parse(url);
        if (UrlRules.isLiteral(parsed)) {
            resolver.judge(List.of(InetAddress.ofLiteral(parsed.host())));
        }
    }

    /** Scheme, host and port of {@code url} in one spelling; empty when it cannot be read. */
    public static String origin(String url) {
        var parsed = HttpUrl.parse(url);
        if (parsed == null) {
            return "";
        }
        String host = parsed.host().contains(":") ? "[" + parsed.host() + "]" : parsed.host();
        return parsed.scheme() + "://" + host + ":" + parsed.port();
    }

    /** The rules by which this client judges addresses before it resolves their names. */
    UrlRules urlRules() {
        return urlRules;
    }

    private Response open(HttpUrl url, Set<String> acceptedTypes, Deadline deadline) {
        var request =
                new Request.Builder()
                        .url(url)
                        .header("Accept", String.join(", ", new TreeSet<>(acceptedTypes)))
                        .header("Accept-Encoding", "identity")
                        .header("User-Agent", "conch")
                        .build();
        return open(request, deadline);
    }

    private Response open(Request request, Deadline deadline) {
        return open(request, deadline, config.totalTimeout());
    }

    /**
     * Sends the request to the first address that lets us connect.
     *
     * @param stall how long the server may be silent
     */
    Response open(Request request, Deadline deadline, Duration stall) {
        var failures = new ArrayList<FetchException>();
        for (var address : resolver.addresses(request.url(), deadline)) {
            var sockets = new PinnedSockets(address);
            try {
                return pinnedClient(address, sockets, deadline, stall).newCall(request).execute();
            } catch (IOException e) {
                failures.add(explain(e, deadline));
                if (sockets.connected()) {
                    break; // it may have seen the request: never ask twice
                }
            }
        }
        throw failures.getLast();
    }

    private OkHttpClient pinnedClient(
            InetAddress address, PinnedSockets sockets, Deadline deadline, Duration stall) {
        var left = deadline.remaining();
        var silence = stall.compareTo(left) < 0 ? stall : left;
        return http.newBuilder()
                .dns(_ -> List.of(address))
                .socketFactory(sockets)
                .readTimeout(silence)
                .writeTimeout(silence)
                .callTimeout(left)
                .build();
    }

    private static FetchedBody read(
            Response response, long maxBytes, Set<String> acceptedTypes, Deadline deadline) {
        if (response.code() != 200) {
            throw new FetchException(
                    Reason.HTTP_STATUS, "the server answered with HTTP " + response.code());
        }
        String type = mediaType(header(response, "Content-Type"));
        if (!acceptedTypes.contains(type)) {
            throw wrongType(type);
        }
        checkPlain(response);
        var body = response.body();
        if (body.contentLength() > maxBytes) {
            throw tooLarge(maxBytes);
        }
        try (var bytes = body.byteStream()) {
            byte[] kept = bytes.readNBytes((int) maxBytes);
            if (bytes.read() != -1) {
                throw tooLarge(maxBytes);
            }
            return new FetchedBody(type, kept);
        } catch (IOException e) {
            throw explain(e, deadline);
        }
    }

    /** Nothing is unpacked: a small answer could become a large one. */
    static void checkPlain(Response response) {
        var encodings = response.headers("Content-Encoding");
        if (!encodings.stream().allMatch(encoding -> encoding.equalsIgnoreCase("identity"))) {
            throw new FetchException(
                    Reason.WRONG_TYPE,
                    "the server sent a compressed body, which was not asked for");
        }
    }

    /** The status has arrived; whatever happens to the body changes nothing. */
    private static String start(Response response) {
        var start = new byte[0];
        try (var bytes = response.body().byteStream()) {
            start = bytes.readNBytes(MOST_KEPT);
            bytes.skipNBytes(MOST_THROWN_AWAY);
        } catch (IOException _) {
            // shorter, which is usual, or cut, which does not matter
        }
        return new String(start, StandardCharsets.UTF_8);
    }

    static String mediaType(String contentType) {
        int parameters = contentType.indexOf(';');
        String type = parameters < 0 ? contentType : contentType.substring(0, parameters);
        return type.strip().toLowerCase(Locale.ROOT);
    }

    static String header(Response response, String name) {
        return Optional.ofNullable(response.header(name)).orElse("");
    }

    /** Repeats the type only if it looks like one: the header is a stranger's text. */
    static FetchException wrongType(String type) {
        String found = TYPE_SHAPE.matcher(type).matches() ? "is " + type : "is missing or unusable";
        return new FetchException(Reason.WRONG_TYPE, "the server's content type " + found);
    }

    static FetchException tooLarge(long maxBytes) {
        return new FetchException(
                Reason.TOO_LARGE, "the body is longer than " + maxBytes + " bytes");
    }

    static FetchException explain(IOException failure, Deadline deadline) {
        if (failure instanceof InterruptedIOException || deadline.passed()) {
            return new FetchException(Reason.TIMEOUT, "the server took too long", failure);
        }
        if (failure instanceof SSLException) {
            return new FetchException(
                    Reason.UNREACHABLE, "no TLS connection with a valid certificate", failure);
        }
        return new FetchException(
                Reason.UNREACHABLE, "no connection, or the reply was broken", failure);
    }

    private static OkHttpClient.Builder bareClient(OutboundConfig config) {
        var connections =
                config.plainHttpAllowed()
                        ? List.of(ConnectionSpec.MODERN_TLS, ConnectionSpec.CLEARTEXT)
                        : List.of(ConnectionSpec.MODERN_TLS);
        return new OkHttpClient.Builder()
                .connectTimeout(config.connectTimeout())
                .connectionPool(new ConnectionPool(0, 1, TimeUnit.SECONDS))
                .connectionSpecs(connections)
                .protocols(List.of(Protocol.HTTP_1_1))
                .followRedirects(false)
                .followSslRedirects(false)
                .retryOnConnectionFailure(false)
                .addNetworkInterceptor(OutboundClient::hidingRetryAfter)
                .fastFallback(false)
                .proxy(Proxy.NO_PROXY)
                .authenticator(Authenticator.NONE)
                .cookieJar(CookieJar.NO_COOKIES);
    }

    /**
     * Keeps {@code Retry-After} under another name: OkHttp asks again at once after 503 with {@code
     * Retry-After: 0}, whatever its settings say.
     */
    private static Response hidingRetryAfter(Interceptor.Chain chain) throws IOException {
        var response = chain.proceed(chain.request());
        String value = header(response, "Retry-After");
        return response.newBuilder()
                .removeHeader("Retry-After")
                .header(KEPT_RETRY_AFTER, PLAIN_VALUE.matcher(value).matches() ? value : "")
                .build();
    }
}
