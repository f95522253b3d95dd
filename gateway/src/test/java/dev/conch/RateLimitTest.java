package dev.conch;

import static dev.conch.testing.TestGateway.MARBLE;
import static dev.conch.testing.TestGateway.TEXT_TO_VIDEO;
import static dev.conch.testing.TestGateway.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.conch.account.Accounts;
import dev.conch.account.Audit;
import dev.conch.account.Keys;
import dev.conch.account.Labeling;
import dev.conch.account.Limits;
import dev.conch.account.NewKey;
import dev.conch.account.Priority;
import dev.conch.account.Project;
import dev.conch.account.Scope;
import dev.conch.db.Database;
import dev.conch.db.Dialect;
import dev.conch.db.Work;
import dev.conch.ledger.Ledger;
import dev.conch.testing.TestDatabases;
import dev.conch.testing.TestGateway;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;

/** Requests per minute of keys, projects and accounts, over HTTP. */
@ParameterizedClass
@EnumSource(Dialect.class)
@Timeout(60)
class RateLimitTest {
    private static final String SECRET = "0123456789abcdef".repeat(4);
    private static final String BALANCE = "/api/v1/me/balance";

    @Parameter Dialect dialect;
    @TempDir Path folder;
    private TestGateway gateway;

    /** Another pair of hands on the same database, as an administrator on another node has. */
    private Database database;

    private Accounts accounts;
    private Keys keys;

    @BeforeEach
    void open() {
        var settings = new HashMap<>(Map.of("server.secret", SECRET));
        if (dialect == Dialect.POSTGRESQL) {
            settings.put("db.url", TestDatabases.freshPostgres());
        }
        gateway = TestGateway.with(folder, 0, settings).start();
        database =
                settings.containsKey("db.url")
                        ? Database.open(settings.get("db.url"))
                        : Database.open(folder.resolve("data/conch.db"));
        keys = new Keys(database, ServerKey.of(SECRET).derive("api-keys"), gateway.clock);
        accounts = new Accounts(database, new Ledger(database), keys, gateway.clock);
    }

    @AfterEach
    void close() {
        database.close();
        gateway.close();
    }

    @Test
    void a_key_that_is_used_up_is_told_when_to_come_back_and_then_passes() {
        var key = key(project(Limits.NONE, Limits.NONE), perMinute(3));
        for (int i = 0; i < 3; i++) {
            assertThat(ask(key).statusCode()).isEqualTo(200);
        }

        var refused = ask(key);
        assertThat(refused.statusCode()).isEqualTo(429);
        var error = json(refused).at("/error");
        assertThat(error.at("/code").asString()).isEqualTo("rate_limited");
        assertThat(error.at("/type").asString()).isEqualTo("rate_limit_error");
        assertThat(error.at("/message").asString())
                .isEqualTo("This key may make 3 requests a minute");
        assertThat(header(refused, "retry-after")).isEqualTo("20");

        gateway.clock.advance(Duration.ofMillis(19_999));
        assertThat(header(ask(key), "retry-after")).isEqualTo("1");
        gateway.clock.advance(Duration.ofMillis(1));
        assertThat(ask(key).statusCode()).isEqualTo(200);
        assertThat(ask(key).statusCode()).isEqualTo(429);
    }

    @Test
    void the_keys_of_a_project_share_its_limit() {
        var project = project(Limits.NONE, perMinute(2));
        assertThat(ask(key(project, Limits.NONE)).statusCode()).isEqualTo(200);
        assertThat(ask(key(project, Limits.NONE)).statusCode()).isEqualTo(200);

        var refused = ask(key(project, Limits.NONE));
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.body()).contains("This project may make 2 requests a minute");
    }

    @Test
    void the_projects_of_an_account_share_its_limit_and_other_accounts_do_not_care() {
        var project = project(perMinute(2), Limits.NONE);
        var other =
                changed(
                        tx ->
                                accounts.createProject(
                                        tx,
                                        change(),
                                        project.accountId(),
                                        "other",
                                        Limits.NONE,
                                        Labeling.PASSTHROUGH));
        assertThat(ask(key(project, Limits.NONE)).statusCode()).isEqualTo(200);
        assertThat(ask(key(other, Limits.NONE)).statusCode()).isEqualTo(200);

        var refused = ask(key(other, Limits.NONE));
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.body()).contains("This account may make 2 requests a minute");
        assertThat(gateway.get(BALANCE).statusCode()).isEqualTo(200);
    }

    @Test
    void answers_tell_every_limit_and_for_clients_of_openai_the_tightest() {
        var key = key(project(perMinute(120), perMinute(1)), perMinute(60));
        var answer = ask(key);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(header(answer, "ratelimit-policy"))
                .isEqualTo("\"key\";q=60;w=60, \"project\";q=1;w=60, \"account\";q=120;w=60");
        assertThat(header(answer, "ratelimit"))
                .isEqualTo("\"key\";r=59;t=1, \"project\";r=0;t=60, \"account\";r=119;t=1");
        assertThat(header(answer, "x-ratelimit-limit-requests")).isEqualTo("1");
        assertThat(header(answer, "x-ratelimit-remaining-requests")).isEqualTo("0");
        assertThat(header(answer, "x-ratelimit-reset-requests")).isEqualTo("1m0s");
        assertThat(answer.headers().firstValue("retry-after")).isEmpty();
    }

    @Test
    void a_refusal_tells_the_same_and_takes_nothing_from_the_other_levels() {
        var key = key(project(Limits.NONE, perMinute(1)), perMinute(60));
        ask(key);
        for (int i = 0; i < 5; i++) {
            var refused = ask(key);
            assertThat(refused.statusCode()).isEqualTo(429);
            assertThat(header(refused, "ratelimit"))
                    .isEqualTo("\"key\";r=59;t=1, \"project\";r=0;t=60");
            assertThat(header(refused, "x-ratelimit-remaining-requests")).isEqualTo("0");
        }
    }

    @Test
    void answers_to_requests_that_fail_for_another_reason_count_and_tell_too() {
        var project = project(Limits.NONE, Limits.NONE);
        var reader = key(project, perMinute(3), Set.of(Scope.ACCOUNT_READ));

        var forbidden = get("/api/v1/tasks/9b0ea00c-3b8e-4c71-8d6b-d5c1f6b0f111", reader);
        assertThat(forbidden.statusCode()).isEqualTo(403);
        assertThat(header(forbidden, "ratelimit")).isEqualTo("\"key\";r=2;t=20");
    }

    @Test
    void who_has_no_limit_reads_of_none() {
        assertThat(gateway.get(BALANCE).headers().map().keySet())
                .noneMatch(name -> name.toLowerCase(Locale.ROOT).contains("ratelimit"));
    }

    @Test
    void callers_that_race_get_what_the_limit_says_and_no_more() throws Exception {
        var project = project(Limits.NONE, perMinute(25));
        var first = key(project, Limits.NONE);
        var second = key(project, perMinute(20));
        var asks = new ArrayList<Callable<Integer>>();
        for (int i = 0; i < 50; i++) {
            asks.add(() -> ask(first).statusCode());
            asks.add(() -> ask(second).statusCode());
        }
        var statuses = new ArrayList<Integer>();
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var result : callers.invokeAll(asks)) {
                statuses.add(result.get());
            }
        }

        assertThat(statuses).filteredOn(s -> s == 200).hasSize(25);
        assertThat(statuses).filteredOn(s -> s == 429).hasSize(75);
    }

    @Test
    void to_wait_is_429_with_a_time_and_to_pay_is_402_without() {
        var key = key(project(Limits.NONE, Limits.NONE), perMinute(1));
        var unpaid = create(key);
        var tooMany = create(key);

        assertThat(unpaid.statusCode()).isEqualTo(402);
        assertThat(json(unpaid).at("/error/code").asString()).isEqualTo("insufficient_credits");
        assertThat(unpaid.headers().firstValue("retry-after")).isEmpty();
        assertThat(tooMany.statusCode()).isEqualTo(429);
        assertThat(json(tooMany).at("/error/code").asString()).isEqualTo("rate_limited");
        assertThat(header(tooMany, "retry-after")).isEqualTo("60");
    }

    @Test
    void refusals_are_counted_by_their_reason() {
        var key = key(project(Limits.NONE, Limits.NONE), perMinute(1));
        ask(key);
        ask(key);
        ask(key);
        get(BALANCE, "wrong");

        assertThat(gateway.metric("conch_requests_refused_total{reason=\"rate_limited\"}"))
                .isEqualTo(2);
        assertThat(gateway.metric("conch_requests_refused_total{reason=\"unauthorized\"}"))
                .isEqualTo(1);
    }

    private HttpResponse<String> ask(String key) {
        return get(BALANCE, key);
    }

    private HttpResponse<String> get(String path, String key) {
        return gateway.send(
                HttpRequest.newBuilder(gateway.uri(path)).header("Authorization", "Bearer " + key));
    }

    private HttpResponse<String> create(String key) {
        return gateway.send(
                HttpRequest.newBuilder(gateway.uri(TEXT_TO_VIDEO))
                        .header("Authorization", "Bearer " + key)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(MARBLE)));
    }

    private static String header(HttpResponse<String> response, String name) {
        return response.headers().firstValue(name).orElse("none");
    }

    private Project project(Limits ofAccount, Limits ofProject) {
        return changed(
                tx -> {
                    var account =
                            accounts.create(tx, change(), "Ada", "ada@example.com", ofAccount);
                    return accounts.createProject(
                            tx, change(), account.id(), "limited", ofProject, Labeling.PASSTHROUGH);
                });
    }

    private Audit.Change change() {
        return new Audit.Change("test", null, gateway.clock.instant());
    }

    private <T> T changed(Work<T> work) {
        return database.write(work);
    }

    private String key(Project project, Limits limits) {
        return key(project, limits, Scope.ordinary());
    }

    private String key(Project project, Limits limits, Set<Scope> scopes) {
        return create(project, limits, scopes).secret().reveal();
    }

    private Keys.Created create(Project project, Limits limits, Set<Scope> scopes) {
        var key = new NewKey(project, "key", scopes, limits, Priority.NORMAL, false, null);
        return changed(tx -> keys.create(tx, change(), key));
    }

    private static Limits perMinute(int number) {
        return new Limits(number, null, null, null, null, null);
    }
}
