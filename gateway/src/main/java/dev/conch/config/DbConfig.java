package dev.conch.config;

/**
 * The {@code [db]} section of conch.toml. Checked when built; its text form hides the URL, which
 * can hold a password.
 *
 * @param url a JDBC URL; empty for SQLite in the data folder
 */
public record DbConfig(String url) {
    public DbConfig {
        Settings.DB_URL.require(url);
    }

    @Override
    public String toString() {
        return "DbConfig[url=" + Redacted.of(url) + "]";
    }
}
