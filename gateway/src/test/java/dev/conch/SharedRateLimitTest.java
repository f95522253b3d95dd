package dev.conch;

import static dev.conch.testing.Admin.ok;

import static org.assertj.core.api.Assertions.assertThat;

import dev.conch.testing.Admin;
import dev.conch.testing.TestDatabases;
import dev.conch.testing.TestGateway;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;

/**
 * Requests per minute on two gateways that share a PostgreSQL. SQLite has one node, and so none
 * that could count beside it or change a limit behind its back.
 */
@Timeout(60)
class SharedRateLimitTest {
    private static final String SECRET = "0123456789abcdef".repeat(4);
    private static final String KEYS = "accounts/1/keys";

    @TempDir Path folder;
    private TestGateway one;
    private TestGateway two;

    @BeforeEach
    void open() {
        var settings = Map.of("db.url", TestDatabases.freshPostgres(), "server.secret", SECRET);
        one = TestGateway.with(folder.resolve("one"), 10_000, settings).start();
        two = TestGateway.with(folder.resolve("two"), 0, settings).start();
    }

    @AfterEach
    void close() {
        two.close();
        one.close();
    }

    private static HttpResponse<String> ask(TestGateway node, String key) {
        return node.send(node.request("/api/v1/me/balance", key));
    }

    private static String limits(int perMinute) {
        return "\"limits\": {\"requests_per_minute\": %d}".formatted(perMinute);
    }

    @Test
    void a_changed_limit_holds_on_every_node() {
        var made = Admin.operator(one).key(1, ", " + limits(1));
        var key = made.at("/key").asString();
        assertThat(ask(one, key).statusCode()).isEqualTo(200);
        assertThat(ask(one, key).statusCode()).isEqualTo(429);

        var path = KEYS + "/" + made.at("/id").asString();
        ok(Admin.operator(two).send("PATCH", path, "{" + limits(1000) + "}"));
        var deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        var answer = ask(one, key);
        while (answer.statusCode() == 429 && System.nanoTime() < deadline) {
            answer = ask(one, key);
        }

        assertThat(answer.headers().firstValue("ratelimit")).contains("\"key\";r=998;t=1");
    }

    @Test
    void callers_that_race_on_both_nodes_get_what_the_limit_says_and_no_more() throws Exception {
        var key = Admin.operator(one).key(1, ", " + limits(30)).at("/key").asString();
        var asks = new ArrayList<Callable<Integer>>();
        for (int i = 0; i < 40; i++) {
            asks.add(() -> ask(one, key).statusCode());
            asks.add(() -> ask(two, key).statusCode());
        }
        var statuses = new ArrayList<Integer>();
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var result : callers.invokeAll(asks)) {
                statuses.add(result.get());
            }
        }

        assertThat(statuses).filteredOn(s -> s == 200).hasSize(30);
        assertThat(statuses).filteredOn(s -> s == 429).hasSize(50);
    }
}
