package dev.conch.base;

import org.jspecify.annotations.Nullable;

import java.io.Serial;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A refusal that the caller is told about. Its message is public: no host names, keys or stack
 * traces in it.
 */
public final class GatewayException extends RuntimeException {
    @Serial private static final long serialVersionUID = 1;

    private final ErrorCode code;
    private final String publicMessage;
    private final transient Map<String, List<String>> fieldErrors;
    private @Nullable Duration retryAfter;

    public GatewayException(ErrorCode code, String publicMessage) {
        this(code, publicMessage, Map.of());
    }

    /**
     * A refusal of named request fields; each text reads after its field's name, such as {@code is
     * required}.
     */
    public GatewayException(
            ErrorCode code, String publicMessage, Map<String, List<String>> fieldErrors) {
        super(publicMessage);
        this.code = code;
        this.publicMessage = publicMessage;
        this.fieldErrors = fieldErrors;
    }

    public ErrorCode code() {
        return code;
    }

    public String publicMessage() {
        return publicMessage;
    }

    public Map<String, List<String>> fieldErrors() {
        return fieldErrors;
    }

    /** The first field at fault, if the refusal is about one. */
    public @Nullable String param() {
        return fieldErrors.isEmpty() ? null : fieldErrors.keySet().iterator().next();
    }

    /** Says when it is worth asking again; for refusals that mean "wait". */
    public GatewayException retryAfter(Duration duration) {
        retryAfter = duration;
        return this;
    }

    /** When it is worth asking again; null if that was not said. */
    public @Nullable Duration retryAfter() {
        return retryAfter;
    }
}
