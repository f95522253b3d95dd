package dev.conch.provider.http;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Words of a provider's that its adapter does not know: each is told to the operator once. Shared
 * between threads.
 */
public final class UnknownWords {
    private static final Logger LOG = LoggerFactory.getLogger(UnknownWords.class);
    private static final int MOST = 100;
    private static final int LONGEST = 60;

    private final String provider;
    private final Set<String> told = ConcurrentHashMap.newKeySet();

    /**
     * None yet.
     *
     * @param provider its name, for the log
     */
    public UnknownWords(String provider) {
        this.provider = provider;
    }

    /** Tells the operator of a word, unless that was done before. */
    public void saw(String word) {
        var shown = word.length() <= LONGEST ? word : word.substring(0, LONGEST) + "…";
        if (told.size() < MOST && told.add(shown)) {
            LOG.atWarn()
                    .addKeyValue("provider", provider)
                    .addKeyValue("word", shown)
                    .log("the provider uses a word that its adapter does not know");
        }
    }

    /** What was told so far. */
    public Set<String> told() {
        return Set.copyOf(told);
    }
}
