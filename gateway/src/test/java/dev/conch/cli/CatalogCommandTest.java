package dev.conch.cli;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import dev.conch.cli.Shell.Ran;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What a file of providers makes of the catalog; no gateway runs. */
class CatalogCommandTest {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String MINIMAX =
            """
            [provider.minimax-eu]
            type = "minimax"
            key = "env:MINIMAX_KEY"
            """;
    private static final String REPLICATE =
            """
            [provider.replicate]
            type = "replicate"
            key = "sealed:v1.00000000.AAAA"
            """;
    private static final String STUDIO =
            """
            [[route]]
            name = "rest"
            models = ["*"]
            to = ["studio"]
            """;

    @TempDir Path folder;

    private Ran check(String toml, String... more) {
        return check(Map.of("MINIMAX_KEY", "sk-x"), toml, more);
    }

    private Ran check(Map<String, String> environment, String toml, String... more) {
        try {
            var file = Files.writeString(folder.resolve("upstreams.toml"), toml);
            var arguments = new ArrayList<>(List.of("catalog", "check", file.toString()));
            arguments.addAll(List.of(more));
            return new Shell(environment).run(arguments.toArray(String[]::new));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> providers(JsonNode answer, String model, int seconds, String size) {
        return answer.at("/combinations")
                .valueStream()
                .filter(one -> one.at("/model").asString().equals(model))
                .filter(one -> one.at("/duration_seconds").asInt() == seconds)
                .filter(one -> one.at("/output_resolution").asString().equals(size))
                .filter(one -> !one.at("/last_frame").asBoolean())
                .findFirst()
                .orElseThrow()
                .at("/providers")
                .valueStream()
                .map(JsonNode::asString)
                .toList();
    }

    @Test
    void everything_that_is_sold_is_listed_with_those_who_can_make_it() {
        var ran = check(STUDIO);

        assertThat(ran.exitCode()).as(ran.out() + ran.err()).isZero();
        assertThat(ran.out()).endsWith("sound\n");
        assertThat(ran.out().lines().filter(line -> line.startsWith("look at")))
                .singleElement(as(STRING))
                .startsWith(
                        "look at: nobody makes minimax-h3, 4 s, 768p, with references: studio:");
        for (var model :
                List.of(
                        "hailuo-02-text-to-video-pro",
                        "hailuo-02-text-to-video-standard",
                        "hailuo-02-image-to-video-pro",
                        "hailuo-02-image-to-video-standard",
                        "hailuo-2.3-image-to-video-pro",
                        "hailuo-2.3-image-to-video-standard",
                        "minimax-h3")) {
            assertThat(ran.out()).contains(model);
        }
        var answer = JSON.readTree(check(STUDIO, "--json").out());
        // pro 1, standard 2; with and without a last frame: pro 1, standard 4; 2.3: 3 each;
        // H3: 12 lengths of 2 sizes, from text and with and without a last frame; references
        assertThat(answer.at("/combinations"))
                .hasSize(1 + 2 + 2 * (1 + 4) + 3 + 3 + 24 + 2 * 24 + 1);
        assertThat(answer.at("/sound").asBoolean()).isTrue();
    }

    @Test
    void every_provider_of_a_route_is_asked_with_its_own_name_for_the_model() {
        var ran =
                check(
                        MINIMAX
                                + REPLICATE
                                + """
                                [provider.clips]
                                type = "openai"
                                base_url = "http://127.0.0.1:1"
                                modes = "text"
                                seconds = "6"
                                [[route]]
                                models = ["hailuo-02-text-*"]
                                to = ["minimax-eu", "replicate", "clips"]
                                """
                                + STUDIO,
                        "--json");

        var answer = JSON.readTree(ran.out());
        assertThat(providers(answer, "hailuo-02-text-to-video-pro", 6, "1080p"))
                .startsWith("minimax-eu", "replicate");
        assertThat(providers(answer, "hailuo-02-text-to-video-standard", 10, "768p"))
                .containsExactly("minimax-eu", "replicate");
        assertThat(providers(answer, "hailuo-2.3-image-to-video-pro", 10, "768p"))
                .containsExactly("studio");
        assertThat(ran.exitCode()).as(ran.out()).isZero();
    }

    @Test
    void what_nobody_makes_is_a_problem_with_everybodys_reason() {
        var ran =
                check(
                        """
                        [provider.own]
                        type = "openai"
                        base_url = "http://127.0.0.1:1"
                        seconds = "6"
                        [[route]]
                        models = ["hailuo-02-text-*"]
                        to = ["own"]
                        [[route]]
                        models = ["hailuo-02-*"]
                        to = ["studio"]
                        """);

        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.out())
                .contains(
                        "PROBLEM: nobody makes hailuo-02-text-to-video-standard, 10 s, 768p: own:"
                                + " hailuo-02-text-to-video-standard does not make 10 seconds")
                .contains(
                        "PROBLEM: nobody makes hailuo-2.3-image-to-video-pro, 6 s, 768p: no route"
                                + " serves it")
                .contains("NOBODY")
                .endsWith("NOT SOUND\n");
    }

    @Test
    void a_key_that_is_not_here_is_noted_and_nothing_else_changes() {
        var toml =
                MINIMAX
                        + REPLICATE
                        + """
                        [[route]]
                        models = ["hailuo-02-text-*"]
                        to = ["minimax-eu", "replicate"]
                        """
                        + STUDIO;

        var without = check(Map.of(), toml);
        var with = check(toml);

        assertThat(without.exitCode()).isZero();
        assertThat(without.out())
                .contains(
                        "look at: provider minimax-eu was checked without its key: key: the"
                                + " environment variable MINIMAX_KEY is not set")
                .contains(
                        "look at: provider replicate was checked without its key: sealed ones are"
                                + " opened by the gateway only");
        assertThat(with.out()).doesNotContain("minimax-eu was checked without");
        assertThat(with.out().lines().filter(line -> line.startsWith("hailuo")))
                .isEqualTo(
                        without.out().lines().filter(line -> line.startsWith("hailuo")).toList());
    }

    @Test
    void a_wrong_file_is_refused_with_every_problem() {
        var ran =
                check(
                        """
                        [provider.one]
                        type = "minmax"
                        key = "sk-plain"
                        [[route]]
                        models = ["*"]
                        to = ["two"]
                        """);

        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.out().lines().filter(line -> line.startsWith("PROBLEM: "))).hasSize(3);
        assertThat(ran.out()).endsWith("NOT SOUND\n").doesNotContain("sk-plain");
        var settings =
                check(
                        """
                        [provider.one]
                        type = "minimax"
                        fast_pretreatment = "maybe"
                        """);
        assertThat(settings.exitCode()).isEqualTo(1);
        assertThat(settings.out()).contains("[provider.one]");
        assertThat(new Shell(Map.of()).run("catalog", "check", "nowhere.toml").out())
                .contains("PROBLEM: nowhere.toml: cannot be read");
    }

    @Test
    void routes_and_providers_that_are_never_used_are_noted() {
        var ran =
                check(
                        MINIMAX
                                + STUDIO
                                + """
                                [[route]]
                                name = "late"
                                models = ["hailuo-02-*"]
                                to = ["studio"]
                                """);

        assertThat(ran.exitCode()).isZero();
        assertThat(ran.out())
                .contains("look at: route late serves no model of the catalog")
                .contains("look at: no route names provider minimax-eu");
    }

    @Test
    void without_a_file_that_of_the_settings_is_checked() throws IOException {
        var file = Files.writeString(folder.resolve("own.toml"), STUDIO);
        var settings = Map.of("CONCH_UPSTREAMS_FILE", file.toString());

        assertThat(new Shell(settings).run("catalog", "check").exitCode()).isZero();
        var none = new Shell(Map.of()).run("catalog", "check");
        assertThat(none.exitCode()).isEqualTo(1);
        assertThat(none.err()).contains("there is nothing to check: name a file");
    }

    @Test
    void a_catalog_file_is_checked_as_if_it_lay_in_its_folder() throws IOException {
        var catalog = Files.createDirectories(folder.resolve("catalog"));
        Files.writeString(
                catalog.resolve("prices.json"),
                price("hailuo-02-text-to-video-pro", "'title': 'Ours'"));
        Files.writeString(catalog.resolve("more.json"), price("hailuo-02", "'title': 'x'"));
        var environment = Map.of("CONCH_CATALOG_FOLDER", catalog.toString());
        var next = Files.writeString(folder.resolve("more.json"), H3_PRICE);

        var ran = new Shell(environment).run("catalog", "check", next.toString(), "--json");
        var inForce = new Shell(environment).run("catalog", "check");

        assertThat(ran.exitCode()).as(ran.out() + ran.err()).isZero();
        var combinations = JSON.readTree(ran.out()).at("/combinations");
        assertThat(
                        combinations
                                .valueStream()
                                .filter(one -> one.at("/model").asString().equals("minimax-h3"))
                                .filter(one -> one.at("/duration_seconds").asInt() == 6)
                                .filter(one -> one.at("/output_resolution").asString().equals("2k"))
                                .map(one -> one.at("/cents").asInt()))
                .hasSize(3)
                .containsOnly(90);
        assertThat(providers(JSON.readTree(ran.out()), "minimax-h3", 6, "2k"))
                .containsExactly("studio");
        assertThat(inForce.exitCode()).isEqualTo(1);
        assertThat(inForce.out())
                .contains("PROBLEM: " + catalog.resolve("more.json") + ": /models/0/name must be");
    }

    private static final String H3_PRICE =
            """
            {"version": 1, "service": "minimax_h3", "models": [
              {"name": "minimax-h3", "action": "text_to_video",
               "price": {"cents_per_second": {"768p": 9, "2k": 15}}},
              {"name": "minimax-h3", "action": "image_to_video",
               "price": {"cents_per_second": {"768p": 9, "2k": 15}}}]}""";

    private static String price(String model, String more) {
        return "{'version': 1, 'service': '%s', 'models': [{'name': '%s', %s}]}"
                .formatted(model.startsWith("h") ? "hailuo" : "minimax_h3", model, more)
                .replace('\'', '"');
    }
}
