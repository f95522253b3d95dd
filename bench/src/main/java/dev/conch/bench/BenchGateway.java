package dev.conch.bench;

import dev.conch.Gateway;
import dev.conch.base.Bell;
import dev.conch.config.Config;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The program that is measured: the real gateway, its only provider a {@link BenchProvider}.
 * Arguments: how many tasks that works on at once, whether it finishes any, then settings such as
 * {@code server.port=8080}.
 *
 * <p>It ends when its standard input does, so that nothing is left of a measurement that was
 * killed.
 */
public final class BenchGateway {
    private BenchGateway() {}

    public static void main(String[] arguments) throws IOException {
        int concurrency = Integer.parseInt(arguments[0]);
        boolean finishes = Boolean.parseBoolean(arguments[1]);
        var clock = Clock.systemUTC();
        var gateway =
                new Gateway(
                        Config.load(null, Map.of(), settings(arguments)),
                        new Gateway.Time(clock, Bell::await),
                        work -> List.of(new BenchProvider(concurrency, finishes, work, clock)));
        gateway.start();
        System.out.println("listening");
        System.in.transferTo(OutputStream.nullOutputStream()); // until it ends
        Runtime.getRuntime().halt(0);
    }

    private static Map<String, String> settings(String[] arguments) {
        return Arrays.stream(arguments)
                .skip(2)
                .map(setting -> setting.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
    }
}
