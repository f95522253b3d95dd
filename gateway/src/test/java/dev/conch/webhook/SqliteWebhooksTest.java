package dev.conch.webhook;

import dev.conch.db.Database;
import dev.conch.db.Dialect;
import dev.conch.testing.TestDatabases;

import java.nio.file.Path;

class SqliteWebhooksTest extends WebhooksContract {
    @Override
    Database open(Path folder) {
        return TestDatabases.open(Dialect.SQLITE, folder);
    }
}
