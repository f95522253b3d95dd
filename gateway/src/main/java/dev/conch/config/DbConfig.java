package dev.conch.config;

/**
 * The {@code [db]} section of conch.toml. Checked when built; its text form hides the URL, which
 * can hold a password.
 *
 * @param url a JDBC URL; empty for SQLite in the data folder
 * @param user of PostgreSQL; empty if the URL has it
 */
public record DbConfig(String url, String user, String password) {
    public DbConfig {
        Settings.DB_URL.require(url);
        Settings.DB_USER.require(user);
        Settings.DB_PASSWORD.require(password);
    }

    @Override
    public String toString() {
        return "DbConfig[url=%s, user=%s, password=%s]"
                .formatted(Redacted.of(url), user, Redacted.of(password));
    }
}
