package dev.conch.db;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;

/**
 * Who wants to hear which signals. Each listener has a thread and a queue of its own, so that a
 * slow one holds up nobody; one that falls far behind is told to look at everything again. Shared
 * between threads.
 */
final class Listeners implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);

    /** What a listener hears when it may have missed signals. */
    static final String MISSED = "";

    private static final int LONGEST_QUEUE = 10_000;

    private final Map<String, List<Mailbox>> byChannel = new ConcurrentHashMap<>();
    private volatile boolean closed;

    void add(String channel, Consumer<String> listener) {
        Signal.checkChannel(channel);
        var mailbox = new Mailbox(channel, listener);
        byChannel.computeIfAbsent(channel, _ -> new CopyOnWriteArrayList<>()).add(mailbox);
        Thread.ofVirtual().name("db-listener-" + channel).start(mailbox::run);
    }

    void deliver(String channel, String payload) {
        byChannel.getOrDefault(channel, List.of()).forEach(mailbox -> mailbox.put(payload));
    }

    void deliver(Iterable<Signal> signals) {
        signals.forEach(signal -> deliver(signal.channel(), signal.payload()));
    }

    /** Tells everybody that signals may have been lost. */
    void missedSome() {
        byChannel.values().forEach(mailboxes -> mailboxes.forEach(mailbox -> mailbox.put(MISSED)));
    }

    /** Does not wait for a listener that is busy. */
    @Override
    public void close() {
        closed = true;
        missedSome(); // wakes them
    }

    private final class Mailbox {
        private final String channel;
        private final Consumer<String> listener;
        private final BlockingQueue<String> queue = new LinkedBlockingQueue<>(LONGEST_QUEUE);

        Mailbox(String channel, Consumer<String> listener) {
            this.channel = channel;
            this.listener = listener;
        }

        void put(String payload) {
            while (!queue.offer(payload)) {
                queue.clear();
                queue.offer(MISSED);
            }
        }

        void run() {
            while (!closed) {
                try {
                    var payload = queue.take();
                    if (!closed) {
                        listener.accept(payload);
                    }
                } catch (InterruptedException _) {
                    return;
                } catch (RuntimeException e) {
                    LOG.error("a listener failed, it goes on with the next signal: {}", channel, e);
                }
            }
        }
    }
}
