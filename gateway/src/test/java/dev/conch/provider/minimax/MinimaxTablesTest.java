package dev.conch.provider.minimax;

import static org.assertj.core.api.Assertions.assertThat;

import static java.util.Objects.requireNonNull;

import dev.conch.base.Money;
import dev.conch.base.Secret;
import dev.conch.provider.Hook;
import dev.conch.provider.SubmitOutcome;
import dev.conch.provider.Wish;
import dev.conch.provider.Wish.Mode;
import dev.conch.provider.Wish.References;
import dev.conch.provider.http.UpstreamSettings;
import dev.conch.testing.SettableClock;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** What the adapter says without asking anybody: what is made, at what price, and to callbacks. */
class MinimaxTablesTest {
    private static final List<String> MODELS =
            List.of(
                    "MiniMax-Hailuo-2.3",
                    "MiniMax-Hailuo-2.3-Fast",
                    "MiniMax-Hailuo-02",
                    "T2V-01",
                    "T2V-01-Director",
                    "I2V-01",
                    "I2V-01-Director",
                    "I2V-01-live",
                    "S2V-01",
                    "MiniMax-H3",
                    "MiniMax-H3-Max");
    private static final List<Integer> SIDES = List.of(480, 512, 720, 768, 1080, 1440, 2160);

    @TempDir Path folder;
    private final SettableClock clock = new SettableClock();
    private final ScriptedMinimax upstream = new ScriptedMinimax("key", clock);
    private final List<MinimaxProvider> made = new ArrayList<>();

    @AfterEach
    void stop() {
        made.forEach(MinimaxProvider::close);
        upstream.close();
    }

    private MinimaxProvider adapter(URI base, String key, Map<String, String> more) {
        var settings = new UpstreamSettings("minimax-test", base, new Secret(key), 5, more, folder);
        var adapter = MinimaxProvider.of(settings, clock);
        made.add(adapter);
        return adapter;
    }

    private MinimaxProvider adapter() {
        return adapter(upstream.url(), "key", Map.of("h3_max_references", "true"));
    }

    /** Every combination, legal or not: what is offered is taken, and what is not is not. */
    @Test
    void what_the_table_offers_is_just_what_minimax_takes() {
        var adapter = adapter();
        int offered = 0;
        for (var model : MODELS) {
            for (var mode : Mode.values()) {
                for (int side : SIDES) {
                    for (int seconds = 3; seconds <= 16; seconds++) {
                        var wish = Wishes.of(model, mode, side, seconds);
                        boolean objected = adapter.objection(wish).isPresent();
                        assertThat(objected)
                                .as("%s %s %dp %ds", model, mode, side, seconds)
                                .isEqualTo(!legal(wish));
                        offered += objected ? 0 : 1;
                    }
                }
            }
        }
        // 2.3: 2x3, Fast: 3, 02: 3x3+2, seven of the 01 family, S2V; H3: 4x2x12, Max: 4x2x11
        assertThat(offered).isEqualTo(6 + 3 + 11 + 6 + 4 * 2 * 12 + 4 * 2 * 11);
    }

    /** By the law of the scripted server, and where that is not asked for a size, by table 2.2. */
    private static boolean legal(Wish wish) {
        if (Models.isV2(wish)) {
            return MinimaxLaw.v2(body(V2Body.json(Wishes.request(wish)))).isEmpty();
        }
        boolean sizeOfThe01Family =
                !wish.upstreamModel().contains("V-01")
                        || (wish.shortSide() == 720 && wish.durationSeconds() == 6);
        var options = Options.of(Map.of());
        return sizeOfThe01Family && MinimaxLaw.v1(body(V1Body.json(Wishes.request(wish), options)));
    }

    private static JsonNode body(String json) {
        return JsonMapper.shared().readTree(json);
    }

    @Test
    void one_of_each_model_is_taken_by_the_server() {
        var adapter = adapter();
        for (var model : MODELS) {
            for (var mode : Mode.values()) {
                for (int side : SIDES) {
                    var wish = Wishes.of(model, mode, side, 6);
                    if (adapter.objection(wish).isEmpty()) {
                        assertThat(adapter.submit(Wishes.request(wish)))
                                .as("%s %s %dp", model, mode, side)
                                .isInstanceOf(SubmitOutcome.Accepted.class);
                    }
                }
            }
        }
        assertThat(upstream.started()).isEqualTo(4 + 2 + 7 + 6 + 8 + 8);
    }

    @ParameterizedTest
    @CsvSource({
        "MiniMax-Hailuo-2.3-Fast, FIRST_FRAME, 768, 6, 19",
        "MiniMax-Hailuo-2.3-Fast, FIRST_FRAME, 768, 10, 32",
        "MiniMax-Hailuo-2.3-Fast, FIRST_FRAME, 1080, 6, 33",
        "MiniMax-Hailuo-2.3, TEXT, 768, 6, 28",
        "MiniMax-Hailuo-2.3, TEXT, 768, 10, 56",
        "MiniMax-Hailuo-2.3, FIRST_FRAME, 1080, 6, 49",
        "MiniMax-Hailuo-02, LAST_FRAME, 768, 6, 28",
        "MiniMax-Hailuo-02, FIRST_FRAME, 512, 6, 10",
        "MiniMax-Hailuo-02, FIRST_FRAME, 512, 10, 15",
        "MiniMax-Hailuo-02, TEXT, 1080, 6, 49",
        "MiniMax-H3, TEXT, 768, 5, 40",
        "MiniMax-H3, LAST_FRAME, 1440, 10, 130",
        "MiniMax-H3-Max, TEXT, 480, 5, 25",
        "MiniMax-H3-Max, FIRST_FRAME, 768, 15, 120",
    })
    void prices_are_those_of_the_list(String model, Mode mode, int side, int seconds, int cents) {
        assertThat(adapter().listPrice(Wishes.of(model, mode, side, seconds)))
                .hasValue(Money.ofCents(cents));
    }

    @Test
    void images_and_videos_are_priced_at_the_most_they_can_cost() {
        var eight = new References(images(8), urls(1), List.of());
        var three = new References(images(3), List.of(), List.of());
        var h3 = Wishes.with(Wishes.text("MiniMax-H3", 768, 5), Wishes.with(eight));
        var max = Wishes.with(Wishes.text("MiniMax-H3-Max", 480, 5), Wishes.with(three));

        assertThat(adapter().listPrice(h3)).hasValue(Money.ofCents(40 + 3 * 4 + 15 * 8));
        assertThat(adapter().listPrice(max)).hasValue(new Money(32_400_000));
    }

    @Test
    void what_has_no_published_price_has_none_here() {
        assertThat(adapter().listPrice(Wishes.text("T2V-01", 720, 6))).isEmpty();
        var china = adapter(URI.create("https://api.minimaxi.com"), "key", Map.of());
        assertThat(china.listPrice(Wishes.text("MiniMax-H3", 768, 5))).isEmpty();
    }

    private static List<Wish.Picture> images(int count) {
        return Collections.nCopies(count, Wishes.linked("reference"));
    }

    private static List<String> urls(int count) {
        return IntStream.range(0, count).mapToObj(i -> "https://example.com/" + i).toList();
    }

    private void assertObjection(Wish wish, String rule) {
        assertThat(adapter().objection(wish).orElse("none")).contains(rule);
    }

    @Test
    void prompts_have_a_length_and_text_alone_needs_one() {
        var none = Wish.Options.NONE;
        var v1 = Wishes.text("MiniMax-Hailuo-02", 768, 6);
        var v2 = Wishes.text("MiniMax-H3", 768, 6);
        assertThat(adapter().objection(Wishes.with(v1, "x".repeat(2000), none))).isEmpty();
        assertObjection(Wishes.with(v1, "x".repeat(2001), none), "2000 characters");
        assertThat(adapter().objection(Wishes.with(v2, "x".repeat(7000), none))).isEmpty();
        assertObjection(Wishes.with(v2, "x".repeat(7001), none), "7000 characters");
        assertObjection(Wishes.with(v1, " ", none), "needs a prompt");
        var fromImage = Wishes.of("MiniMax-Hailuo-02", Mode.FIRST_FRAME, 768, 6);
        assertThat(adapter().objection(Wishes.with(fromImage, "", none))).isEmpty();
        var h3FromImage = Wishes.of("MiniMax-H3", Mode.FIRST_FRAME, 768, 6);
        assertObjection(Wishes.with(h3FromImage, "", none), "needs a prompt");
    }

    @ParameterizedTest
    @CsvSource({
        "MiniMax-Hailuo-02, 301, 301, ''",
        "MiniMax-Hailuo-02, 300, 300, shorter side",
        "MiniMax-Hailuo-02, 1000, 400, ''",
        "MiniMax-Hailuo-02, 1001, 400, times as wide",
        "MiniMax-Hailuo-02, 399, 1000, times as wide",
        "MiniMax-H3, 256, 256, ''",
        "MiniMax-H3, 255, 256, shorter side",
        "MiniMax-H3, 5760, 3000, ''",
        "MiniMax-H3, 5761, 3000, 5760 pixels",
    })
    void images_have_sizes(String model, int width, int height, String rule) {
        var picture = Wishes.picture("https://example.com/a.png", width, height);
        var wish = Wishes.with(Wishes.of(model, Mode.FIRST_FRAME, 768, 6), picture, null);
        assertThat(adapter().objection(wish).orElse("")).contains(rule);
        assertThat(adapter().objection(wish).isEmpty()).isEqualTo(rule.isEmpty());
    }

    @Test
    void references_have_numbers_and_sound_is_never_alone() {
        var h3 = Wishes.text("MiniMax-H3", 768, 6);
        var none = Collections.<String>emptyList();
        assertThat(adapter().objection(refer(h3, images(9), urls(3), none))).isEmpty();
        assertObjection(refer(h3, images(10), none, none), "at most 9");
        assertObjection(refer(h3, List.of(), urls(4), none), "at most 9");
        assertObjection(refer(h3, images(1), none, urls(4)), "at most 9");
        assertObjection(refer(h3, images(9), urls(3), urls(1)), "12 files");
        assertObjection(refer(h3, List.of(), none, urls(1)), "no audio without");
        var framed = Wishes.with(refer(h3, images(1), none, none), Wishes.linked("first"), null);
        assertObjection(framed, "not both");
        var subject = Wishes.of("S2V-01", Mode.REFERENCES, 720, 6);
        assertObjection(refer(subject, images(2), none, none), "one subject");
        assertObjection(refer(subject, List.of(), urls(1), none), "one subject");
    }

    private static Wish refer(
            Wish wish, List<Wish.Picture> images, List<String> videos, List<String> audios) {
        return Wishes.with(wish, Wishes.with(new References(images, videos, audios)));
    }

    @Test
    void ratios_are_those_of_v2_and_text_cannot_adapt() {
        var h3 = Wishes.text("MiniMax-H3", 768, 6);
        assertThat(adapter().objection(Wishes.with(h3, ratio("21:9")))).isEmpty();
        assertObjection(Wishes.with(h3, ratio("5:4")), "aspect ratios");
        assertObjection(Wishes.with(h3, ratio("adaptive")), "cannot adapt");
        var v1 = Wishes.text("MiniMax-Hailuo-02", 768, 6);
        assertObjection(Wishes.with(v1, ratio("16:9")), "no choice");
    }

    private static Wish.Options ratio(String ratio) {
        return new Wish.Options(null, null, false, ratio, References.NONE);
    }

    @Test
    void h3_max_takes_references_where_the_operator_says_so_and_h3_always() {
        var plain = adapter(upstream.url(), "key", Map.of());
        assertThat(plain.objection(Wishes.of("MiniMax-H3-Max", Mode.REFERENCES, 768, 6)))
                .isPresent();
        assertThat(plain.objection(Wishes.of("MiniMax-H3", Mode.REFERENCES, 768, 6))).isEmpty();
    }

    @Test
    void a_subscriptions_key_makes_no_h3() {
        var subscription = adapter(upstream.url(), "sk-cp-1", Map.of());
        assertThat(subscription.objection(Wishes.text("MiniMax-H3", 768, 6)))
                .hasValue("MiniMax-H3 is not available here");
        assertThat(subscription.objection(Wishes.text("MiniMax-Hailuo-02", 768, 6))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"challenge\":\"a\\\"b\"} | 200 | {\"challenge\":\"a\\\"b\"} | false",
                "{\"challenge\":17} | 200 | {\"challenge\":17} | false",
                "{\"challenge\":{\"a\":1}} | 400 | {} | false",
                "{\"task_id\":\"1\",\"status\":\"processing\"} | 200 | {} | false",
                "{\"task_id\":\"1\",\"status\":\"success\"} | 200 | {} | true",
                "{\"task_id\":\"1\",\"status\":\"failed\"} | 200 | {} | true",
                "{\"task\":{\"id\":\"1\",\"status\":\"running\"}} | 200 | {} | false",
                "{\"task\":{\"id\":\"1\",\"status\":\"succeeded\"}} | 200 | {} | true",
                "{} | 200 | {} | true",
                "success | 400 | {} | false",
                "[1] | 400 | {} | false",
            })
    void a_callback_is_answered_with_its_challenge_and_is_worth_a_look_at_most(
            String body, int status, String answer, boolean wake) {
        var hook = new Hook(Map.of(), body.getBytes(StandardCharsets.UTF_8));
        assertThat(adapter().hook(hook)).isEqualTo(new Hook.Answer(status, answer, wake));
        assertThat(upstream.requests()).isEmpty();
    }

    @Test
    void a_challenge_without_end_is_not_sent_back() {
        var body = "{\"challenge\":\"" + "x".repeat(5000) + "\"}";
        var answer = adapter().hook(new Hook(Map.of(), body.getBytes(StandardCharsets.UTF_8)));
        assertThat(answer.status()).isEqualTo(400);
    }

    /** The meaning of each is tried where it is met: in the tests of the two generations. */
    @Test
    void the_table_of_errors_has_every_code_of_the_pages() throws IOException {
        try (var in = requireNonNull(MinimaxProvider.class.getResourceAsStream("errors.json"))) {
            var codes = JsonMapper.shared().readTree(in).path("errors").findValuesAsString("code");
            assertThat(codes.stream().filter(code -> !code.startsWith("http-")))
                    .containsExactlyInAnyOrder(
                            "1000", "1001", "1002", "1004", "1008", "1013", "1024", "1026", "1027",
                            "1028", "1030", "1033", "1039", "1041", "1042", "1043", "1044", "2013",
                            "2037", "2038", "2039", "2042", "2045", "2048", "2049", "2056", "2061",
                            "20132");
            assertThat(codes)
                    .contains(
                            "http-400", "http-401", "http-402", "http-422", "http-429", "http-529")
                    .doesNotContain("http-500", "http-502", "http-503", "http-504");
        }
    }

    @Test
    void a_word_that_nobody_knows_is_told_once() {
        var words = new UnknownWords("minimax-test");
        words.meet("Verifying");
        words.meet("Verifying");
        for (int i = 0; i < 200; i++) {
            words.meet("word" + i);
        }
        assertThat(words.told()).contains("Verifying").hasSize(50);
    }

    @ParameterizedTest
    @CsvSource({
        "https://api.minimax.io, GLOBAL",
        "https://api.minimaxi.com, CHINA",
        "https://api.minimax.cn, CHINA",
        "https://api.minimax.chat, CHINA",
        "https://notminimax.io, UNKNOWN",
        "https://proxy.example.com/minimax.io, UNKNOWN"
    })
    void the_host_tells_the_region(URI base, Region region) {
        assertThat(Region.of(base)).isEqualTo(region);
    }
}
