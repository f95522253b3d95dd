package dev.conch.api.runapi;

import dev.conch.account.Scope;
import dev.conch.api.Authenticator;
import dev.conch.api.Json;
import dev.conch.api.RouteTable;
import dev.conch.api.Routes;
import dev.conch.ledger.Ledger;

import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

import java.time.Clock;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/** {@code /api/v1/me} and {@code /api/v1/me/balance}. */
public final class AccountRoutes implements Routes {
    private final Authenticator authenticator;
    private final Ledger ledger;
    private final Clock clock;

    public AccountRoutes(Authenticator authenticator, Ledger ledger, Clock clock) {
        this.authenticator = authenticator;
        this.ledger = ledger;
        this.clock = clock;
    }

    @Override
    public void addTo(RouteTable table) {
        table.get("/api/v1/me", this::me);
        table.get("/api/v1/me/balance", this::balance);
    }

    private void me(ServerRequest request, ServerResponse response) {
        var account = authenticator.authenticate(request, response, Scope.ACCOUNT_READ).account();
        var body = Json.object();
        body.put("id", account.id());
        body.put("name", account.name());
        body.put("email", account.email());
        body.putObject("account").put("id", account.id()).put("name", account.name());
        Json.send(response, 200, body);
    }

    /** What is held for running tasks is not part of the balance; a day begins at midnight UTC. */
    private void balance(ServerRequest request, ServerResponse response) {
        var account = authenticator.authenticate(request, response, Scope.ACCOUNT_READ).account();
        var midnight = clock.instant().atZone(ZoneOffset.UTC).truncatedTo(ChronoUnit.DAYS);
        var balance = ledger.balance(account.id(), midnight.toInstant());
        var body = Json.object();
        body.put("balance_cents", balance.available().cents());
        body.put("paid_balance_cents", balance.paid().cents());
        body.put("bonus_balance_cents", balance.available().cents() - balance.paid().cents());
        body.put("held_cents", balance.held().centsRoundedUp());
        body.put("spent_cents_today", balance.spentToday().centsRoundedUp());
        body.put("spent_cents_total", balance.spentTotal().centsRoundedUp());
        Json.send(response, 200, body);
    }
}
