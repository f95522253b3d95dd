package dev.conch.task;

import dev.conch.account.Budgets;
import dev.conch.base.Money;
import dev.conch.db.Transaction;
import dev.conch.event.Event;
import dev.conch.event.EventLog;
import dev.conch.event.Happening;
import dev.conch.ledger.Ledger;

import org.jspecify.annotations.Nullable;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Writes a change of a task together with the money, the budgets and the event that belong to it:
 * the only place where a task's state and its money meet after the accept.
 */
final class Changes {
    private final Ledger ledger;
    private final Budgets budgets;
    private final EventLog events;
    private final Clock clock;

    Changes(Ledger ledger, Budgets budgets, EventLog events, Clock clock) {
        this.ledger = ledger;
        this.budgets = budgets;
        this.events = events;
        this.clock = clock;
    }

    /**
     * Writes {@code after}, which was made from {@code before}; money is posted, released or left
     * as the states say.
     *
     * @param outcome ends the attempt; null if it goes on
     * @return the task as it is stored; {@code before} if somebody else has changed it
     */
    Task write(Transaction tx, Task before, Task after, @Nullable String outcome) {
        if (!JdbcTasks.update(tx, after)) {
            keepProviderId(tx, after, outcome);
            return before;
        }
        if (outcome != null) {
            JdbcTasks.endAttempt(tx, after, outcome, clock.instant());
        }
        settle(tx, after);
        if (after.state() != before.state()) {
            tell(tx, after);
        } else {
            tellWatchers(tx, after);
        }
        return after.stored();
    }

    /** Whoever took the task over must learn the id that we got, or it would be paid twice. */
    private void keepProviderId(Transaction tx, Task after, @Nullable String outcome) {
        if (outcome != null && after.progress().providerTaskId() != null) {
            JdbcTasks.endAttempt(tx, after, outcome, clock.instant());
        }
    }

    private void settle(Transaction tx, Task after) {
        var order = after.order();
        var price = order.price();
        switch (after.state()) {
            case QUEUED, SUBMITTING, RUNNING, UNCLEAR, STORING -> {}
            case COMPLETED -> {
                var charged = charged(after);
                ledger.post(tx, order.accountId(), subject(after), charged, clock.instant());
                giveBack(tx, after, price.minus(charged));
            }
            case FAILED, CANCELED -> {
                ledger.release(tx, order.accountId(), subject(after), clock.instant());
                giveBack(tx, after, price);
            }
        }
    }

    private static Money charged(Task completed) {
        var charged = completed.progress().charged();
        return charged == null ? completed.order().price() : charged;
    }

    private void giveBack(Transaction tx, Task task, Money unspent) {
        budgets.giveBack(tx, task.order().buyer().budgetOwners(), unspent, task.createdAt());
    }

    /** The name under which the ledger knows a task's hold. */
    static String subject(Task task) {
        return task.id().toString();
    }

    void insertAssets(Transaction tx, List<TaskAsset> assets) {
        for (var asset : assets) {
            JdbcAssets.insert(tx, asset);
            if (asset.provenance() != null) {
                JdbcProvenance.insert(tx, asset.provenance());
            }
        }
    }

    /** When its provider said that the video is done, if it did. */
    Optional<Instant> storingSince(Transaction tx, Task task) {
        return events.of(tx, task.id()).stream()
                .filter(happening -> happening.type().equals(type(TaskState.STORING)))
                .map(Happening::at)
                .reduce((_, later) -> later);
    }

    /** For what is not an event, such as progress. */
    void tellWatchers(Transaction tx, Task task) {
        events.changed(tx, task.id());
    }

    void tell(Transaction tx, Task task) {
        events.append(tx, event(task, type(task.state()), clock.instant()));
    }

    private static String type(TaskState state) {
        return "video." + state.storedName();
    }

    static Event event(Task task, String type, Instant at) {
        var buyer = task.order().buyer();
        return new Event(
                task.id(),
                buyer.accountId(),
                buyer.projectId(),
                buyer.apiKeyId(),
                type,
                at,
                task.order().callbackUrl());
    }
}
