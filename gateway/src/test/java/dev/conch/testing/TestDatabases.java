package dev.conch.testing;

import dev.conch.db.Database;
import dev.conch.db.Dialect;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Real databases for tests, of both dialects. One PostgreSQL serves the whole JVM: it starts when
 * the first test asks for it, ends with the JVM, and hands out a database of its own to each test.
 */
public final class TestDatabases {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private TestDatabases() {}

    /** A database with all tables and no rows. */
    public static Database open(Dialect dialect, Path folder) {
        return switch (dialect) {
            case SQLITE ->
                    Database.open(folder.resolve("test-" + NUMBER.incrementAndGet() + ".db"));
            case POSTGRESQL -> Database.open(create(Shared.WITH_TABLES));
        };
    }

    /** The JDBC URL of an empty PostgreSQL database. */
    public static String freshPostgres() {
        return create("template1");
    }

    /** A PostgreSQL that a test may stop and start again; it keeps its rows. */
    public static OwnPostgres ownPostgres() {
        return new OwnPostgres();
    }

    private static String create(String template) {
        var name = "conch_" + NUMBER.incrementAndGet();
        synchronized (Shared.SERVER) { // a template can be copied once at a time
            run(Shared.SERVER, "create database " + name + " template " + template);
        }
        return Shared.SERVER.getJdbcUrl("postgres", name);
    }

    private static void run(EmbeddedPostgres server, String sql) {
        try (var connection = server.getPostgresDatabase().getConnection();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /** In a place where what a killed JVM left behind is found and removed. */
    private static Path newDataFolder() {
        return Path.of(System.getProperty("java.io.tmpdir"), "embedded-pg")
                .resolve(UUID.randomUUID().toString());
    }

    private static EmbeddedPostgres.Builder server(Path data) {
        return EmbeddedPostgres.builder()
                .setDataDirectory(data)
                .setServerConfig("deadlock_timeout", "50ms")
                .setServerConfig("shared_buffers", "32MB");
    }

    private static EmbeddedPostgres start(EmbeddedPostgres.Builder builder) {
        try {
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Loaded, and so started, when it is first asked for. */
    private static final class Shared {
        static final EmbeddedPostgres SERVER =
                start(server(newDataFolder()).setServerConfig("fsync", "off"));

        static final String WITH_TABLES = "with_tables";

        static {
            run(SERVER, "create database " + WITH_TABLES);
            Database.open(SERVER.getJdbcUrl("postgres", WITH_TABLES)).close();
        }
    }

    /** One server, on one port and one folder through all its starts; its commits are durable. */
    public static final class OwnPostgres implements AutoCloseable {
        private static final long LONGEST_STOP_NANOS = 60_000_000_000L;
        private static final long MOMENT_NANOS = 20_000_000;

        private final Path data = newDataFolder();
        private final int port;
        private EmbeddedPostgres server;

        private OwnPostgres() {
            server = TestDatabases.start(durable());
            port = server.getPort();
        }

        private EmbeddedPostgres.Builder durable() {
            return server(data)
                    .setCleanDataDirectory(false)
                    .setServerConfig("fsync", "on")
                    .setServerConfig("synchronous_commit", "on");
        }

        public String url() {
            return server.getJdbcUrl("postgres", "postgres");
        }

        /** Ends all sessions, as for an upgrade; returns when nothing of it runs any more. */
        public void stop() {
            try {
                server.close(); // waits 5 s, which a busy machine may not be content with
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            var deadline = System.nanoTime() + LONGEST_STOP_NANOS;
            while (Files.exists(data.resolve("postmaster.pid"))) {
                if (System.nanoTime() > deadline) {
                    throw new IllegalStateException("PostgreSQL does not stop: " + data);
                }
                LockSupport.parkNanos(MOMENT_NANOS);
            }
        }

        public void start() {
            server = TestDatabases.start(durable().setPort(port));
        }

        /** Stops it, when nobody else is about to, and removes its folder. */
        @Override
        public synchronized void close() {
            stop();
            try (var files = Files.walk(data)) {
                for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
