package dev.conch.api;

import dev.conch.base.ErrorCode;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

import java.util.EnumMap;
import java.util.Map;

/** Counts refusals by their code; by key or path there would be too many values. */
final class RefusalMetrics {
    private final Map<ErrorCode, Counter> byCode = new EnumMap<>(ErrorCode.class);

    RefusalMetrics(MeterRegistry metrics) {
        for (var code : ErrorCode.values()) {
            byCode.put(
                    code,
                    Counter.builder("conch.requests.refused")
                            .description("Requests that were refused, by the error's code")
                            .tag("reason", code.wireName())
                            .register(metrics));
        }
    }

    void count(ErrorCode code) {
        var counter = byCode.get(code);
        if (counter != null) {
            counter.increment();
        }
    }
}
