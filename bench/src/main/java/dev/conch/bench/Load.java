package dev.conch.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.function.LongPredicate;

/**
 * Keeps 64 connections busy, each sending its next request when the answer of the last is complete.
 */
final class Load {
    private static final int CONNECTIONS = 64;

    private final GatewayProcess gateway;

    Load(GatewayProcess gateway) {
        this.gateway = gateway;
    }

    /**
     * What a round came to.
     *
     * @param nanos how long it took
     * @param cpuNanos how long the gateway kept processors busy
     */
    record Result(Waits waits, long nanos, long cpuNanos) {
        double perSecond() {
            return waits.count() / (nanos / 1e9);
        }
    }

    /**
     * Sends for so long.
     *
     * @param requests builds the n-th one
     * @param answers is told each; called by all connections' threads
     */
    Result seconds(int seconds, LongFunction<byte[]> requests, Consumer<Message> answers)
            throws InterruptedException {
        long end = System.nanoTime() + seconds * 1_000_000_000L;
        return run(_ -> System.nanoTime() < end, requests, answers);
    }

    /** Sends so many. */
    Result count(long count, LongFunction<byte[]> requests, Consumer<Message> answers)
            throws InterruptedException {
        return run(n -> n < count, requests, answers);
    }

    private Result run(
            LongPredicate goesOn, LongFunction<byte[]> requests, Consumer<Message> answers)
            throws InterruptedException {
        var begin = System.nanoTime();
        var cpu = gateway.cpu();
        var counter = new AtomicLong();
        Callable<long[]> drive = () -> drive(goesOn, counter, requests, answers);
        var waits = Waits.of(all(CONNECTIONS, drive));
        long spent = gateway.cpu().minus(cpu).toNanos();
        return new Result(waits, System.nanoTime() - begin, spent);
    }

    /** Runs {@code work} on so many threads at once; what each came to. */
    static <T> List<T> all(int threads, Callable<T> work) throws InterruptedException {
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            var results = new ArrayList<T>();
            var futures = new ArrayList<Future<T>>();
            for (int i = 0; i < threads; i++) {
                futures.add(executor.submit(work));
            }
            for (var future : futures) {
                results.add(future.get());
            }
            return results;
        } catch (ExecutionException e) {
            throw new IllegalStateException("the load broke off", e);
        }
    }

    private long[] drive(
            LongPredicate goesOn,
            AtomicLong counter,
            LongFunction<byte[]> requests,
            Consumer<Message> answers) {
        var waits = new long[1 << 12];
        int count = 0;
        try (var connection = new Connection(gateway.port())) {
            for (long n = counter.getAndIncrement();
                    goesOn.test(n);
                    n = counter.getAndIncrement()) {
                var request = requests.apply(n);
                var sent = System.nanoTime();
                var answer = connection.send(request);
                if (count == waits.length) {
                    waits = Arrays.copyOf(waits, count * 2);
                }
                waits[count++] = System.nanoTime() - sent;
                answers.accept(answer);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the gateway cut a connection or refused", e);
        }
        return Arrays.copyOf(waits, count);
    }
}
