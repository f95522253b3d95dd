package dev.conch.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.conch.base.ErrorCode;
import dev.conch.base.GatewayException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;

class RefusalsTest {
    @ParameterizedTest
    @EnumSource(ErrorCode.class)
    void to_wait_always_says_how_long_and_to_pay_never_does(ErrorCode code) {
        var silent = Refusals.retryAfter(new GatewayException(code, "no"));
        var said =
                Refusals.retryAfter(
                        new GatewayException(code, "no").retryAfter(Duration.ofMillis(1001)));

        switch (code.httpStatus()) {
            case 429, 503 -> {
                assertThat(silent).hasValueSatisfying(d -> assertThat(d).isPositive());
                assertThat(said).hasValue(Duration.ofSeconds(2));
            }
            case 402 -> {
                assertThat(silent).isEmpty();
                assertThat(said).isEmpty();
            }
            default -> assertThat(silent).isEmpty();
        }
    }
}
