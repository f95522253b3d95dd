package dev.conch.bench;

import dev.conch.Gateway;
import dev.conch.base.Bell;
import dev.conch.config.Config;
import dev.conch.provider.FetchedVideo;
import dev.conch.provider.PollOutcome;
import dev.conch.provider.SubmitOutcome;
import dev.conch.provider.VideoProvider;
import dev.conch.provider.VideoRequest;

import java.time.Clock;
import java.util.List;
import java.util.Map;

/**
 * A gateway that accepts tasks and starts none; prints its address, then serves until it is ended.
 */
public final class QueueingGateway {
    static final String KEY = "conch_bench_key_for_a_gateway_on_loopback_only";

    private QueueingGateway() {}

    public static void main(String[] arguments) throws InterruptedException {
        var config =
                Config.load(
                        null,
                        Map.of(),
                        Map.of(
                                "server.port",
                                "0",
                                "data.dir",
                                arguments[0] + "/data",
                                "bootstrap.key",
                                KEY,
                                "bootstrap.balance_cents",
                                "100000000000"));
        var time = new Gateway.Time(Clock.systemUTC(), Bell::await);
        try (var gateway = new Gateway(config, time, _ -> List.of(new Queueing()))) {
            gateway.start();
            System.out.println("http://127.0.0.1:" + gateway.port());
            Thread.currentThread().join();
        }
    }

    private static final class Queueing implements VideoProvider {
        private static final String NEVER = "this provider has no room for any task";

        @Override
        public String name() {
            return "queueing";
        }

        @Override
        public int concurrency() {
            return 0;
        }

        @Override
        public boolean submitsAreFree() {
            return true;
        }

        @Override
        public SubmitOutcome submit(VideoRequest request) {
            throw new IllegalStateException(NEVER);
        }

        @Override
        public PollOutcome poll(String providerTaskId) {
            throw new IllegalStateException(NEVER);
        }

        @Override
        public FetchedVideo fetch(String providerTaskId) {
            throw new IllegalStateException(NEVER);
        }

        @Override
        public void forget(String providerTaskId) {
            throw new IllegalStateException(NEVER);
        }
    }
}
