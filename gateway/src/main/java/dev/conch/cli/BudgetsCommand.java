package dev.conch.cli;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.io.PrintWriter;

/** {@code conch budgets}. */
@Command(
        name = "budgets",
        description = "What an account, a project or a key may spend; never exceeded.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class BudgetsCommand extends Group {
    private static final String PART = "budgets";

    @Command(
            name = "list",
            description = "All budgets, and what is left of them.",
            mixinStandardHelpOptions = true)
    int list(@Mixin Remote remote, @Mixin Chosen account) {
        return remote.run(
                client -> client.get(account.path(client, PART)),
                (out, answer) -> print(out, answer.at("/budgets")));
    }

    /** Money or a number of tasks. */
    static final class Amount {
        @Option(
                names = "--amount",
                paramLabel = "DOLLARS",
                converter = Dollars.class,
                description = "What may be spent, such as 50.")
        private @Nullable Long cents;

        @Option(names = "--tasks", paramLabel = "N", description = "How many tasks may start.")
        private @Nullable Long tasks;
    }

    /** What is limited, and how. */
    static final class Order {
        @Option(names = "--owner", required = true, description = "account, project:ID or key:ID.")
        private String owner = "";

        @Option(names = "--per", required = true, description = "day, month or total.")
        private String period = "";

        @Option(
                names = "--time-zone",
                paramLabel = "ZONE",
                description = "Where days and months begin, such as Europe/Berlin (default: UTC).")
        private @Nullable String zone;

        ObjectNode body() {
            var body = Remote.object().put("owner", owner).put("period", period);
            if (zone != null) {
                body.put("time_zone", zone);
            }
            return body;
        }
    }

    @Command(
            name = "set",
            description = "Sets a budget, or replaces the one of the same owner, kind and period.",
            mixinStandardHelpOptions = true)
    int set(
            @Mixin Remote remote,
            @Mixin Chosen account,
            @Mixin Order order,
            @ArgGroup(multiplicity = "1") Amount amount) {
        var body = order.body();
        if (amount.tasks != null) {
            body.put("unit", "tasks").put("amount", amount.tasks);
        } else {
            body.put("unit", "cents").put("amount", amount.cents);
        }
        return remote.run(
                client -> client.put(account.path(client, PART), body.toString()),
                (out, budget) -> print(out, Remote.object().putArray(PART).add(budget)));
    }

    @Command(name = "remove", description = "Takes a budget away.", mixinStandardHelpOptions = true)
    int remove(
            @Mixin Remote remote, @Mixin Chosen account, @Parameters(paramLabel = "ID") long id) {
        return remote.run(
                client -> client.delete(account.path(client, PART) + "/" + id),
                (out, answer) -> out.printf("removed budget %d%n", answer.at("/id").asLong()));
    }

    private static void print(PrintWriter out, JsonNode budgets) {
        var table =
                new Table(
                        "ID", "OWNER", "PER", "MOST", "USED", "LEFT", "TIME ZONE", "RESETS (UTC)");
        for (var budget : budgets) {
            table.row(
                    Wording.text(budget, "/id"),
                    Wording.text(budget, "/owner"),
                    Wording.text(budget, "/period"),
                    quantity(budget, "/amount"),
                    quantity(budget, "/used"),
                    quantity(budget, "/left"),
                    Wording.text(budget, "/time_zone"),
                    Wording.time(budget, "/resets_at"));
        }
        table.print(out);
    }

    private static String quantity(JsonNode budget, String pointer) {
        return Wording.text(budget, "/unit").equals("cents")
                ? Wording.dollars(budget, pointer)
                : Wording.text(budget, pointer) + " tasks";
    }
}
