package dev.conch.catalog;

import static dev.conch.catalog.Requests.CATALOG;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import tools.jackson.core.JsonPointer;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

class CatalogFileTest {
    @Test
    void the_files_name_seven_models_and_two_actions_for_each_service() {
        assertThat(CATALOG.modelNames()).startsWith(Requests.MODELS.toArray(String[]::new));
        assertThat(CATALOG.modelNames()).hasSize(7).endsWith("minimax-h3");
        assertThat(CATALOG.actions())
                .extracting(Catalog.Action::endpoint)
                .containsExactly(
                        "/api/v1/hailuo/text_to_video",
                        "/api/v1/hailuo/image_to_video",
                        "/api/v1/minimax_h3/text_to_video",
                        "/api/v1/minimax_h3/image_to_video");
        assertThat(CATALOG.models())
                .hasSize(8)
                .allSatisfy(
                        model -> {
                            assertThat(model.modality()).isEqualTo("video");
                            assertThat(model.title()).isNotBlank();
                            var action = CATALOG.action(model.service(), model.action());
                            assertThat(CATALOG.find(action.orElseThrow(), model.name()))
                                    .contains(model);
                        });
        assertThat(CATALOG.find(Requests.hailuo("text_to_video"), "sora")).isEmpty();
        assertThat(CATALOG.find(Requests.hailuo("text_to_video"), "minimax-h3")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "/version | 2 | /version must be 1",
                "/service | 5 | /service must be a text",
                "/extra | 5 | /extra is unknown; must be one of: about, version, service, modality,"
                        + " billing, resolutions, actions, fields, former_names, models",
                "/resolutions/512p | -1 | /resolutions/512p must be a whole number above 0",
                "/actions/paint | {'endpoint':'/x','description':'x'} | /actions/paint must have a"
                        + " model",
                "/models | {} | /models must be an array",
                "/models/1/name | 'hailuo-02-text-to-video-pro' | /models/1/name must differ from"
                        + " the models before",
                "/models/0/action | 'paint' | /models/0/action must be one of: text_to_video,"
                        + " image_to_video",
                "/models/0/colour | 1 | /models/0/colour is unknown; must be one of: name, title,"
                        + " action, fields, fixed, rules, price",
                "/models/0/fields/seed | {} | /models/0/fields/seed must be for a field named in"
                        + " /fields, not for seed",
                "/models/0/fields/prompt/required | false | /models/0/fields must have a required"
                        + " prompt",
                "/models/0/fixed/duration_seconds | 0 | /models/0 must have durations of 1 to 3600"
                        + " seconds, not 0",
                "/models/0/fixed/output_resolution | '4k' | /models/0 must have resolutions named"
                        + " in /resolutions, not 4k",
                "/models/0/fixed/prompt | 'x' | /models/0/fixed/prompt must not be a field as well",
                "/models/0/fixed | {'output_resolution':'768p'} | /models/0 must fix"
                        + " duration_seconds or have it with enum and default",
                "/models/0/rules/0/forbidden/0 | 'seed' | /models/0/rules/0/forbidden/0 must be for"
                        + " a field named in /fields, not for seed",
                "/models/4/rules/0/when | {'prompt':{'present':1}} |"
                        + " /models/4/rules/0/when/prompt/present must be true or false",
                "/models/4/rules/0/when | {'prompt':[1]} | /models/4/rules/0/when/prompt must be a"
                        + " text, a whole number, true or false",
                "/models/4/rules/3/default/duration_seconds | 7 |"
                        + " /models/4/rules/3/default/duration_seconds must be one of: 6, 10",
                "/models/4/price/unit_price_cents | 1.5 | /models/4/price/unit_price_cents must be"
                        + " a whole number above 0",
                "/models/4/price/billing_config/matrix/6 | {'768p':45} |"
                        + " /models/4/price/billing_config must have a price for 6, 1080p",
                "/models/4/price/billing_config/matrix/10/1080p | 99 |"
                        + " /models/4/price/billing_config must not have a price for 10, 1080p,"
                        + " which the contract refuses",
                "/fields/prompt/type | 'float' | /fields/prompt/type must be one of: string,"
                        + " integer, boolean, array",
                "/fields/prompt/type | 'integer' | /fields/prompt/type must be string",
                "/fields/duration_seconds/default | 7 | /fields/duration_seconds/default must be"
                        + " one of: 6, 10",
                "/fields/duration_seconds/enum/0 | '6' | /fields/duration_seconds/enum/0 must be an"
                        + " integer",
                "/fields/callback_url/pattern | '(' | /fields/callback_url/pattern must be a"
                        + " regular expression: Unclosed group",
                "/former_names/duration | 'length' | /former_names/duration must be for a field"
                        + " named in /fields, not for length"
            })
    void a_mistake_in_the_file_is_named_with_its_place_and_what_would_be_right(
            String pointer, String value, String complaint) throws IOException {
        ObjectNode file = (ObjectNode) Requests.MAPPER.readTree(text());
        var place = JsonPointer.compile(pointer);
        String json = value.replace('\'', '"');
        var parent = file.at(place.head());
        if (parent instanceof ObjectNode object) {
            object.set(place.last().getMatchingProperty(), Requests.MAPPER.readTree(json));
        } else {
            ((ArrayNode) parent)
                    .set(place.last().getMatchingIndex(), Requests.MAPPER.readTree(json));
        }

        assertThatThrownBy(() -> Catalog.parse("hailuo.json", file.toString()))
                .isInstanceOf(CatalogException.class)
                .hasMessage("hailuo.json: " + complaint);
    }

    @Test
    void a_file_that_is_not_json_is_named_with_the_line() {
        assertThatThrownBy(() -> Catalog.parse("hailuo.json", "{\n\"version\": 1,\n]"))
                .isInstanceOf(CatalogException.class)
                .hasMessageStartingWith("hailuo.json:3: must be JSON: ");
    }

    @Test
    void a_member_that_stands_twice_is_a_mistake() throws IOException {
        String twice = text().replaceFirst("\"version\": 1", "\"version\": 1, \"version\": 1");

        assertThatThrownBy(() -> Catalog.parse("hailuo.json", twice))
                .isInstanceOf(CatalogException.class)
                .hasMessageContaining("version");
    }

    @Test
    void a_missing_member_is_named() throws IOException {
        ObjectNode file = (ObjectNode) Requests.MAPPER.readTree(text());
        ((ObjectNode) file.at("/models/2")).remove("title");

        assertThatThrownBy(() -> Catalog.parse("hailuo.json", file.toString()))
                .hasMessage("hailuo.json: /models/2/title must be there");
    }

    private static String text() throws IOException {
        try (var in = Objects.requireNonNull(Catalog.class.getResourceAsStream("hailuo.json"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
