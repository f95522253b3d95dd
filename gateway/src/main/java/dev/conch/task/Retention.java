package dev.conch.task;

import dev.conch.account.Accounts;
import dev.conch.account.Project;

import java.time.Duration;

/**
 * How long the files of a project's tasks are kept: as the project's limits say, otherwise as the
 * settings say. A change concerns files that are made after it. Shared between threads.
 */
public final class Retention {
    /** More would leave the years that links and dates can hold. */
    private static final Duration LONGEST = Duration.ofDays(3650);

    private final Accounts accounts;
    private final Duration preset;

    public Retention(Accounts accounts, Duration preset) {
        this.accounts = accounts;
        this.preset = preset;
    }

    /** Asks the database, which is cheap beside storing a file. */
    public Duration of(long projectId) {
        return accounts.findProject(projectId).map(this::of).orElse(preset);
    }

    public Duration of(Project project) {
        var days = project.limits().retentionDays();
        return days == null ? preset : Duration.ofDays(Math.min(days, LONGEST.toDays()));
    }
}
