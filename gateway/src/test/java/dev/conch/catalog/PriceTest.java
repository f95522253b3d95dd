package dev.conch.catalog;

import static dev.conch.catalog.Requests.CATALOG;
import static dev.conch.catalog.Requests.I2V_23_PRO;
import static dev.conch.catalog.Requests.I2V_23_STANDARD;
import static dev.conch.catalog.Requests.I2V_PRO;
import static dev.conch.catalog.Requests.I2V_STANDARD;
import static dev.conch.catalog.Requests.T2V_PRO;
import static dev.conch.catalog.Requests.T2V_STANDARD;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.conch.testing.Complaint;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.HashMap;
import java.util.Map;

class PriceTest {
    @ParameterizedTest
    @CsvSource({
        T2V_PRO + ", , , 57",
        T2V_STANDARD + ", 6, , 30",
        T2V_STANDARD + ", 10, , 50",
        T2V_STANDARD + ", , , 50",
        I2V_PRO + ", , , 57",
        I2V_STANDARD + ", 6, 512p, 12",
        I2V_STANDARD + ", 6, 768p, 30",
        I2V_STANDARD + ", 10, 512p, 20",
        I2V_STANDARD + ", 10, 768p, 50",
        I2V_STANDARD + ", , 512p, 20",
        I2V_STANDARD + ", 6, , 30",
        I2V_23_PRO + ", 6, 768p, 45",
        I2V_23_PRO + ", 6, 1080p, 80",
        I2V_23_PRO + ", 10, 768p, 90",
        I2V_23_PRO + ", , 1080p, 80",
        I2V_23_PRO + ", 6, , 45",
        I2V_23_STANDARD + ", 6, 768p, 30",
        I2V_23_STANDARD + ", 6, 1080p, 50",
        I2V_23_STANDARD + ", 10, 768p, 50",
        I2V_23_STANDARD + ", , 1080p, 50",
        I2V_23_STANDARD + ", 10, , 50"
    })
    void each_cell_of_the_table_is_charged_and_quoted(
            String model, Integer seconds, String resolution, int cents) {
        var body = Requests.minimal(model);
        var params = new HashMap<String, Object>();
        if (seconds != null) {
            body.put("duration_seconds", seconds.intValue());
            params.put("duration_seconds", seconds);
        }
        if (resolution != null) {
            body.put("output_resolution", resolution);
            params.put("output_resolution", resolution);
        }

        assertThat(Requests.accepted(model, body).priceCents()).isEqualTo(cents);
        assertThat(Requests.model(model).priceCents(params)).isEqualTo(cents);
    }

    @Test
    void what_is_not_sold_has_no_price() {
        assertThatThrownBy(
                        () ->
                                Requests.model(I2V_23_PRO)
                                        .priceCents(
                                                Map.of(
                                                        "duration_seconds",
                                                        10,
                                                        "output_resolution",
                                                        "1080p")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @Complaint(6)
    void price_schedules_have_the_public_form() {
        var schedules = CATALOG.priceSchedules();

        assertThat(schedules)
                .extracting(PriceSchedule::model)
                .startsWith(Requests.MODELS.toArray(String[]::new));
        assertThat(schedules)
                .extracting(PriceSchedule::unitPriceCents)
                .containsExactly(57, 50, 57, 30, 90, 50, 78, 78);
        assertThat(schedules.get(0).billingConfig()).isEmpty();
        assertThat(schedules.get(1))
                .isEqualTo(
                        new PriceSchedule(
                                "hailuo",
                                "text_to_video",
                                T2V_STANDARD,
                                "USD",
                                "per_call",
                                "flat",
                                50,
                                Map.of(
                                        "key",
                                        "duration_seconds",
                                        "overrides",
                                        Map.of("6", 30, "10", 50))));
        assertThat(Requests.MAPPER.writeValueAsString(schedules.get(4).billingConfig()))
                .isEqualTo(
                        "{\"keys\":[\"duration_seconds\",\"output_resolution\"],\"matrix\":"
                                + "{\"6\":{\"768p\":45,\"1080p\":80},\"10\":{\"768p\":90}}}");
    }
}
