package dev.conch.db;

import org.postgresql.ds.PGSimpleDataSource;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;

import javax.sql.DataSource;

/**
 * Where PostgreSQL is and who asks. What the URL says of timeouts goes before ours; its text form
 * hides all of it, because the URL can hold a password.
 *
 * @param url {@code jdbc:postgresql://host/database}, several hosts with {@code
 *     targetServerType=primary} for one that fails over
 * @param user empty if the URL names it
 * @param password empty if the URL holds it
 */
record PostgresAddress(String url, String user, String password) {
    static final String PREFIX = "jdbc:postgresql:";

    /** A server that says nothing for this long is taken for gone. */
    private static final Duration SILENCE = Duration.ofSeconds(30);

    /** A source of connections for daily work. */
    DataSource source() {
        return source(SILENCE);
    }

    /** The same without a bound on how long a statement takes. */
    DataSource sourceForMigrations() {
        return source(Duration.ZERO);
    }

    private DataSource source(Duration silence) {
        var source = new PGSimpleDataSource();
        if (!user.isEmpty()) {
            source.setUser(user);
        }
        if (!password.isEmpty()) {
            source.setPassword(password);
        }
        var ours =
                Map.of(
                        "connectTimeout", "5",
                        "socketTimeout", Long.toString(silence.toSeconds()),
                        "tcpKeepAlive", "true",
                        "readOnlyMode", "always", // readers have no transactions to mark
                        "logServerErrorDetail", "false", // it quotes values
                        "ApplicationName", "conch");
        ours.forEach((name, value) -> set(source, name, value));
        source.setUrl(url);
        return source;
    }

    private void set(PGSimpleDataSource source, String name, String value) {
        if (url.contains(name + "=")) {
            return;
        }
        try {
            source.setProperty(name, value);
        } catch (SQLException e) {
            throw new IllegalStateException("the driver does not know " + name, e);
        }
    }

    @Override
    public String toString() {
        return "PostgresAddress[hidden]";
    }
}
