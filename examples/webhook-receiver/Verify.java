import com.sun.net.httpserver.HttpServer;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Verifies Conch's webhooks (Standard Webhooks, HMAC) with the JDK alone, 17 or newer.
 *
 * <pre>
 * java Verify.java                     check this file against vector.json
 * java Verify.java serve PORT SECRET   receive webhooks and print them
 * </pre>
 */
class Verify {
    static final long TOLERANCE_SECONDS = 300;

    /** What a receiver needs of a request; the body as raw bytes. */
    record Message(String id, String timestamp, String signature, byte[] body) {}

    /** True if one of the signatures is by {@code secret} and the attempt is recent. */
    static boolean verify(Message message, String secret, long nowSeconds)
            throws GeneralSecurityException {
        if (message.id().isEmpty() || !message.timestamp().matches("[0-9]{1,15}")) {
            return false;
        }
        if (Math.abs(nowSeconds - Long.parseLong(message.timestamp())) > TOLERANCE_SECONDS) {
            return false;
        }
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(
                new SecretKeySpec(
                        Base64.getDecoder().decode(secret.replaceFirst("^whsec_", "")),
                        "HmacSHA256"));
        mac.update(
                (message.id() + "." + message.timestamp() + ".").getBytes(StandardCharsets.UTF_8));
        var expected = "v1," + Base64.getEncoder().encodeToString(mac.doFinal(message.body()));
        for (var entry : message.signature().split(" ")) {
            if (MessageDigest.isEqual(
                    expected.getBytes(StandardCharsets.UTF_8),
                    entry.getBytes(StandardCharsets.UTF_8))) {
                return true;
            }
        }
        return false;
    }

    static void serve(int port, String secret) throws IOException {
        // A real receiver keeps the ids in its database: a message may come more than once.
        Set<String> seen = new HashSet<>();
        var server = HttpServer.create(new InetSocketAddress(port), 0);
        server.createContext(
                "/",
                exchange -> {
                    try (exchange) {
                        var headers = exchange.getRequestHeaders();
                        var message =
                                new Message(
                                        text(headers.getFirst("webhook-id")),
                                        text(headers.getFirst("webhook-timestamp")),
                                        text(headers.getFirst("webhook-signature")),
                                        exchange.getRequestBody().readAllBytes());
                        boolean good = verify(message, secret, System.currentTimeMillis() / 1000);
                        // Quickly: work that takes longer belongs into a queue of yours.
                        exchange.sendResponseHeaders(good ? 204 : 401, -1);
                        if (good && seen.add(message.id())) {
                            System.out.println(new String(message.body(), StandardCharsets.UTF_8));
                        }
                    } catch (GeneralSecurityException e) {
                        throw new IllegalStateException(e);
                    }
                });
        server.start();
    }

    static String text(String header) {
        return header == null ? "" : header;
    }

    static int check(Path file) throws IOException, GeneralSecurityException {
        var vector = Files.readString(file);
        var secret = field(vector, "secret");
        var body = Base64.getDecoder().decode(field(vector, "body_base64"));
        var good =
                new Message(
                        field(vector, "id"),
                        field(vector, "timestamp"),
                        field(vector, "signature"),
                        body);
        long now = Long.parseLong(good.timestamp());
        var other = "whsec_" + Base64.getEncoder().encodeToString(new byte[32]);
        var changed =
                (new String(body, StandardCharsets.UTF_8) + " ").getBytes(StandardCharsets.UTF_8);
        List<String> wrong = new ArrayList<>();
        expect(wrong, "the vector", true, verify(good, secret, now));
        expect(
                wrong,
                "two signatures",
                true,
                verify(
                        new Message(
                                good.id(), good.timestamp(), "v1,AAAA " + good.signature(), body),
                        secret,
                        now));
        expect(
                wrong,
                "a changed body",
                false,
                verify(
                        new Message(good.id(), good.timestamp(), good.signature(), changed),
                        secret,
                        now));
        expect(
                wrong,
                "another id",
                false,
                verify(
                        new Message("msg_2", good.timestamp(), good.signature(), body),
                        secret,
                        now));
        expect(wrong, "another secret", false, verify(good, other, now));
        expect(
                wrong,
                "no signature",
                false,
                verify(new Message(good.id(), good.timestamp(), "", body), secret, now));
        expect(wrong, "an old attempt", false, verify(good, secret, now + TOLERANCE_SECONDS + 1));
        System.out.println(
                "java: " + (wrong.isEmpty() ? "ok" : "wrong about " + String.join(", ", wrong)));
        return wrong.isEmpty() ? 0 : 1;
    }

    static void expect(List<String> wrong, String name, boolean wanted, boolean found) {
        if (wanted != found) {
            wrong.add(name);
        }
    }

    /** The vector's values need no unescaping; a real receiver parses JSON with its library. */
    static String field(String json, String name) {
        var found = Pattern.compile("\"" + name + "\": \"([^\"]*)\"").matcher(json);
        if (!found.find()) {
            throw new IllegalStateException("no " + name + " in the vector");
        }
        return found.group(1);
    }

    public static void main(String[] args) throws Exception {
        var command = args.length == 0 ? "check" : args[0];
        switch (command) {
            case "serve" -> serve(Integer.parseInt(args[1]), args[2]);
            case "verify" -> { // id timestamp signature secret, the body on standard input
                var message = new Message(args[1], args[2], args[3], System.in.readAllBytes());
                System.exit(verify(message, args[4], Long.parseLong(args[2])) ? 0 : 1);
            }
            default -> System.exit(check(Path.of(args.length > 1 ? args[1] : "vector.json")));
        }
    }
}
