package dev.conch.catalog;

import static dev.conch.catalog.Requests.CATALOG;
import static dev.conch.catalog.Requests.MAPPER;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

class RandomBodyTest {
    private static final int BODIES = 50_000;

    @Test
    void whatever_a_body_holds_it_is_accepted_whole_or_refused_with_a_reason() {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        int accepted = 0;
        for (int i = 0; i < BODIES; i++) {
            JsonNode body = body(random);
            String action = random.nextBoolean() ? "text_to_video" : "image_to_video";
            try {
                accepted += check(CATALOG.validate(Requests.hailuo(action), body));
            } catch (RuntimeException | AssertionError failure) {
                throw new AssertionError("seed " + seed + ", body " + i + ": " + body, failure);
            }
        }
        assertThat(accepted).as("seed %d", seed).isBetween(BODIES / 100, BODIES * 99 / 100);
    }

    private static int check(Validation validation) {
        return switch (validation) {
            case Validation.Accepted(var request) -> {
                assertThat(request.priceCents())
                        .isEqualTo(Requests.model(request.model()).priceCents(request.params()))
                        .isBetween(12, 90);
                assertThat(request.durationSeconds()).isIn(6, 10);
                assertThat(request.prompt()).isNotBlank();
                yield 1;
            }
            case Validation.Refused(var message, var errors) -> {
                assertThat(message).isNotBlank();
                if (!errors.isEmpty()) {
                    assertThat(message).endsWith(errors.values().iterator().next().getFirst());
                }
                yield 0;
            }
        };
    }

    private static JsonNode body(Random random) {
        if (random.nextInt(50) == 0) {
            return value(random, 2);
        }
        String model = Requests.MODELS.get(random.nextInt(Requests.MODELS.size()));
        ObjectNode body = Requests.minimal(model);
        var names =
                new ArrayList<>(
                        List.of(
                                "model",
                                "prompt",
                                "duration_seconds",
                                "output_resolution",
                                "prompt_optimizer",
                                "enable_safety_checker",
                                "callback_url",
                                "first_frame_image_url",
                                "last_frame_image_url",
                                "duration",
                                "resolution",
                                "",
                                "sound"));
        for (int n = random.nextInt(4); n > 0; n--) {
            String name = names.remove(random.nextInt(names.size()));
            body.set(name, value(random, 2));
        }
        return body;
    }

    private static JsonNode value(Random random, int depth) {
        return switch (random.nextInt(depth > 0 ? 13 : 11)) {
            case 0 -> MAPPER.getNodeFactory().nullNode();
            case 1 -> MAPPER.getNodeFactory().booleanNode(random.nextBoolean());
            case 2 -> MAPPER.getNodeFactory().numberNode(random.nextInt(12));
            case 3 -> MAPPER.getNodeFactory().numberNode(random.nextBoolean() ? 6 : 10);
            case 4 -> MAPPER.getNodeFactory().numberNode(random.nextLong());
            case 5 -> MAPPER.getNodeFactory().numberNode(new BigInteger(200, random));
            case 6 ->
                    MAPPER.getNodeFactory()
                            .numberNode(new BigDecimal("1e" + random.nextInt(1_000_000)));
            case 7 ->
                    MAPPER.getNodeFactory().numberNode(Double.longBitsToDouble(random.nextLong()));
            case 8 -> MAPPER.getNodeFactory().stringNode(text(random));
            case 9 ->
                    MAPPER.getNodeFactory()
                            .stringNode(List.of("512p", "768p", "1080p").get(random.nextInt(3)));
            case 10 -> MAPPER.getNodeFactory().stringNode("https://host.example/x");
            case 11 -> MAPPER.createArrayNode().add(value(random, depth - 1));
            default -> MAPPER.createObjectNode().set(text(random), value(random, depth - 1));
        };
    }

    /** Any UTF-16 units, lone surrogates among them. */
    private static String text(Random random) {
        var text = new StringBuilder();
        for (int n = random.nextInt(20); n > 0; n--) {
            text.append((char) random.nextInt(random.nextBoolean() ? 128 : 65_536));
        }
        return text.toString();
    }
}
