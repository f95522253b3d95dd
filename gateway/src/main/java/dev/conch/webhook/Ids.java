package dev.conch.webhook;

import com.github.f4b6a3.uuid.UuidCreator;

/** Makes ids that sort by time of creation. */
final class Ids {
    private Ids() {}

    static String next(String prefix) {
        return prefix + UuidCreator.getTimeOrderedEpochPlus1().toString().replace("-", "");
    }
}
