package dev.conch.cli;

import picocli.CommandLine.Command;

/** {@code conch webhooks}: who is told of tasks, what they were told, and what signs it. */
@Command(
        name = "webhooks",
        description = "Servers that are told of tasks, and what they were sent.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            EndpointsCommand.class,
            DeliveriesCommand.class,
            CallbackSecretCommand.class
        })
final class WebhooksCommand extends Group {}
