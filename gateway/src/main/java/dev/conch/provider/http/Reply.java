package dev.conch.provider.http;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What came of a call to a provider. */
public sealed interface Reply {
    /** The request certainly never left whole: no connection came about. */
    record NeverSent(String cause) implements Reply {}

    /** The request may have arrived, and no whole answer came back. */
    record NoAnswer(String cause) implements Reply {}

    /**
     * A whole answer.
     *
     * @param headers by lower-case name; of several with one name, the first
     */
    record Answer(int status, Map<String, String> headers, byte[] body) implements Reply {
        private static final JsonMapper JSON = JsonMapper.shared();

        public boolean ok() {
            return status >= 200 && status < 300;
        }

        /** The body as JSON; a missing node if it is none. */
        public JsonNode json() {
            try {
                return JSON.readTree(body);
            } catch (JacksonException _) {
                return MissingNode.getInstance();
            }
        }

        public Optional<String> header(String name) {
            return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
        }

        /**
         * How long the provider asked us to wait, in seconds or until a date; null if it did not.
         */
        public @Nullable Duration retryAfter(Clock clock) {
            return header("retry-after").flatMap(text -> parse(text.strip(), clock)).orElse(null);
        }

        private static Optional<Duration> parse(String text, Clock clock) {
            try {
                if (text.chars().allMatch(c -> c >= '0' && c <= '9') && !text.isEmpty()) {
                    return Optional.of(Duration.ofSeconds(Math.min(Long.parseLong(text), 86_400)));
                }
                var until = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME);
                var wait = Duration.between(clock.instant(), until);
                return Optional.of(wait.isNegative() ? Duration.ZERO : wait);
            } catch (DateTimeException | NumberFormatException _) {
                return Optional.empty();
            }
        }

        /** For the log: status and the beginning of the body. */
        @Override
        public String toString() {
            var text = new String(body, StandardCharsets.UTF_8);
            return "HTTP %d %s"
                    .formatted(status, text.length() > 300 ? text.substring(0, 300) + "…" : text);
        }
    }
}
