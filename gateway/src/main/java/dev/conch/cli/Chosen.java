package dev.conch.cli;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;

import tools.jackson.databind.JsonNode;

import java.util.StringJoiner;

/** The account that a command is about: the one that is named, or the only one. */
final class Chosen {
    @Option(
            names = "--account",
            paramLabel = "ID",
            description = "The account (default: the only one there is).")
    private @Nullable Long account;

    /** The path of the account's part called {@code part}. */
    String path(ConchClient client, String part) {
        return "%s/accounts/%d/%s".formatted(Remote.API, id(client), part);
    }

    private long id(ConchClient client) {
        if (account != null) {
            return account;
        }
        var accounts = client.get(Remote.API + "/accounts?limit=10").at("/accounts");
        if (accounts.size() != 1) {
            throw new CommandFailed("say --account; there are: " + names(accounts));
        }
        return accounts.get(0).at("/id").asLong();
    }

    private static String names(JsonNode accounts) {
        var names = new StringJoiner(", ");
        for (var one : accounts) {
            names.add("%d (%s)".formatted(one.at("/id").asLong(), one.at("/name").asString()));
        }
        return names.toString();
    }
}
