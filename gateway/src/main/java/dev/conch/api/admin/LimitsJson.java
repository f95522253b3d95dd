package dev.conch.api.admin;

import dev.conch.account.Limits;
import dev.conch.api.Json;
import dev.conch.catalog.CurrentCatalog;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.node.ObjectNode;

import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Limits as JSON: what is not said stays as it is, null takes a limit away. */
final class LimitsJson {
    private static final String LIMITS = "limits";
    private static final String REQUESTS_PER_MINUTE = "requests_per_minute";
    private static final String TASKS_IN_FLIGHT = "tasks_in_flight";
    private static final String MODELS = "models";
    private static final String CALLBACK_HOSTS = "callback_hosts";
    private static final String STORAGE_BYTES = "storage_bytes";
    private static final String RETENTION_DAYS = "retention_days";
    private static final long MANY = 1_000_000;
    private static final long MOST_BYTES = 1L << 50;
    private static final long MOST_DAYS = 3650;
    private static final Pattern HOST =
            Pattern.compile("(\\*\\.)?[a-z0-9]([a-z0-9.-]{0,250}[a-z0-9])?");

    private final CurrentCatalog catalog;

    LimitsJson(CurrentCatalog catalog) {
        this.catalog = catalog;
    }

    /** Of what the limits are; some belong to projects alone. */
    enum Level {
        ACCOUNT,
        PROJECT,
        KEY
    }

    static ObjectNode shown(Limits limits) {
        var body = Json.object();
        body.put(REQUESTS_PER_MINUTE, limits.requestsPerMinute());
        body.put(TASKS_IN_FLIGHT, limits.tasksInFlight());
        texts(body, MODELS, limits.models());
        texts(body, CALLBACK_HOSTS, limits.callbackHosts());
        body.put(STORAGE_BYTES, limits.storageBytes());
        body.put(RETENTION_DAYS, limits.retentionDays());
        return body;
    }

    private static void texts(ObjectNode body, String name, @Nullable Set<String> texts) {
        if (texts == null) {
            body.putNull(name);
        } else {
            texts.stream().sorted().forEach(body.putArray(name)::add);
        }
    }

    /** What a body asks for; nothing of it is certain before the body is checked. */
    final class Wish {
        private final @Nullable Fields fields;
        private final @Nullable Long requestsPerMinute;
        private final @Nullable Long tasksInFlight;
        private final @Nullable Set<String> models;
        private final @Nullable Set<String> callbackHosts;
        private final @Nullable Long storageBytes;
        private final @Nullable Long retentionDays;

        private Wish(@Nullable Fields fields, Level level) {
            this.fields = fields;
            requestsPerMinute = number(REQUESTS_PER_MINUTE, MANY);
            tasksInFlight = number(TASKS_IN_FLIGHT, MANY);
            var known = catalog.get().modelNames();
            models = texts(MODELS, known::contains, "one of: " + String.join(", ", known));
            callbackHosts =
                    texts(
                            CALLBACK_HOSTS,
                            host -> HOST.matcher(host).matches(),
                            "a host in small letters such as hooks.example.com or *.example.com");
            storageBytes = number(STORAGE_BYTES, MOST_BYTES);
            retentionDays = number(RETENTION_DAYS, MOST_DAYS);
            if (fields != null && level != Level.PROJECT) {
                for (var name : List.of(STORAGE_BYTES, RETENTION_DAYS)) {
                    if (fields.has(name)) {
                        fields.complain(name, "is a limit of projects only");
                    }
                }
            }
        }

        private @Nullable Long number(String name, long most) {
            return fields == null ? null : fields.number(name, 1, most).orElse(null);
        }

        private @Nullable Set<String> texts(String name, Predicate<String> good, String right) {
            return fields == null ? null : fields.texts(name, good, right).orElse(null);
        }

        /** Whether it asks for something that costs the operator disk. */
        boolean touchesStorage() {
            return fields != null && (fields.has(STORAGE_BYTES) || fields.has(RETENTION_DAYS));
        }

        Limits applied(Limits before) {
            return new Limits(
                    pick(REQUESTS_PER_MINUTE, toInt(requestsPerMinute), before.requestsPerMinute()),
                    pick(TASKS_IN_FLIGHT, toInt(tasksInFlight), before.tasksInFlight()),
                    pick(MODELS, models, before.models()),
                    pick(CALLBACK_HOSTS, callbackHosts, before.callbackHosts()),
                    pick(STORAGE_BYTES, storageBytes, before.storageBytes()),
                    pick(RETENTION_DAYS, toInt(retentionDays), before.retentionDays()));
        }

        private <T> @Nullable T pick(String name, @Nullable T wanted, @Nullable T before) {
            return fields != null && fields.has(name) ? wanted : before;
        }

        private static @Nullable Integer toInt(@Nullable Long number) {
            return number == null ? null : Math.toIntExact(number);
        }
    }

    /** What {@code limits} in a body asks for. */
    Wish read(Fields body, Level level) {
        return new Wish(body.part(LIMITS).orElse(null), level);
    }
}
