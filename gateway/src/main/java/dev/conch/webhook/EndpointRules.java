package dev.conch.webhook;

import dev.conch.base.ErrorCode;
import dev.conch.base.GatewayException;
import dev.conch.base.Nearest;
import dev.conch.outbound.FetchException;
import dev.conch.outbound.OutboundClient;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/** What customers may ask for; everything else is refused with the field at fault. */
final class EndpointRules {
    static final int MOST_ENDPOINTS = 100;
    private static final int LONGEST_DESCRIPTION = 500;
    private static final Duration LONGEST_OVERLAP = Duration.ofDays(30);

    private final OutboundClient outbound;

    EndpointRules(OutboundClient outbound) {
        this.outbound = outbound;
    }

    /** Refuses a URL that would never be posted to. Names are resolved when they are used. */
    void checkUrl(String field, String url) {
        try {
            outbound.check(url);
        } catch (FetchException e) {
            throw refused(field, "is not accepted: " + e.publicMessage());
        }
    }

    /** Each once, in the order in which they were written. */
    static List<String> checkedEvents(List<String> events) {
        if (events.isEmpty()) {
            throw refused("events", "must name at least one event type");
        }
        for (var event : events) {
            if (!EventTypes.ALL.contains(event)) {
                var hint =
                        Nearest.to(event, EventTypes.ALL)
                                .map(nearest -> "; did you mean " + nearest + "?")
                                .orElse("");
                throw refused("events", "must be of " + String.join(", ", EventTypes.ALL) + hint);
            }
        }
        return List.copyOf(new LinkedHashSet<>(events));
    }

    static String checkedDescription(String description) {
        if (description.length() > LONGEST_DESCRIPTION) {
            throw refused(
                    "description", "must have at most " + LONGEST_DESCRIPTION + " characters");
        }
        return description;
    }

    static void checkOverlap(Duration overlap) {
        if (overlap.isNegative() || overlap.compareTo(LONGEST_OVERLAP) > 0) {
            throw refused("overlap", "must be between 0 seconds and 30 days");
        }
    }

    static void checkCount(int endpoints) {
        if (endpoints >= MOST_ENDPOINTS) {
            throw new GatewayException(
                    ErrorCode.REQUEST_CONFLICT,
                    "An account can have " + MOST_ENDPOINTS + " webhook endpoints");
        }
    }

    static GatewayException refused(String field, String text) {
        return new GatewayException(
                ErrorCode.VALIDATION_FAILED, field + " " + text, Map.of(field, List.of(text)));
    }
}
