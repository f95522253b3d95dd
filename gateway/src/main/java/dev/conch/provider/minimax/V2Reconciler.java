package dev.conch.provider.minimax;

import dev.conch.provider.ReconcileOutcome;
import dev.conch.provider.SubmitOutcome;
import dev.conch.provider.VideoRequest;
import dev.conch.provider.http.Reply;

import tools.jackson.databind.JsonNode;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Looks in MiniMax's list for a task that a cut submit may have started. Shared between threads.
 *
 * <p>The list has neither prompts nor a name of ours, so it proves less than one would like. That
 * nothing was started is certain when the whole list since the submit shows no task that we do not
 * know, some time after it. That a task is the one is certain only where nobody else uses the key,
 * and it is the only one that we do not know: elsewhere it could be another customer's video.
 * Whatever is less is {@link ReconcileOutcome.CannotTell}.
 */
final class V2Reconciler {
    /** How far MiniMax's clock and ours may be apart. */
    private static final Duration SKEW = Duration.ofMinutes(1);

    /** After this a request that was under way has arrived or never will. */
    static final Duration SETTLED = Duration.ofMinutes(10);

    private static final int PAGE = 100;
    private static final int MOST_PAGES = 20;

    private final V2Api api;
    private final Options options;
    private final Clock clock;
    private final Submits submits;

    V2Reconciler(V2Api api, Options options, Clock clock) {
        this.api = api;
        this.options = options;
        this.clock = clock;
        this.submits = new Submits(clock.instant());
    }

    /** A task that the list shows. */
    private record Item(String id, Instant created, JsonNode node) {
        StartedTask.V2 task() {
            return new StartedTask.V2(id, created);
        }
    }

    void begun(VideoRequest request) {
        submits.begun(Submits.Name.of(request), clock.instant());
    }

    void ended(VideoRequest request, SubmitOutcome outcome) {
        submits.ended(Submits.Name.of(request), outcome);
    }

    /** A task of ours. */
    void seen(StartedTask.V2 task) {
        submits.known(task.id());
    }

    ReconcileOutcome reconcile(VideoRequest request) {
        var name = Submits.Name.of(request);
        var started = submits.startedTask(name);
        if (started.isPresent()) {
            return new ReconcileOutcome.Found(started.get());
        }
        var now = clock.instant();
        var firstLook = submits.firstLook(name, now);
        var since = submits.begunAt(name).orElse(acceptedAt(request)).minus(SKEW);
        return list(since, now)
                .map(items -> judge(request, items, !now.isBefore(firstLook.plus(SETTLED))))
                .orElseGet(ReconcileOutcome.CannotTell::new);
    }

    /** A submit comes after its task, whose id tells when that was made. */
    private static Instant acceptedAt(VideoRequest request) {
        return Instant.ofEpochMilli(request.taskId().uuid().getMostSignificantBits() >>> 16);
    }

    private ReconcileOutcome judge(VideoRequest request, List<Item> items, boolean settled) {
        var name = Submits.Name.of(request);
        var unknown = items.stream().filter(item -> !submits.isKnown(item.id())).toList();
        if (unknown.isEmpty()) {
            return settled ? notThere(name) : new ReconcileOutcome.CannotTell();
        }
        boolean certain =
                options.exclusiveKey()
                        && unknown.size() == 1
                        && looksLike(request, unknown.getFirst())
                        && submits.isTheOnlyOpenOne(name, SKEW, SETTLED);
        return certain ? found(name, unknown.getFirst()) : new ReconcileOutcome.CannotTell();
    }

    private ReconcileOutcome notThere(Submits.Name name) {
        submits.forget(name);
        return new ReconcileOutcome.NotThere();
    }

    private ReconcileOutcome found(Submits.Name name, Item item) {
        var id = item.task().toString();
        submits.started(name, id);
        submits.known(item.id());
        return new ReconcileOutcome.Found(id);
    }

    private static boolean looksLike(VideoRequest request, Item item) {
        var wish = request.wish();
        var node = item.node();
        return node.path("model").asString("").equals(wish.upstreamModel())
                && node.path("resolution")
                        .asString("")
                        .equalsIgnoreCase(Models.resolution(wish.shortSide()))
                && node.path("duration").asInt(0) == wish.durationSeconds()
                && node.path("task_type").asString("generation").equals("generation");
    }

    /** All tasks that were created since then; empty if the list is not whole. */
    private Optional<List<Item>> list(Instant since, Instant now) {
        var items = new ArrayList<Item>();
        if (since.isAfter(now)) {
            return Optional.empty();
        }
        int read = 0;
        var oldest = Instant.MAX;
        for (int page = 1; page <= MOST_PAGES; page++) {
            var answer = page(page);
            if (answer.isEmpty()) {
                return Optional.empty();
            }
            var body = answer.get().json();
            for (var node : body.path("items")) {
                var created = Instant.ofEpochSecond(node.path("created_at").asLong(0));
                if (created.equals(Instant.EPOCH) || created.isAfter(oldest)) {
                    return Optional.empty(); // not in an order that tells when enough was read
                }
                oldest = created;
                read++;
                if (!created.isBefore(since)) {
                    items.add(new Item(node.path("id").asString(""), created, node));
                }
            }
            if (oldest.isBefore(since) || read == body.path("total").asInt(-1)) {
                return Optional.of(items);
            }
            if (body.path("items").isEmpty()) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    /** A page of the list from a server whose clock agrees with ours. */
    private Optional<Reply.Answer> page(int page) {
        return api.page(page, PAGE) instanceof Reply.Answer answer
                        && answer.ok()
                        && answer.json().path("items").isArray()
                        && clocksAgree(answer)
                ? Optional.of(answer)
                : Optional.empty();
    }

    private boolean clocksAgree(Reply.Answer answer) {
        try {
            return answer.header("date")
                    .map(date -> ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME))
                    .map(date -> Duration.between(date.toInstant(), clock.instant()).abs())
                    .filter(apart -> apart.compareTo(SKEW) < 0)
                    .isPresent();
        } catch (DateTimeException _) {
            return false;
        }
    }
}
