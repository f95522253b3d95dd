package dev.conch.provider;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Locale;

/**
 * Why a provider did not do what it was asked.
 *
 * @param failure code and message that the caller may see, if the task ends with it
 * @param upstreamCode the provider's own word or number, for the operator; null if it gave none
 * @param retryAfter how long the provider asked us to wait; null if it did not say
 */
public record Trouble(
        ErrorClass errorClass,
        Failure failure,
        @Nullable String upstreamCode,
        @Nullable Duration retryAfter) {
    /** A trouble of which the provider gave neither a code nor a time. */
    public static Trouble of(ErrorClass errorClass, Failure failure) {
        return new Trouble(errorClass, failure, null, null);
    }

    /** Class and the provider's code, for the story of a task. */
    public String shortForm() {
        var word = errorClass.name().toLowerCase(Locale.ROOT);
        return upstreamCode == null ? word : word + " " + upstreamCode;
    }

    /** Too much at once; {@code retryAfter} is what the provider asked for. */
    public static Trouble throttled(Duration retryAfter) {
        return new Trouble(
                ErrorClass.THROTTLE,
                new Failure("provider_busy", "The provider has too much to do"),
                null,
                retryAfter);
    }
}
