package dev.conch.cli;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.io.PrintWriter;

/** {@code conch accounts}. */
@Command(
        name = "accounts",
        description = "Customers and their money.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class AccountsCommand extends Group {
    private static final String PATH = Remote.API + "/accounts";

    @Command(name = "list", description = "All accounts.", mixinStandardHelpOptions = true)
    int list(@Mixin Remote remote, @Mixin PageOptions page) {
        return remote.run(
                client -> client.get(PATH + page.query()),
                (out, answer) -> {
                    var table = new Table("ID", "NAME", "EMAIL", "STATE", "LIMITS", "CREATED");
                    for (var account : answer.at("/accounts")) {
                        table.row(
                                Wording.text(account, "/id"),
                                Wording.text(account, "/name"),
                                Wording.text(account, "/email"),
                                state(account),
                                Wording.limits(account.at("/limits")),
                                Wording.time(account, "/created_at"));
                    }
                    table.print(out);
                    PageOptions.printMore(out, answer);
                });
    }

    @Command(
            name = "create",
            description = "Makes an account with an empty balance and one project.",
            mixinStandardHelpOptions = true)
    int create(
            @Mixin Remote remote,
            @Mixin Repeatable repeatable,
            @Parameters(paramLabel = "NAME") String name,
            @Option(names = "--email") @Nullable String email,
            @Mixin LimitOptions limits) {
        var body = Remote.object().put("name", name);
        put(body, "email", email);
        limits.into(body);
        return remote.run(
                client -> client.postOnce(PATH, body.toString(), repeatable.key()),
                AccountsCommand::show);
    }

    @Command(
            name = "show",
            description = "An account and its balance.",
            mixinStandardHelpOptions = true)
    int show(@Mixin Remote remote, @Parameters(paramLabel = "ID") long id) {
        return remote.run(client -> client.get(PATH + "/" + id), AccountsCommand::show);
    }

    /** What can be changed of an account. */
    static final class Changes {
        @Option(names = "--name")
        private @Nullable String name;

        @Option(names = "--email")
        private @Nullable String email;

        @Option(names = "--disable", description = "Refuses all of its keys from now on.")
        private boolean disable;

        @Option(names = "--enable", description = "Takes a --disable back.")
        private boolean enable;

        ObjectNode body() {
            if (enable && disable) {
                throw new CommandFailed("say --enable or --disable, not both");
            }
            var body = Remote.object();
            put(body, "name", name);
            put(body, "email", email);
            if (enable || disable) {
                body.put("disabled", disable);
            }
            return body;
        }
    }

    @Command(
            name = "update",
            description = "Changes an account; takes effect at once.",
            mixinStandardHelpOptions = true)
    int update(
            @Mixin Remote remote,
            @Parameters(paramLabel = "ID") long id,
            @Mixin Changes changes,
            @Mixin LimitOptions limits) {
        var body = changes.body();
        limits.into(body);
        return remote.run(
                client -> client.patch(PATH + "/" + id, body.toString()), AccountsCommand::show);
    }

    @Command(
            name = "top-up",
            description = "Gives an account money.",
            mixinStandardHelpOptions = true)
    int topUp(
            @Mixin Remote remote,
            @Mixin Repeatable repeatable,
            @Parameters(paramLabel = "ID") long id,
            @Mixin Amount amount,
            @Option(names = "--bonus", description = "It is a present; presents are spent first.")
                    boolean bonus) {
        var body = amount.body().put("kind", bonus ? "bonus" : "paid");
        return move(remote, repeatable, id + "/top_ups", body);
    }

    @Command(
            name = "adjust",
            description = "Corrects an account's paid balance, up or down.",
            mixinStandardHelpOptions = true)
    int adjust(
            @Mixin Remote remote,
            @Mixin Repeatable repeatable,
            @Parameters(paramLabel = "ID") long id,
            @Mixin Amount amount) {
        return move(remote, repeatable, id + "/adjustments", amount.body());
    }

    private static int move(Remote remote, Repeatable repeatable, String path, ObjectNode body) {
        return remote.run(
                client -> client.postOnce(PATH + "/" + path, body.toString(), repeatable.key()),
                (out, answer) ->
                        out.printf(
                                "%s of %s%s, the balance is %s%n",
                                Wording.text(answer, "/kind").replace('_', '-'),
                                Wording.exactDollars(answer, "/amount_micro_cents"),
                                answer.at("/replayed").asBoolean()
                                        ? " (done before, not again)"
                                        : "",
                                Wording.dollars(answer, "/balance/balance_cents")));
    }

    /** How much money is moved, and why. */
    static final class Amount {
        @Option(
                names = "--amount",
                paramLabel = "DOLLARS",
                required = true,
                converter = Dollars.class,
                description = "Such as 50 or 12.50.")
        private long cents;

        @Option(
                names = "--reason",
                paramLabel = "TEXT",
                required = true,
                description = "Stays in the ledger.")
        private String reason = "";

        ObjectNode body() {
            return Remote.object().put("amount_cents", cents).put("reason", reason);
        }
    }

    @Command(
            name = "ledger",
            description = "What moved an account's money, the newest first.",
            mixinStandardHelpOptions = true)
    int ledger(
            @Mixin Remote remote, @Parameters(paramLabel = "ID") long id, @Mixin PageOptions page) {
        return remote.run(
                client -> client.get(PATH + "/" + id + "/ledger" + page.query()),
                (out, answer) -> {
                    var table = new Table("AT (UTC)", "KIND", "FUND", "AMOUNT", "WHY");
                    for (var entry : answer.at("/entries")) {
                        table.row(
                                Wording.time(entry, "/at"),
                                Wording.text(entry, "/kind"),
                                Wording.text(entry, "/fund"),
                                Wording.exactDollars(entry, "/amount_micro_cents"),
                                Wording.text(
                                        entry,
                                        Wording.has(entry, "/task_id") ? "/task_id" : "/reason"));
                    }
                    table.print(out);
                    PageOptions.printMore(out, answer);
                });
    }

    private static String state(JsonNode account) {
        return account.at("/disabled").asBoolean() ? "disabled" : "active";
    }

    private static void show(PrintWriter out, JsonNode account) {
        out.printf(
                "account   %s  %s  %s  %s%n",
                Wording.text(account, "/id"),
                Wording.text(account, "/name"),
                Wording.text(account, "/email"),
                state(account));
        out.printf("limits    %s%n", Wording.limits(account.at("/limits")));
        var balance = account.at("/balance");
        out.printf(
                "balance   %s (paid %s, bonus %s), held for tasks %s%n",
                Wording.dollars(balance, "/balance_cents"),
                Wording.dollars(balance, "/paid_balance_cents"),
                Wording.dollars(balance, "/bonus_balance_cents"),
                Wording.dollars(balance, "/held_cents"));
        out.printf(
                "spent     %s today, %s in all%n",
                Wording.dollars(balance, "/spent_cents_today"),
                Wording.dollars(balance, "/spent_cents_total"));
    }

    private static void put(ObjectNode body, String name, @Nullable String value) {
        if (value != null) {
            body.put(name, value);
        }
    }
}
