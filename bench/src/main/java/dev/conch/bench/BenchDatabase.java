package dev.conch.bench;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/** Where the gateways of one series keep what they know; each gateway begins with nothing. */
final class BenchDatabase implements AutoCloseable {
    private final Path folder;
    private final @Nullable EmbeddedPostgres server;
    private int number;

    enum Kind {
        SQLITE,
        POSTGRESQL
    }

    private BenchDatabase(Path folder, @Nullable EmbeddedPostgres server) {
        this.folder = folder;
        this.server = server;
    }

    /** PostgreSQL runs with its own defaults, so its commits are durable; that is checked. */
    static BenchDatabase start(Kind kind, Path folder) {
        return switch (kind) {
            case SQLITE -> new BenchDatabase(folder, null);
            case POSTGRESQL -> new BenchDatabase(folder, postgres(folder.resolve("postgresql")));
        };
    }

    private static EmbeddedPostgres postgres(Path data) {
        try {
            var server =
                    EmbeddedPostgres.builder()
                            .setDataDirectory(data)
                            .setServerConfig("fsync", "on") // the builder's defaults are for tests
                            .setServerConfig("synchronous_commit", "on")
                            .start();
            try (var connection = server.getPostgresDatabase().getConnection()) {
                for (var setting : new String[] {"fsync", "synchronous_commit"}) {
                    requireOn(connection, setting);
                }
            }
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (SQLException e) {
            throw new IllegalStateException("PostgreSQL has started and does not answer", e);
        }
    }

    private static void requireOn(Connection connection, String setting) throws SQLException {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery("show " + setting)) {
            if (!row.next() || !row.getString(1).equals("on")) {
                throw new IllegalStateException(setting + " is not on");
            }
        }
    }

    /** What a new gateway starts on. */
    Place fresh() {
        number++;
        var root = folder.resolve("gateway-" + number + (server == null ? "s" : "p"));
        try {
            Files.createDirectories(root);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var settings = new HashMap<>(Map.of("data.dir", root.resolve("data").toString()));
        if (server != null) {
            settings.put("db.url", create(server, "bench_" + number));
        }
        return new Place(root, settings);
    }

    boolean shared() {
        return server != null;
    }

    /**
     * A gateway's own folder and database.
     *
     * @param settings of the gateway that name them
     */
    record Place(Path folder, Map<String, String> settings) {}

    private static String create(EmbeddedPostgres server, String name) {
        try (var connection = server.getPostgresDatabase().getConnection();
                var statement = connection.createStatement()) {
            statement.execute("create database " + name);
        } catch (SQLException e) {
            throw new IllegalStateException("no database for a gateway", e);
        }
        return server.getJdbcUrl("postgres", name);
    }

    @Override
    public void close() {
        if (server != null) {
            try {
                server.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
