package dev.conch;

import static dev.conch.testing.TestGateway.KEY;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.conch.account.Accounts;
import dev.conch.account.Audit;
import dev.conch.account.Keys;
import dev.conch.account.Limits;
import dev.conch.account.NewKey;
import dev.conch.account.Priority;
import dev.conch.account.Scope;
import dev.conch.db.Database;
import dev.conch.ledger.Ledger;
import dev.conch.testing.TestGateway;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Who guesses keys is slowed down; who has one is not. */
class WrongKeyTest {
    private static final String SECRET = "0123456789abcdef".repeat(4);
    private static final String ACCOUNTS = "/api/admin/v1/accounts";
    private static final String BALANCE = "/api/v1/me/balance";

    @TempDir Path folder;

    @Test
    void after_twenty_wrong_keys_from_an_address_it_is_told_to_wait_and_a_right_key_still_works() {
        try (var gateway = open(Map.of())) {
            for (int i = 0; i < 20; i++) {
                assertThat(ask(gateway, "wrong-" + i).statusCode()).isEqualTo(401);
            }

            var refused = ask(gateway, "wrong-20");
            assertThat(refused.statusCode()).isEqualTo(429);
            assertThat(refused.headers().firstValue("retry-after")).hasValue("3");
            assertThat(ask(gateway, KEY).statusCode()).isEqualTo(200);

            gateway.clock.advance(Duration.ofSeconds(3));
            assertThat(ask(gateway, "wrong-21").statusCode()).isEqualTo(401);
            assertThat(ask(gateway, "wrong-22").statusCode()).isEqualTo(429);
        }
    }

    @Test
    void guesses_at_operators_keys_count_with_the_others() {
        var operator = "an-operators-key-that-was-chosen";
        try (var gateway = open(Map.of("bootstrap.admin_key", operator))) {
            for (int i = 0; i < 10; i++) {
                assertThat(ask(gateway, ACCOUNTS, "wrong").statusCode()).isEqualTo(401);
                assertThat(ask(gateway, BALANCE, "wrong").statusCode()).isEqualTo(401);
            }
            assertThat(ask(gateway, ACCOUNTS, "wrong").statusCode()).isEqualTo(429);
            assertThat(ask(gateway, ACCOUNTS, operator).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void a_request_without_a_key_is_no_guess() {
        try (var gateway = open(Map.of())) {
            for (int i = 0; i < 30; i++) {
                assertThat(gateway.send(HttpRequest.newBuilder(gateway.uri(BALANCE))).statusCode())
                        .isEqualTo(401);
            }
            assertThat(ask(gateway, "wrong").statusCode()).isEqualTo(401);
        }
    }

    @Test
    void unknown_mistyped_revoked_and_expired_keys_are_answered_alike() {
        try (var gateway = open(Map.of())) {
            var made = makeKeys(gateway);
            assertThat(ask(gateway, made.expiring()).statusCode()).isEqualTo(200);
            gateway.clock.advance(Duration.ofSeconds(60));

            var bodies = new ArrayList<String>();
            for (var key :
                    List.of(
                            "an-unknown-key-that-was-chosen",
                            "conch_" + "A".repeat(49),
                            made.revoked(),
                            made.expiring())) {
                var refused = ask(gateway, key);
                assertThat(refused.statusCode()).isEqualTo(401);
                assertThat(refused.headers().firstValue("www-authenticate")).hasValue("Bearer");
                bodies.add(refused.body());
            }
            assertThat(bodies).containsOnly(bodies.getFirst());
        }
    }

    @Test
    void callers_cannot_choose_their_address() {
        try (var gateway = open(Map.of())) {
            for (int i = 0; i < 20; i++) {
                askFrom(gateway, "192.0.2." + i);
            }
            assertThat(askFrom(gateway, "192.0.2.99").statusCode()).isEqualTo(429);
        }
    }

    @Test
    void behind_a_trusted_proxy_the_last_address_counts() {
        try (var gateway = open(Map.of("server.trust_forwarded_for", "true"))) {
            for (int i = 0; i < 20; i++) {
                askFrom(gateway, "198.51.100." + i + ", 192.0.2.1");
            }
            assertThat(askFrom(gateway, "203.0.113.9, 192.0.2.1").statusCode()).isEqualTo(429);
            assertThat(askFrom(gateway, "192.0.2.1:4711").statusCode()).isEqualTo(429);
            assertThat(askFrom(gateway, "192.0.2.2").statusCode()).isEqualTo(401);
            assertThat(ask(gateway, "wrong").statusCode()).isEqualTo(401);
        }
    }

    @Test
    void the_addresses_of_an_ipv6_network_are_one_and_nonsense_is_the_proxys_own() {
        try (var gateway = open(Map.of("server.trust_forwarded_for", "true"))) {
            for (int i = 0; i < 20; i++) {
                askFrom(gateway, "2001:db8:1:2::" + i);
                askFrom(gateway, "unknown");
            }
            assertThat(askFrom(gateway, "[2001:db8:1:2:ffff::1]:443").statusCode()).isEqualTo(429);
            assertThat(askFrom(gateway, "2001:db8:1:3::1").statusCode()).isEqualTo(401);
            assertThat(ask(gateway, "wrong").statusCode()).isEqualTo(429);
        }
    }

    @Test
    void a_chosen_key_that_could_never_be_shown_stops_the_first_start() {
        var settings = Map.of("bootstrap.key", "conch_" + "A".repeat(49));
        try (var gateway = TestGateway.with(folder, 0, settings)) {
            assertThatThrownBy(gateway::start).hasMessageContaining("do not fit");
        }
    }

    private record Made(String revoked, String expiring) {}

    private Made makeKeys(TestGateway gateway) {
        try (var database = Database.open(folder.resolve("data/conch.db"))) {
            var keys = new Keys(database, ServerKey.of(SECRET).derive("api-keys"), gateway.clock);
            var accounts = new Accounts(database, new Ledger(database), keys, gateway.clock);
            var change = new Audit.Change("test", null, gateway.clock.instant());
            var account = database.write(tx -> accounts.create(tx, change, "Ada", "", Limits.NONE));
            var project = accounts.projects(account.id()).getFirst();
            var revoked =
                    database.write(
                            tx -> keys.create(tx, change, NewKey.ofEverything(project, "revoked")));
            keys.revoke("test", account.id(), revoked.key().id());
            var expiring =
                    database.write(
                            tx ->
                                    keys.create(
                                            tx,
                                            change,
                                            new NewKey(
                                                    project,
                                                    "expiring",
                                                    Scope.ordinary(),
                                                    Limits.NONE,
                                                    Priority.NORMAL,
                                                    false,
                                                    gateway.clock.instant().plusSeconds(60))));
            return new Made(revoked.secret().reveal(), expiring.secret().reveal());
        }
    }

    private TestGateway open(Map<String, String> settings) {
        var all = new HashMap<>(settings);
        all.put("server.secret", SECRET);
        return TestGateway.with(folder, 0, all).start();
    }

    private static HttpResponse<String> ask(TestGateway gateway, String key) {
        return ask(gateway, BALANCE, key);
    }

    private static HttpResponse<String> ask(TestGateway gateway, String path, String key) {
        return gateway.send(HttpRequest.newBuilder(gateway.uri(path)).header("X-API-Key", key));
    }

    private static HttpResponse<String> askFrom(TestGateway gateway, String forwardedFor) {
        return gateway.send(
                HttpRequest.newBuilder(gateway.uri(BALANCE))
                        .header("X-API-Key", "wrong")
                        .header("X-Forwarded-For", forwardedFor));
    }
}
