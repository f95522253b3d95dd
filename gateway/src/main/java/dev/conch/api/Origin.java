package dev.conch.api;

import io.helidon.webserver.http.ServerRequest;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Under which scheme and authority the caller reaches this server: the configured one, else as the
 * caller said.
 */
public final class Origin implements Function<ServerRequest, String> {
    private static final Pattern AUTHORITY = Pattern.compile("[A-Za-z0-9.\\-\\[\\]:_]{1,255}");

    private final String publicUrl;

    /**
     * The origin of links.
     *
     * @param publicUrl such as {@code https://conch.example}; empty to believe the request's Host
     */
    public Origin(String publicUrl) {
        this.publicUrl = publicUrl;
    }

    @Override
    public String apply(ServerRequest request) {
        if (!publicUrl.isEmpty()) {
            return publicUrl;
        }
        var authority = request.authority();
        return AUTHORITY.matcher(authority).matches() ? "http://" + authority : "";
    }
}
