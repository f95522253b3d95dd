package dev.conch.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

import java.util.Map;
import java.util.concurrent.Callable;

/** {@code conch task ID}: short for {@code conch tasks show ID}. */
@Command(
        name = "task",
        description = "The whole story of a task: states, submits, money, files, deliveries.",
        mixinStandardHelpOptions = true)
final class TaskCommand implements Callable<Integer> {
    @Mixin private final Remote remote;

    @Parameters(paramLabel = "ID", description = "A UUID, or tsk_ and 32 hexadecimal digits.")
    private String id = "";

    TaskCommand(Map<String, String> environment) {
        this.remote = new Remote(environment);
    }

    @Override
    public Integer call() {
        return remote.run(client -> client.get(TasksCommand.path(id)), StoryText::print);
    }
}
