package dev.conch.provider.http;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Status words of a provider that its adapter does not know: each is logged once, for whoever
 * maintains the adapter. Shared between threads.
 */
public final class UnknownWords {
    private static final Logger LOG = LoggerFactory.getLogger(UnknownWords.class);

    /** A server that invents words for ever fills neither the log nor the memory. */
    private static final int MOST = 50;

    private static final int LONGEST = 64;

    private final String provider;
    private final Set<String> seen = ConcurrentHashMap.newKeySet();

    /**
     * Words of one provider.
     *
     * @param provider its name of this gateway's own
     */
    public UnknownWords(String provider) {
        this.provider = provider;
    }

    /** Notes a word; true when it was logged just now. */
    public boolean met(String word) {
        var brief = word.length() <= LONGEST ? word : word.substring(0, LONGEST);
        if (seen.size() >= MOST || !seen.add(brief)) {
            return false;
        }
        LOG.atWarn()
                .addKeyValue("provider", provider)
                .addKeyValue("word", brief)
                .log("unknown status word, taken for running");
        return true;
    }
}
