package dev.conch.provider.minimax;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Status words that no document has. Each is told to the operator once. Shared between threads. */
final class UnknownWords {
    private static final Logger LOG = LoggerFactory.getLogger(UnknownWords.class);
    private static final int MOST = 50;
    private static final int LONGEST = 40;

    private final String provider;
    private final Set<String> told = ConcurrentHashMap.newKeySet();

    UnknownWords(String provider) {
        this.provider = provider;
    }

    void meet(String word) {
        var shown = word.length() <= LONGEST ? word : word.substring(0, LONGEST);
        if (told.size() < MOST && told.add(shown)) {
            LOG.atWarn()
                    .addKeyValue("provider", provider)
                    .addKeyValue("status", shown)
                    .log("a status that MiniMax does not document is taken for running");
        }
    }

    Set<String> told() {
        return Set.copyOf(told);
    }
}
