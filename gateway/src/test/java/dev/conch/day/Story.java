package dev.conch.day;

import dev.conch.base.Money;

import tools.jackson.databind.JsonNode;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What the gateway tells its operator of one task.
 *
 * @param waited from the order to the last start
 * @param took from the order to the end; zero if it has not ended
 * @param error code of what it failed with; empty if it did not
 * @param sha256 of the video; empty without
 * @param money every step of it, such as {@code hold 30000000}
 */
record Story(
        String id,
        String state,
        String provider,
        long project,
        Duration waited,
        Duration took,
        Money price,
        Money charged,
        String error,
        String sha256,
        List<Try> tries,
        List<String> money) {

    /**
     * One submit.
     *
     * @param outcome the driver's word for what came of it
     */
    record Try(String provider, String outcome, String trouble) {
        /** The provider had not taken the task, and said so. */
        boolean refused() {
            return outcome.equals("Refused");
        }
    }

    static Story of(JsonNode body) {
        var created = time(body, "created_at");
        var tries = new ArrayList<Try>();
        var last = created;
        for (var attempt : body.path("attempts")) {
            last = time(attempt, "started_at");
            tries.add(
                    new Try(
                            attempt.path("provider").asString(""),
                            attempt.path("outcome").asString(""),
                            attempt.path("trouble").asString("")));
        }
        var money = new ArrayList<String>();
        for (var step : body.path("money")) {
            money.add(
                    step.path("kind").asString("")
                            + " "
                            + step.path("amount_micro_cents").asLong());
        }
        return new Story(
                body.path("id").asString(""),
                body.path("state").asString(""),
                body.path("provider").asString(""),
                body.path("project_id").asLong(),
                Duration.between(created, last),
                body.path("ended_at").isString()
                        ? Duration.between(created, time(body, "ended_at"))
                        : Duration.ZERO,
                Money.ofCents(body.path("price_cents").asLong()),
                new Money(body.path("charged_micro_cents").asLong(0)),
                body.path("error_code").asString(""),
                video(body),
                List.copyOf(tries),
                List.copyOf(money));
    }

    private static Instant time(JsonNode body, String field) {
        return Instant.parse(body.path(field).asString(""));
    }

    private static String video(JsonNode body) {
        for (var file : body.path("files")) {
            if (file.path("kind").asString("").equals("video")) {
                return file.path("sha256").asString("");
            }
        }
        return "";
    }

    boolean completed() {
        return state.equals("completed");
    }

    /** Made by another provider than the one that was asked first. */
    boolean failedOver() {
        return completed() && !tries.getFirst().provider().equals(provider);
    }
}
