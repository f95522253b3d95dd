package dev.conch.task;

import dev.conch.account.Priority;
import dev.conch.base.Money;

import java.util.List;

/** Orders for tests of this package. */
final class Orders {
    static final String MODEL = "model";

    private Orders() {}

    static TaskOrder marble(long account, long project, Priority priority) {
        return new TaskOrder(
                new Buyer(account, project, "token_" + project, priority),
                "hailuo",
                "text_to_video",
                MODEL,
                new TaskOrder.Parameters(
                                "p", 6, "768p", 768, null, null, null, null, null, null, null,
                                false, null)
                        .toJson(),
                Money.ofCents(1),
                List.of(),
                null,
                "",
                null,
                null);
    }
}
