package dev.conch.provider.openai;

import dev.conch.provider.VideoRequest;
import dev.conch.provider.Wish;
import dev.conch.provider.http.Call;
import dev.conch.provider.http.Multipart;
import dev.conch.provider.http.Pictures;
import dev.conch.provider.http.PixelSize;
import dev.conch.provider.http.Timing;
import dev.conch.provider.http.UpstreamSettings;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.OptionalLong;
import java.util.Set;

/** The call that starts a video, in each dialect. Pure. */
final class Creates {
    /** The settings that are read here. */
    static final Set<String> SETTINGS =
            Set.of("create", "create_path", "images", "seed", "size_multiple");

    private static final String VIDEOS = "/v1/videos";

    private final Dialect dialect;
    private final boolean form;
    private final boolean alwaysData;
    private final String localPath;
    private final int sizeMultiple;
    private final Timing timing;
    private final String seed;

    Creates(UpstreamSettings settings, Dialect dialect) {
        this.dialect = dialect;
        this.form = settings.find("create").orElse("json").equals("multipart");
        this.alwaysData = settings.find("images").orElse("data").equals("data");
        this.localPath = settings.find("create_path").orElse("/video");
        this.sizeMultiple = settings.number("size_multiple", dialect.sizeMultiple());
        this.timing = Timing.of(settings);
        this.seed = settings.find("seed").orElse("");
        check(settings);
    }

    private void check(UpstreamSettings settings) {
        choice(settings, "create", Set.of("json", "multipart"));
        choice(settings, "images", Set.of("url", "data"));
        if (!localPath.startsWith("/")) {
            throw settings.wrong("create_path", "must begin with a slash");
        }
        if (!seed.isEmpty() && !seed.equals("task") && !seed.matches("[0-9]{1,9}")) {
            throw settings.wrong(
                    "seed", "must be a whole number, or task for one of each task's own");
        }
        if (sizeMultiple < 1) {
            throw settings.wrong("size_multiple", "must be at least 1");
        }
    }

    private static void choice(UpstreamSettings settings, String name, Set<String> allowed) {
        settings.find(name)
                .filter(word -> !allowed.contains(word))
                .ifPresent(
                        _ -> {
                            throw settings.wrong(name, "must be one of " + allowed);
                        });
    }

    Call of(VideoRequest request) {
        return switch (dialect) {
            case OPENAI -> form ? openAiForm(request.wish()) : openAiJson(request.wish());
            case VLLM -> vllm(request);
            case SGLANG -> Call.post(VIDEOS, sglang(request).toString());
            case LOCALAI -> Call.post(localPath, localAi(request).toString());
        };
    }

    private Call openAiJson(Wish wish) {
        var body = start(wish);
        body.put("seconds", String.valueOf(wish.durationSeconds()));
        body.put("size", PixelSize.of(wish, sizeMultiple).toString());
        if (wish.firstFrame() != null) {
            body.putObject("input_reference").put("image_url", uri(wish.firstFrame()));
        }
        return Call.post(VIDEOS, body.toString());
    }

    private Call openAiForm(Wish wish) {
        var body =
                new Multipart()
                        .field("model", wish.upstreamModel())
                        .field("prompt", wish.prompt())
                        .field("seconds", String.valueOf(wish.durationSeconds()))
                        .field("size", PixelSize.of(wish, sizeMultiple).toString());
        return reference(body, wish.firstFrame()).post(VIDEOS);
    }

    private Call vllm(VideoRequest request) {
        var wish = request.wish();
        var size = PixelSize.of(wish, sizeMultiple);
        var body =
                new Multipart()
                        .field("model", wish.upstreamModel())
                        .field("prompt", wish.prompt())
                        .field("width", String.valueOf(size.width()))
                        .field("height", String.valueOf(size.height()))
                        .field("fps", String.valueOf(timing.fps()))
                        .field("num_frames", String.valueOf(timing.frames(wish)));
        seed(request).ifPresent(number -> body.field("seed", String.valueOf(number)));
        return reference(body, wish.firstFrame()).post(VIDEOS);
    }

    private static Multipart reference(Multipart body, Wish.@Nullable Picture image) {
        if (image == null) {
            return body;
        }
        var name = "first." + image.mediaType().replaceFirst(".*/", "");
        return body.file("input_reference", name, image.mediaType(), Pictures.bytes(image));
    }

    /** As MiniMax-H3's own page shows it. */
    private ObjectNode sglang(VideoRequest request) {
        var wish = request.wish();
        var body = start(wish);
        body.put("task", task(wish.mode()));
        conditions(body.putArray("conditions"), wish);
        body.putObject("target")
                .put("short_edge", wish.shortSide())
                .put("aspect_ratio", Shapes.of(wish))
                .put("duration_seconds", wish.durationSeconds());
        seed(request).ifPresent(number -> body.put("seed", number));
        return body;
    }

    private static String task(Wish.Mode mode) {
        return switch (mode) {
            case TEXT -> "t2va";
            case FIRST_FRAME, LAST_FRAME -> "fl2va";
            case REFERENCES -> "ref2va";
        };
    }

    /** Frame 0 is the first, frame -1 the last; references have no place in time. */
    private void conditions(ArrayNode conditions, Wish wish) {
        if (wish.firstFrame() != null) {
            keyframe(conditions, wish.firstFrame(), 0);
        }
        if (wish.lastFrame() != null) {
            keyframe(conditions, wish.lastFrame(), -1);
        }
        var references = wish.options().references();
        references
                .images()
                .forEach(image -> condition(conditions, "image", uri(image), "reference"));
        references.videos().forEach(uri -> condition(conditions, "video", uri, "reference"));
        references.audios().forEach(uri -> condition(conditions, "audio", uri, "reference"));
    }

    private void keyframe(ArrayNode conditions, Wish.Picture picture, int frame) {
        condition(conditions, "image", uri(picture), "keyframe").put("frame_index", frame);
    }

    private static ObjectNode condition(
            ArrayNode conditions, String type, String uri, String role) {
        return conditions.addObject().put("type", type).put("uri", uri).put("role", role);
    }

    private ObjectNode localAi(VideoRequest request) {
        var wish = request.wish();
        var size = PixelSize.of(wish, sizeMultiple);
        var body = start(wish);
        body.put("width", size.width());
        body.put("height", size.height());
        body.put("fps", timing.fps());
        body.put("num_frames", timing.frames(wish));
        body.put("response_format", "url");
        if (wish.firstFrame() != null) {
            body.put("start_image", Pictures.base64(wish.firstFrame()));
        }
        if (wish.lastFrame() != null) {
            body.put("end_image", Pictures.base64(wish.lastFrame()));
        }
        seed(request).ifPresent(number -> body.put("seed", number));
        return body;
    }

    private static ObjectNode start(Wish wish) {
        return JsonMapper.shared()
                .createObjectNode()
                .put("model", wish.upstreamModel())
                .put("prompt", wish.prompt());
    }

    private String uri(Wish.Picture picture) {
        return alwaysData ? Pictures.dataUri(picture) : Pictures.urlOrData(picture);
    }

    private OptionalLong seed(VideoRequest request) {
        if (seed.isEmpty()) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(
                seed.equals("task")
                        ? request.taskId().uuid().hashCode() & Integer.MAX_VALUE
                        : Long.parseLong(seed));
    }
}
