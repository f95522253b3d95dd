package dev.conch.db;

import org.jdbi.v3.core.statement.DefaultStatementBuilder;
import org.jdbi.v3.core.statement.StatementContext;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Keeps a connection's prepared statements open, by their SQL: SQLite has no cache of its own, and
 * preparing costs more than running. Texts are constants of the code, so the map stays small.
 * Belongs to one connection and one thread.
 */
final class PreparedStatements extends DefaultStatementBuilder {
    private final Map<String, PreparedStatement> bySql = new HashMap<>();
    private final Set<PreparedStatement> kept = new HashSet<>();

    @Override
    public PreparedStatement create(Connection connection, String sql, StatementContext context)
            throws SQLException {
        var known = bySql.get(sql);
        if (known != null) {
            return known;
        }
        var prepared = connection.prepareStatement(sql);
        bySql.put(sql, prepared);
        kept.add(prepared);
        return prepared;
    }

    @Override
    public void close(Connection connection, String sql, Statement statement) throws SQLException {
        if (statement instanceof PreparedStatement prepared && kept.contains(prepared)) {
            if (reusable(prepared)) {
                return;
            }
            kept.remove(prepared);
            bySql.values().remove(prepared); // its text here is the one with names
        }
        statement.close();
    }

    /** The driver itself closes a statement that failed badly, for example on a full disk. */
    private static boolean reusable(PreparedStatement statement) {
        try {
            statement.clearParameters();
            return true;
        } catch (SQLException _) {
            return false;
        }
    }

    @Override
    public void close(Connection connection) {
        for (var statement : bySql.values()) {
            try {
                statement.close();
            } catch (SQLException e) {
                throw new IllegalStateException("cannot close a statement", e);
            }
        }
        bySql.clear();
        kept.clear();
    }
}
