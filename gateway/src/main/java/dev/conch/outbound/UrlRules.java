package dev.conch.outbound;

import dev.conch.outbound.FetchException.Reason;

import okhttp3.HttpUrl;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which URLs are worth resolving at all. The URL that passes is the very object that is connected
 * to, so that no second parser can read it differently.
 */
final class UrlRules {
    static final int MAX_LENGTH = 2048;

    /** Scheme, two slashes, then a host and port without user info, blanks and back slashes. */
    private static final Pattern SHAPE =
            Pattern.compile("(?i)https?://[^/?#@\\\\\\s\\p{Cntrl}]+([/?#][^\\\\\\s\\p{Cntrl}]*)?");

    private static final Pattern LABEL = Pattern.compile("[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?");
    private static final Pattern NUMERIC_LABEL = Pattern.compile("[0-9]+|0x[0-9a-f]*");
    private static final Pattern DOTTED_QUAD =
            Pattern.compile("((25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(\\.(?!$)|$)){4}");

    private final OutboundConfig config;

    UrlRules(OutboundConfig config) {
        this.config = config;
    }

    /** Reads what a caller sent. */
    HttpUrl parse(String url) {
        if (url.length() > MAX_LENGTH) {
            throw badUrl("the URL is longer than " + MAX_LENGTH + " characters");
        }
        if (!SHAPE.matcher(url).matches()) {
            throw badUrl(
                    "the URL must have the form https://host/path, without blanks and user names");
        }
        var parsed = Optional.ofNullable(HttpUrl.parse(url));
        var checked = check(parsed.orElseThrow(() -> badUrl("the URL cannot be read")));
        if (isBracketed(url) && !checked.host().contains(":")) {
            throw blocked(); // the parser shortens ::ffff:1.2.3.4 to 1.2.3.4
        }
        return checked;
    }

    /** Reads a {@code Location} header, which may be relative to {@code from}. */
    HttpUrl redirect(HttpUrl from, String location) {
        return check(resolve(from, location));
    }

    /** Where a {@code Location} header leads, whether or not that is allowed. */
    static HttpUrl resolve(HttpUrl from, String location) {
        var target = Optional.ofNullable(from.resolve(location));
        return target.orElseThrow(() -> badUrl("the redirect cannot be read"));
    }

    static boolean isLiteral(HttpUrl url) {
        return url.host().contains(":") || DOTTED_QUAD.matcher(url.host()).matches();
    }

    static FetchException blocked() {
        return new FetchException(
                Reason.BLOCKED_ADDRESS, "the host is not on the public internet, or not allowed");
    }

    /** Judges what was parsed before. */
    HttpUrl check(HttpUrl url) {
        if (url.toString().length() > MAX_LENGTH) {
            throw badUrl("the URL is longer than " + MAX_LENGTH + " characters");
        }
        if (!url.isHttps() && !config.plainHttpAllowed()) {
            throw badUrl("the URL must start with https://");
        }
        if (!url.encodedUsername().isEmpty() || !url.encodedPassword().isEmpty()) {
            throw badUrl("the URL must not hold a user name or password");
        }
        checkHost(url.host());
        if (!isAllowedPort(url)) {
            throw badUrl("the port is not allowed; use " + (url.isHttps() ? 443 : 80));
        }
        return url;
    }

    private boolean isAllowedPort(HttpUrl url) {
        return config.allowPrivateNetworks()
                || url.port() == (url.isHttps() ? 443 : 80)
                || config.extraPorts().contains(url.port());
    }

    private void checkHost(String host) {
        if (host.contains(":")) {
            return; // an IPv6 literal; it is judged as an address
        }
        if (host.length() > 253) {
            throw badUrl("the host name is too long");
        }
        var labels = host.split("\\.", -1);
        for (String label : labels) {
            if (!LABEL.matcher(label).matches()) {
                throw badUrl("the host name is not valid, or ends in a dot");
            }
        }
        String last = labels[labels.length - 1];
        if (NUMERIC_LABEL.matcher(last).matches() && !DOTTED_QUAD.matcher(host).matches()) {
            throw badUrl("an IPv4 address must be written as four decimal numbers");
        }
        if (last.equals("localhost") && !config.allowPrivateNetworks()) {
            throw blocked();
        }
    }

    private static boolean isBracketed(String url) {
        return url.startsWith("[", url.indexOf("://") + "://".length());
    }

    private static FetchException badUrl(String message) {
        return new FetchException(Reason.BAD_URL, message);
    }
}
