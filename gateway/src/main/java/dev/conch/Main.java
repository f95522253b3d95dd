package dev.conch;

import dev.conch.base.Bell;
import dev.conch.cli.Cli;
import dev.conch.config.Config;
import dev.conch.provider.studio.StudioProvider;

import java.time.Clock;
import java.util.List;

/**
 * Turns arguments into a command. The only place that knows the system's clock and may end the
 * process.
 */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        var environment = Config.environment();
        var check = new UpstreamsCheck(environment, Clock.systemUTC());
        System.exit(new Cli(Main::gateway, check, environment, System.in).run(arguments));
    }

    private static Gateway gateway(Config config) {
        var time = new Gateway.Time(Clock.systemUTC(), Bell::await);
        return new Gateway(
                config,
                time,
                work ->
                        config.studio().enabled()
                                ? List.of(StudioProvider.start(studio(config), work))
                                : List.of());
    }

    private static StudioProvider.Settings studio(Config config) {
        var studio = config.studio();
        return new StudioProvider.Settings(
                config.worker().renders(),
                studio.quality() == dev.conch.config.StudioConfig.Quality.DRAFT,
                studio.threads(),
                studio.heapMb(),
                studio.seed());
    }
}
