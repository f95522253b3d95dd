package dev.conch.cli;

import picocli.CommandLine.Option;

import java.io.PrintWriter;

/** How long a former secret signs beside its successor. */
final class Overlap {
    @Option(
            names = "--overlap-hours",
            paramLabel = "N",
            description =
                    "How long the old secret signs beside the new one (default:"
                            + " ${DEFAULT-VALUE}).",
            defaultValue = "24")
    private int hours;

    String body() {
        return Remote.object().put("overlap_hours", hours).toString();
    }

    void print(PrintWriter out) {
        out.println(
                switch (hours) {
                    case 0 -> "the former secret signs nothing more";
                    case 1 -> "the former secret signs beside it for an hour";
                    default -> "the former secret signs beside it for %d hours".formatted(hours);
                });
    }
}
