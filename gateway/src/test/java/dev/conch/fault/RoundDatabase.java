package dev.conch.fault;

import dev.conch.testing.TestDatabases.OwnPostgres;

import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** The database of one round's gateway, and how to take it away for a moment. */
interface RoundDatabase extends AutoCloseable {
    /** The gateway's settings for it. */
    Map<String, String> settings();

    /** Whether it refuses connections when it is disturbed, so that no gateway can start then. */
    boolean refusesStarts();

    /** Makes it useless for a moment, and good again; returns after that. */
    void disturb();

    @Override
    void close();

    /** SQLite in the data folder: somebody else holds the lock for writing. */
    static RoundDatabase sqlite(Path folder) {
        return new Sqlite(folder.resolve("data").resolve("conch.db"));
    }

    /** See {@link #sqlite}. */
    record Sqlite(Path file) implements RoundDatabase {
        private static final long LOCKED_NANOS = 400_000_000;

        @Override
        public Map<String, String> settings() {
            return Map.of();
        }

        @Override
        public boolean refusesStarts() {
            return false;
        }

        @Override
        public void disturb() {
            try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                    var statement = connection.createStatement()) {
                statement.execute("begin immediate");
                LockSupport.parkNanos(LOCKED_NANOS);
                statement.execute("rollback");
            } catch (SQLException _) {
                // the gateway had it: then it is the other way round
            }
        }

        @Override
        public void close() {
            // a file, nothing to stop
        }
    }

    /** A database of its own in a PostgreSQL that is restarted in the middle. */
    static RoundDatabase postgres(OwnPostgres server, Path folder) {
        var name = "round_" + Integer.toUnsignedString(folder.getFileName().toString().hashCode());
        try (var connection = DriverManager.getConnection(server.url());
                var statement = connection.createStatement()) {
            statement.execute("create database " + name);
        } catch (SQLException e) {
            throw new IllegalStateException("no database for the round", e);
        }
        return new Postgres(server, server.url().replace("/postgres?", "/" + name + "?"));
    }

    /** See {@link #postgres}. */
    record Postgres(OwnPostgres server, String url) implements RoundDatabase {
        @Override
        public Map<String, String> settings() {
            return Map.of("db.url", url);
        }

        @Override
        public boolean refusesStarts() {
            return true;
        }

        @Override
        public void disturb() {
            synchronized (server) {
                server.stop();
                server.start();
            }
        }

        @Override
        public void close() {
            // the server serves the next round
        }
    }
}
