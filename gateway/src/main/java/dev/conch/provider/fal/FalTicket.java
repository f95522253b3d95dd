package dev.conch.provider.fal;

import tools.jackson.databind.JsonNode;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What fal gave for a request that it took: all that later calls need, for it is stored as the
 * provider's id of the task.
 *
 * @param requestId fal's own name of the request
 * @param status where it tells how the request stands
 * @param response where it gives the result
 * @param cancel where it is asked to stop
 */
record FalTicket(String requestId, URI status, URI response, URI cancel) {
    private static final Pattern REQUEST_ID = Pattern.compile("[A-Za-z0-9._:-]{1,128}");
    private static final String FAL = "fal.run";
    private static final String REQUESTS = "/requests/";
    private static final String STATUS = "/status";
    private static final String CANCEL = "/cancel";

    /** Reads the answer to a submit; empty if it names no request. */
    static Optional<FalTicket> of(JsonNode answer, String endpoint, URI base) {
        var id = answer.path("request_id").stringValue("");
        if (!isId(id)) {
            return Optional.empty();
        }
        var plain = plain(id, endpoint, base);
        return Optional.of(
                new FalTicket(
                        id,
                        trusted(answer.path("status_url"), base).orElse(plain.status()),
                        trusted(answer.path("response_url"), base).orElse(plain.response()),
                        trusted(answer.path("cancel_url"), base).orElse(plain.cancel())));
    }

    /** The documented addresses: below owner and alias, without the rest of the endpoint's name. */
    static FalTicket plain(String id, String endpoint, URI base) {
        var alias = Arrays.stream(endpoint.split("/")).limit(2).collect(Collectors.joining("/"));
        var response = URI.create(base + "/" + alias + REQUESTS + id);
        return usual(id, response);
    }

    private static Optional<URI> trusted(JsonNode address, URI base) {
        return parse(address.stringValue("")).filter(uri -> trusted(uri, base));
    }

    private static Optional<URI> parse(String text) {
        try {
            return Optional.of(new URI(text));
        } catch (URISyntaxException _) {
            return Optional.empty();
        }
    }

    /** Whether the key may be shown there: on the operator's server, or on one of fal's own. */
    private static boolean trusted(URI uri, URI base) {
        if (uri.getHost() == null || uri.getUserInfo() != null || uri.getFragment() != null) {
            return false;
        }
        var host = uri.getHost().toLowerCase(Locale.ROOT);
        boolean ours =
                base.getScheme().equals(uri.getScheme())
                        && base.getAuthority().equals(uri.getAuthority());
        boolean fals = host.equals(FAL) || host.endsWith("." + FAL);
        return ours || ("https".equals(uri.getScheme()) && uri.getPort() == -1 && fals);
    }

    /** The id to store: the address of the response, and the others where they are not usual. */
    String text() {
        return usual(response).filter(this::equals).isPresent()
                ? response.toString()
                : "%s %s %s %s".formatted(requestId, status, response, cancel);
    }

    /**
     * Reads what {@link #text} gave, and trusts it no more than fal's answer. An operator may write
     * the address of a response as well.
     */
    static Optional<FalTicket> parse(String text, URI base) {
        var parts = text.split(" ", -1);
        return switch (parts.length) {
            case 1 -> parse(parts[0]).filter(uri -> trusted(uri, base)).flatMap(FalTicket::usual);
            case 4 -> whole(parts, base);
            default -> Optional.empty();
        };
    }

    private static Optional<FalTicket> whole(String[] parts, URI base) {
        var addresses =
                Arrays.stream(parts)
                        .skip(1)
                        .flatMap(part -> parse(part).stream())
                        .filter(uri -> trusted(uri, base))
                        .toList();
        return isId(parts[0]) && addresses.size() == 3
                ? Optional.of(
                        new FalTicket(
                                parts[0], addresses.get(0), addresses.get(1), addresses.get(2)))
                : Optional.empty();
    }

    private static Optional<FalTicket> usual(URI response) {
        int at = response.getPath().lastIndexOf(REQUESTS);
        var id = at < 0 ? "" : response.getPath().substring(at + REQUESTS.length());
        return isId(id) && response.getQuery() == null
                ? Optional.of(usual(id, response))
                : Optional.empty();
    }

    private static FalTicket usual(String id, URI response) {
        return new FalTicket(
                id, URI.create(response + STATUS), response, URI.create(response + CANCEL));
    }

    private static boolean isId(String text) {
        return REQUEST_ID.matcher(text).matches();
    }
}
