package dev.conch.fault;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.json.JsonMapper;

import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * A video that a customer wants, told to the gateway as often as it takes.
 *
 * @param number within its round; the prompt ends with it
 * @param key the Idempotency-Key of every try
 * @param priceCents by the price list
 */
record Order(int number, String key, String body, int priceCents) {
    private static final String PROMPT = "A glass marble, take ";
    private static final Pattern PROMPTS = Pattern.compile(PROMPT + "\\d+");

    static final String PATH = "/api/v1/hailuo/text_to_video";
    private static final JsonMapper JSON = JsonMapper.shared();

    private record Offer(String model, int durationSeconds, int priceCents) {}

    private static final List<Offer> OFFERS =
            List.of(
                    new Offer("hailuo-02-text-to-video-pro", 0, 57),
                    new Offer("hailuo-02-text-to-video-standard", 6, 30),
                    new Offer("hailuo-02-text-to-video-standard", 10, 50));

    /**
     * The order with this number.
     *
     * @param callbackUrl where to tell of its end; null for nowhere
     */
    static Order numbered(int number, Dice dice, @Nullable String callbackUrl) {
        var offer = OFFERS.get(dice.below(OFFERS.size(), "offer", number));
        var body = JSON.createObjectNode();
        body.put("model", offer.model()).put("prompt", PROMPT + number);
        if (offer.durationSeconds() > 0) {
            body.put("duration_seconds", offer.durationSeconds());
        }
        if (callbackUrl != null) {
            body.put("callback_url", callbackUrl);
        }
        var key = new UUID(dice.seed(), number).toString();
        return new Order(number, key, body.toString(), offer.priceCents());
    }

    /** Only this order has it. */
    String prompt() {
        return PROMPT + number;
    }

    /**
     * The prompt that is somewhere in a request.
     *
     * @throws IllegalArgumentException if none is
     */
    static String promptIn(String request) {
        var found = PROMPTS.matcher(request);
        if (!found.find()) {
            throw new IllegalArgumentException("for no order: " + request);
        }
        return found.group();
    }
}
