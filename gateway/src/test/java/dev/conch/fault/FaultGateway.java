package dev.conch.fault;

import dev.conch.Gateway;
import dev.conch.base.Bell;
import dev.conch.config.Config;
import dev.conch.fault.HttpProvider.Carelessness;
import dev.conch.provider.VideoProvider;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Scanner;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The program that is killed: the real gateway. Its only provider is an {@link HttpProvider}, or it
 * has the real adapters of the operator's file. Arguments: the upstream's URL, empty where there is
 * such a file, {@link Carelessness} by name or an empty word, how many milliseconds its clock is
 * ahead, then settings such as {@code server.port=8080}.
 *
 * <p>It waits less than a real one between two tries. On its standard input it is told how far
 * ahead its clock shall be; it ends when that input does, so that nothing is left of a harness that
 * was killed itself.
 */
final class FaultGateway {
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(150);

    private FaultGateway() {}

    public static void main(String[] arguments) {
        var clock = new ShiftedClock(Clock.systemUTC(), Long.parseLong(arguments[2]));
        System.setProperty("conch.log.format", "text");
        var gateway =
                new Gateway(
                        Config.load(null, Map.of(), settings(arguments)),
                        new Gateway.Time(clock, FaultGateway::pause),
                        work -> providers(arguments, work));
        Runtime.getRuntime()
                .addShutdownHook(Thread.ofPlatform().name("stop").unstarted(gateway::close));
        try {
            gateway.start();
        } catch (RuntimeException e) {
            e.printStackTrace();
            System.exit(1);
        }
        System.out.println("listening on " + gateway.port());
        System.out.flush();
        listen(clock);
    }

    private static List<VideoProvider> providers(String[] arguments, Path work) {
        return arguments[0].isEmpty()
                ? List.of()
                : List.of(new HttpProvider(URI.create(arguments[0]), work, careless(arguments[1])));
    }

    private static void pause(Bell bell, Duration wanted) throws InterruptedException {
        bell.await(wanted.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : wanted);
    }

    private static Map<String, String> settings(String[] arguments) {
        var settings = new HashMap<String, String>();
        for (int i = 3; i < arguments.length; i++) {
            int equals = arguments[i].indexOf('=');
            settings.put(arguments[i].substring(0, equals), arguments[i].substring(equals + 1));
        }
        return settings;
    }

    private static Set<Carelessness> careless(String names) {
        return Stream.of(names.split(","))
                .filter(name -> !name.isEmpty())
                .map(Carelessness::valueOf)
                .collect(Collectors.toSet());
    }

    private static void listen(ShiftedClock clock) {
        try (var lines = new Scanner(System.in, StandardCharsets.US_ASCII)) {
            while (lines.hasNextLong()) {
                clock.ahead(lines.nextLong());
            }
        }
        Runtime.getRuntime().halt(3);
    }
}
