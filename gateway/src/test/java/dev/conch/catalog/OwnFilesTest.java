package dev.conch.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.conch.catalog.Catalog.OwnFile;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Arrays;
import java.util.Map;

/** What an operator's files may change, and what is said of mistakes in them. */
class OwnFilesTest {
    private static final String MODEL = Requests.I2V_23_PRO;

    private static Catalog load(String... files) {
        return Catalog.load(
                Arrays.stream(files)
                        .map(json -> new OwnFile("own.json", json.replace('\'', '"')))
                        .toList());
    }

    private static String hailuo(String models) {
        return "{'version': 1, 'service': 'hailuo', 'models': [" + models + "]}";
    }

    private static Model model(Catalog catalog, String service, String action, String name) {
        return catalog.find(catalog.action(service, action).orElseThrow(), name).orElseThrow();
    }

    @Test
    void what_is_not_said_stays_as_it_was() {
        var catalog =
                load(
                        hailuo(
                                "{'name': '%s', 'title': 'Ours', 'price': {'cents_per_second':"
                                                .formatted(MODEL)
                                        + " {'768p': 7.5, '1080p': 13.5}}}"));

        var changed = model(catalog, "hailuo", "image_to_video", MODEL);
        var before = Requests.model(MODEL);
        assertThat(changed.title()).isEqualTo("Ours");
        assertThat(changed.fields()).hasToString(before.fields().toString());
        assertThat(changed.rules()).isEqualTo(before.rules());
        assertThat(changed.priceCents(Map.of("duration_seconds", 6))).isEqualTo(45);
        assertThat(changed.priceCents(Map.of("output_resolution", "1080p"))).isEqualTo(81);
        assertThat(changed.price().unitPriceCents()).isEqualTo(75);
        assertThat(changed.price().cells()).hasSize(3); // 10 seconds at 1080p are not sold
        assertThat(catalog.models()).hasSameSizeAs(Requests.CATALOG.models());
        assertThat(catalog.models().get(0))
                .hasToString(Requests.CATALOG.models().get(0).toString());
    }

    @Test
    void a_fraction_of_a_cent_is_rounded_up() {
        var catalog =
                load(
                        hailuo(
                                "{'name': '%s', 'price': {'cents_per_second': {'768p': 7.51,"
                                                .formatted(MODEL)
                                        + " '1080p': 0.001}}}"));

        var changed = model(catalog, "hailuo", "image_to_video", MODEL);
        assertThat(changed.priceCents(Map.of("duration_seconds", 6))).isEqualTo(46);
        assertThat(changed.priceCents(Map.of("output_resolution", "1080p"))).isEqualTo(1);
    }

    @Test
    void a_name_means_the_model_of_each_action_unless_one_is_named() {
        var price = "'price': {'cents_per_second': {'768p': 9, '2k': 15}}";
        var both =
                load(
                        "{'version':1,'service':'minimax_h3','models':[{'name':'minimax-h3',"
                                + price
                                + "}]}");
        var one =
                load(
                        "{'version':1,'service':'minimax_h3','models':[{'name':'minimax-h3',"
                                + "'action':'image_to_video',"
                                + price
                                + "}]}");

        assertThat(model(both, "minimax_h3", "text_to_video", "minimax-h3").priceCents(Map.of()))
                .isEqualTo(90);
        assertThat(model(both, "minimax_h3", "image_to_video", "minimax-h3").priceCents(Map.of()))
                .isEqualTo(90);
        assertThat(model(one, "minimax_h3", "text_to_video", "minimax-h3").priceCents(Map.of()))
                .isEqualTo(78);
        assertThat(model(one, "minimax_h3", "image_to_video", "minimax-h3").priceCents(Map.of()))
                .isEqualTo(90);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'version': 2, 'service': 'hailuo'} | /version must be 1",
                "{'version': 1, 'service': 'sora'} | /service must be one of: hailuo, minimax_h3",
                "{'version': 1, 'service': 'hailuo', 'actions': {}} | /actions is unknown; must be"
                        + " one of: about, version, service, resolutions, models",
                "{'version': 1, 'service': 'hailuo', 'resolutions': {'768p': 700}} |"
                        + " /resolutions/768p must differ from the resolutions before",
                "{'version': 1, 'service': 'hailuo', 'models': [{'name': 'x', 'action':"
                        + " 'text_to_video'}]} | /models/0/fields must be there",
                "{'version': 1, 'service': 'hailuo', 'models': [{'name': 'x', 'action':"
                        + " 'paint'}]} | /models/0/action must be one of: text_to_video,"
                        + " image_to_video",
                "{'version': 1, 'service': 'hailuo', 'models': [{'name':"
                        + " 'hailuo-2.3-image-to-video-pro', 'price': {'cents_per_second':"
                        + " {'768p': 7}}}]} | /models/0/price/cents_per_second/1080p must be there",
                "{'version': 1, 'service': 'hailuo', 'models': [{'name':"
                        + " 'hailuo-2.3-image-to-video-pro', 'price': {'cents_per_second':"
                        + " {'768p': 7, '1080p': -1}}}]} | /models/0/price/cents_per_second/1080p"
                        + " must be a number above 0",
                "{'version': 1, 'service': 'hailuo', 'models': [{'name':"
                        + " 'hailuo-2.3-image-to-video-pro', 'price': {'unit_price_cents': 5,"
                        + " 'billing_config': {}, 'extras': [{'field': 'prompt',"
                        + " 'cents_per_item': 1}]}}]} | /models/0/price/extras/0/field must be a"
                        + " field with an array",
                "{'version': 1, 'service': 'hailuo', 'models': [{'name':"
                        + " 'hailuo-2.3-image-to-video-pro', 'title': 'a'}, {'name':"
                        + " 'hailuo-2.3-image-to-video-pro', 'title': 'b'}]} | /models/1/name is"
                        + " changed twice"
            })
    void a_mistake_is_named_with_the_file_and_the_place_in_it(String json, String complaint) {
        assertThatThrownBy(() -> load(json))
                .isInstanceOf(CatalogException.class)
                .hasMessage("own.json: " + complaint);
    }

    @Test
    void two_files_must_not_change_the_same() {
        var price = hailuo("{'name': '%s', 'title': 'Ours'}".formatted(MODEL));

        assertThatThrownBy(() -> load(price, price))
                .hasMessage("own.json: /models/0/name is changed twice");
    }
}
