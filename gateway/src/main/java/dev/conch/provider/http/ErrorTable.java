package dev.conch.provider.http;

import dev.conch.provider.ErrorClass;
import dev.conch.provider.Failure;
import dev.conch.provider.Trouble;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * What a provider's error codes mean, from a file beside its adapter:
 *
 * <pre>{@code
 * {"about": ["where this is from"],
 *  "errors": [{"code": "1002", "as": "throttle", "note": "request rate limit"}, …]}
 * }</pre>
 *
 * Codes are the provider's own words or numbers, or HTTP statuses written {@code http-429}.
 */
public final class ErrorTable {
    private static final String UNAVAILABLE = "provider_unavailable";
    private static final int LONGEST_MESSAGE = 300;
    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cntrl}\\p{Cf}]+");

    private final String provider;
    private final Map<String, ErrorClass> classes;

    private ErrorTable(String provider, Map<String, ErrorClass> classes) {
        this.provider = provider;
        this.classes = classes;
    }

    private record File(List<String> about, List<Row> errors) {}

    private record Row(String code, String as, String note) {}

    /**
     * Reads {@code errors.json} beside {@code adapter}.
     *
     * @param provider how messages call the provider
     */
    public static ErrorTable beside(Class<?> adapter, String provider) {
        try (var in = adapter.getResourceAsStream("errors.json")) {
            if (in == null) {
                throw new IllegalStateException("no errors.json beside " + adapter);
            }
            var classes = new HashMap<String, ErrorClass>();
            for (var row : JsonMapper.shared().readValue(in, File.class).errors()) {
                var known = classes.put(row.code(), parse(row.as()));
                if (known != null) {
                    throw new IllegalStateException(row.code() + " is twice in errors.json");
                }
            }
            return new ErrorTable(provider, Map.copyOf(classes));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ErrorClass parse(String word) {
        return ErrorClass.valueOf(word.toUpperCase(Locale.ROOT));
    }

    /** The class of a code; empty for a code that the table does not have. */
    public Optional<ErrorClass> find(String code) {
        return Optional.ofNullable(classes.get(code));
    }

    /**
     * What an error means. A code that nobody knows is ambiguous: it proves nothing.
     *
     * @param message the provider's own words; shown to the caller only where the caller can mend
     *     it
     */
    public Trouble trouble(String code, String message, @Nullable Duration retryAfter) {
        var errorClass = find(code).orElse(ErrorClass.AMBIGUOUS);
        return new Trouble(errorClass, failure(errorClass, code, message), code, retryAfter);
    }

    /**
     * What an error means to whoever asks about a job: only that there were too many requests, or
     * what is the matter with the account; the job is not in doubt.
     */
    public Trouble ofPoll(String code, @Nullable Duration retryAfter) {
        return find(code)
                        .filter(it -> it == ErrorClass.THROTTLE || it == ErrorClass.ACCOUNT)
                        .isPresent()
                ? trouble(code, "", retryAfter)
                : away(code, retryAfter);
    }

    /** There is no good answer at all. */
    public Trouble away(String code, @Nullable Duration retryAfter) {
        return new Trouble(
                ErrorClass.SERVER, failure(ErrorClass.SERVER, code, ""), code, retryAfter);
    }

    /** No connection came about. */
    public Trouble unreachable() {
        return Trouble.of(ErrorClass.SERVER, unavailable("cannot be reached"));
    }

    /** An answer came that says nothing of the job. */
    public Trouble gaveNoAnswer(Trouble said) {
        return new Trouble(
                ErrorClass.SERVER,
                unavailable("gave no answer"),
                said.upstreamCode(),
                said.retryAfter());
    }

    /**
     * Why a call that may be made again brought nothing. What would leave a submit unclear is no
     * more than silence here.
     *
     * @param meaning of an answer
     */
    public Trouble silence(Reply reply, Function<Reply.Answer, Trouble> meaning) {
        return switch (reply) {
            case Reply.NeverSent _, Reply.NoAnswer _ -> unreachable();
            case Reply.Answer answer -> {
                var trouble = meaning.apply(answer);
                yield trouble.errorClass() == ErrorClass.AMBIGUOUS
                        ? gaveNoAnswer(trouble)
                        : trouble;
            }
        };
    }

    /** Why a job failed, if its code says that the request or its content is to blame. */
    public Optional<Failure> verdict(String code, String message) {
        return find(code)
                .filter(ErrorClass::endsTask)
                .map(blamed -> failure(blamed, code, message));
    }

    private Failure unavailable(String why) {
        return new Failure(UNAVAILABLE, provider + " " + why);
    }

    private Failure failure(ErrorClass errorClass, String code, String message) {
        return switch (errorClass) {
            case USER ->
                    new Failure(
                            "invalid_request",
                            provider + " refused the request: " + clean(message));
            case CONTENT ->
                    new Failure(
                            "content_policy", provider + " refused the content: " + clean(message));
            case THROTTLE -> new Failure("provider_busy", provider + " has too much to do");
            case ACCOUNT, SERVER -> unavailable("cannot work at the moment");
            case AMBIGUOUS -> new Failure("submit_unclear", provider + " answered " + clean(code));
        };
    }

    private static String clean(String text) {
        var plain = UNPRINTABLE.matcher(text).replaceAll(" ").strip();
        return plain.length() <= LONGEST_MESSAGE
                ? plain
                : plain.substring(0, LONGEST_MESSAGE) + "…";
    }
}
