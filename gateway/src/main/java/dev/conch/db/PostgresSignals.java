package dev.conch.db;

import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

import javax.sql.DataSource;

/**
 * Hears the signals of all nodes on a connection of its own, and connects again when it is lost;
 * then listeners are told that they may have missed some.
 *
 * <p>All our channels share one of PostgreSQL's, so that a new listener needs no statement on a
 * connection that another thread is reading.
 */
final class PostgresSignals implements AutoCloseable {
    static final String CHANNEL = "conch";

    private static final Logger LOG = LoggerFactory.getLogger(PostgresSignals.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    private static final Duration SILENCE = Duration.ofSeconds(10); // then we ask if it is alive
    private static final int ALIVE_WITHIN_SECONDS = 5;

    private final DataSource source;
    private final Listeners listeners;
    private final Thread thread;
    private volatile Connection connection;
    private volatile boolean closed;

    /** Connects; signals that are committed after this are heard. */
    PostgresSignals(DataSource source, Listeners listeners) throws SQLException {
        this.source = source;
        this.listeners = listeners;
        this.connection = connect();
        this.thread = Thread.ofPlatform().name("db-signals").daemon().unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** What is sent for {@code signal}. */
    static String word(Signal signal) {
        return signal.channel() + ' ' + signal.payload();
    }

    private Connection connect() throws SQLException {
        var fresh = source.getConnection();
        try (var listen = fresh.createStatement()) {
            listen.execute("listen " + CHANNEL);
            return fresh;
        } catch (SQLException e) {
            fresh.close();
            throw e;
        }
    }

    private void run() {
        while (!closed) {
            try {
                hear();
            } catch (SQLException e) {
                if (!closed) {
                    LOG.warn("lost the connection that hears signals: {}", e.getMessage());
                    drop();
                    reconnect();
                }
            }
        }
        drop();
    }

    private void hear() throws SQLException {
        var heard =
                connection
                        .unwrap(PGConnection.class)
                        .getNotifications(Math.toIntExact(SILENCE.toMillis()));
        if (heard.length == 0 && !connection.isValid(ALIVE_WITHIN_SECONDS)) {
            throw new SQLException("no answer");
        }
        for (var notification : heard) {
            var word = notification.getParameter();
            int space = word.indexOf(' ');
            if (space > 0) {
                listeners.deliver(word.substring(0, space), word.substring(space + 1));
            }
        }
    }

    private void reconnect() {
        var pause = FIRST_PAUSE;
        while (!closed) {
            try {
                connection = connect();
                LOG.info("hears signals again");
                listeners.missedSome();
                return;
            } catch (SQLException e) {
                LOG.debug("cannot connect to hear signals", e);
            }
            LockSupport.parkNanos(pause.toNanos());
            pause = pause.multipliedBy(2);
            pause = pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
        }
    }

    private void drop() {
        try {
            connection.abort(Runnable::run);
        } catch (SQLException e) {
            LOG.debug("cannot close the connection that heard signals", e);
        }
    }

    @Override
    public void close() {
        closed = true;
        drop(); // ends its reading
        LockSupport.unpark(thread);
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
