package dev.conch.day;

import dev.conch.db.Database;
import dev.conch.db.Dialect;
import dev.conch.testing.Admin;
import dev.conch.testing.SettableClock;
import dev.conch.testing.TestDatabases;
import dev.conch.testing.TestGateway;

import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A whole gateway in virtual time, configured as an operator would, between its stations. */
final class Stage implements AutoCloseable {
    /** What was written to the database since is seen by whoever counts. */
    private static final String DRIVEN = "select count(*) from task where node_id is not null";

    private static final String OPEN = "select count(*) from task where ended_at is null";
    private static final String KEY = "sk-api-key-of-a-day";

    private final VirtualTime time;
    private final TestGateway gateway;
    private final Database database;
    private final Admin operator;
    private int driven;

    /**
     * Somebody who orders.
     *
     * @param key of a project of its own
     */
    record Customer(long account, long project, String key) {}

    /**
     * Opens everything; time stands still.
     *
     * @param routes of the operator's file
     * @param stations by the settings of their tables
     * @param grain of time
     */
    Stage(
            Path folder,
            Dialect dialect,
            SettableClock clock,
            Duration grain,
            Map<Station, String> stations,
            String routes)
            throws IOException {
        time = new VirtualTime(clock, grain);
        var settings = new HashMap<String, String>();
        settings.put("upstreams.file", upstreams(folder, stations, routes).toString());
        settings.put("worker.task_deadline_hours", "1");
        settings.put("worker.poll_millis", "5000");
        var url = dialect == Dialect.POSTGRESQL ? TestDatabases.freshPostgres() : "";
        settings.put("db.url", url);
        var film = new Film();
        gateway =
                TestGateway.in(
                                new TestGateway.Surroundings(clock, time, time, () -> film),
                                folder,
                                0,
                                settings)
                        .start();
        operator = Admin.operator(gateway);
        database =
                url.isEmpty()
                        ? Database.open(folder.resolve("data").resolve("conch.db"))
                        : Database.open(url);
    }

    private static Path upstreams(Path folder, Map<Station, String> stations, String routes)
            throws IOException {
        var key = Files.writeString(folder.resolve("key"), KEY);
        var text = new StringBuilder();
        stations.forEach(
                (station, more) ->
                        text.append(
                                """
                                [provider.%s]
                                type = "%s"
                                key = "file:%s"
                                base_url = "%s"
                                %s

                                """
                                        .formatted(
                                                station.name(),
                                                station.type(),
                                                key,
                                                station.url(),
                                                more)));
        return Files.writeString(folder.resolve("upstreams.toml"), text + routes);
    }

    Instant now() {
        return time.now();
    }

    VirtualTime time() {
        return time;
    }

    Admin operator() {
        return operator;
    }

    TestGateway gateway() {
        return gateway;
    }

    /** A new account with money and one project. */
    Customer customer(String name, long cents) {
        long account =
                Admin.ok(operator.post("accounts", "{\"name\": \"" + name + "\"}"))
                        .at("/id")
                        .asLong();
        Admin.ok(
                operator.post(
                        "accounts/" + account + "/top_ups",
                        "{\"reason\": \"a day\", \"amount_cents\": " + cents + "}"));
        var key = operator.key(account, "");
        return new Customer(account, key.at("/project_id").asLong(), key.at("/key").asString());
    }

    /** Another project of the same account. */
    Customer project(Customer first, String name) {
        var accounts = "accounts/" + first.account();
        long project =
                Admin.ok(operator.post(accounts + "/projects", "{\"name\": \"" + name + "\"}"))
                        .at("/id")
                        .asLong();
        var key = operator.key(first.account(), ", \"project_id\": " + project);
        return new Customer(first.account(), project, key.at("/key").asString());
    }

    /** Orders a video of 6 seconds; the task's id. */
    String order(Customer customer, int number, boolean pro) {
        var body = JsonMapper.shared().createObjectNode();
        body.put("model", "hailuo-02-text-to-video-" + (pro ? "pro" : "standard"));
        body.put("prompt", Station.prompt(number));
        if (!pro) {
            body.put("duration_seconds", 6);
        }
        var answer =
                gateway.send(
                        gateway.request(TestGateway.TEXT_TO_VIDEO, customer.key())
                                .header("Content-Type", "application/json")
                                .POST(
                                        java.net.http.HttpRequest.BodyPublishers.ofString(
                                                body.toString())));
        return Admin.ok(answer).at("/id").asString();
    }

    /** Lets time pass until a moment, as fast as it can. */
    void passUntil(Instant moment) {
        while (now().isBefore(moment)) {
            time.pass(moment, this::driven);
        }
    }

    /** Lets time pass until every task has ended, but not further than {@code latest}. */
    void passUntilAllEnded(Instant latest) {
        while (now().isBefore(latest) && (driven > 0 || count(OPEN) > 0)) {
            time.pass(latest, this::driven);
        }
    }

    private int driven() {
        driven = count(DRIVEN);
        return driven;
    }

    private int count(String query) {
        return database.read(
                tx -> tx.handle().createQuery(query).map((row, _) -> row.getInt(1)).one());
    }

    /** What the gateway tells its operator of these tasks, in their order. */
    List<Story> stories(List<String> ids) {
        return ids.stream().map(id -> Story.of(Admin.ok(operator.get("tasks/" + id)))).toList();
    }

    @Override
    public void close() {
        database.close();
        gateway.close();
    }
}
