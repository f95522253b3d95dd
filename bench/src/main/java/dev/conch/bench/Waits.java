package dev.conch.bench;

import java.util.Arrays;
import java.util.List;

/**
 * How long each of many things took.
 *
 * @param nanos sorted
 */
record Waits(long[] nanos) {
    static Waits of(List<long[]> parts) {
        return new Waits(parts.stream().flatMapToLong(Arrays::stream).sorted().toArray());
    }

    int count() {
        return nanos.length;
    }

    /**
     * What that share of them did not exceed, in milliseconds; NaN if there are none.
     *
     * @param share such as 0.99
     */
    double quantile(double share) {
        return nanos.length == 0 ? Double.NaN : nanos[(int) (nanos.length * share)] / 1e6;
    }

    /** Median, 99th percentile and longest, as a person reads them. */
    @Override
    public String toString() {
        return "p50 %8.2f ms   p99 %8.2f ms   max %8.2f ms   of %d"
                .formatted(quantile(0.5), quantile(0.99), quantile(0.999_999), count());
    }
}
