package dev.conch.account;

import org.jspecify.annotations.Nullable;

import java.util.Set;

/**
 * What an account, a project or a key may use at most. Every level that a request belongs to is
 * asked; null and the empty set mean no limit of this level. Money and tasks a day are {@link
 * Budget}s.
 *
 * @param requestsPerMinute of all kinds, on average; a burst of as many is let through
 * @param tasksInFlight accepted and not ended
 * @param models names that may be asked for
 * @param callbackHosts hosts that callback URLs may have; {@code *.example.com} allows all below it
 * @param storageBytes of results that are kept; of a project only
 * @param retentionDays how long results are kept; of a project only
 */
public record Limits(
        @Nullable Integer requestsPerMinute,
        @Nullable Integer tasksInFlight,
        @Nullable Set<String> models,
        @Nullable Set<String> callbackHosts,
        @Nullable Long storageBytes,
        @Nullable Integer retentionDays) {
    public static final Limits NONE = new Limits(null, null, null, null, null, null);

    public Limits {
        models = models == null || models.isEmpty() ? null : Set.copyOf(models);
        callbackHosts =
                callbackHosts == null || callbackHosts.isEmpty() ? null : Set.copyOf(callbackHosts);
        requirePositive("requests_per_minute", requestsPerMinute);
        requirePositive("tasks_in_flight", tasksInFlight);
        requirePositive("storage_bytes", storageBytes);
        requirePositive("retention_days", retentionDays);
    }

    private static void requirePositive(String name, @Nullable Number value) {
        if (value != null && value.longValue() < 1) {
            throw new IllegalArgumentException(name + " must be at least 1, or null for no limit");
        }
    }

    boolean allowsModel(String model) {
        return models == null || models.contains(model);
    }

    boolean allowsCallbackHost(String host) {
        return callbackHosts == null
                || callbackHosts.stream().anyMatch(allowed -> matches(allowed, host));
    }

    private static boolean matches(String allowed, String host) {
        return allowed.startsWith("*.")
                ? host.endsWith(allowed.substring(1))
                : allowed.equalsIgnoreCase(host);
    }
}
