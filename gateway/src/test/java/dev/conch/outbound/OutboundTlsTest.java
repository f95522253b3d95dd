package dev.conch.outbound;

import static dev.conch.testing.FakeUpstream.reply;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.conch.outbound.FetchException.Reason;
import dev.conch.testing.FakeUpstream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real TLS on loopback, with a certificate for images.example that is made for this run. */
@Timeout(60)
class OutboundTlsTest {
    private static final char[] PASSWORD = "changeit".toCharArray();
    private static final byte[] BODY = {1, 2, 3};

    @TempDir static Path folder;
    private static KeyStore certificate;

    @BeforeAll
    static void make_a_certificate() throws Exception {
        Path file = folder.resolve("tls.p12");
        Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        String arguments =
                "-genkeypair -alias a -keyalg EC -validity 2 -dname CN=test -ext"
                        + " san=dns:images.example -storetype PKCS12 -storepass changeit -keystore";
        var command = new ArrayList<>(List.of(keytool.toString()));
        command.addAll(List.of(arguments.split(" ")));
        command.add(file.toString());
        var made = new ProcessBuilder(command).redirectErrorStream(true).start();
        made.getInputStream().readAllBytes();
        assertThat(made.waitFor()).isZero();
        certificate = KeyStore.getInstance("PKCS12");
        try (var in = Files.newInputStream(file)) {
            certificate.load(in, PASSWORD);
        }
    }

    @Test
    void the_name_goes_into_sni_while_the_connection_goes_to_the_checked_address()
            throws Exception {
        var names = new CopyOnWriteArrayList<SNIServerName>();
        FakeUpstream.Step reply = reply("image/png", BODY);
        try (var upstream =
                tlsUpstream(
                        connection -> {
                            var session = ((SSLSocket) connection).getSession();
                            names.addAll(((ExtendedSSLSession) session).getRequestedServerNames());
                            reply.play(connection);
                        })) {
            var body = get(trusting(), "images.example", upstream);
            assertThat(body.bytes()).isEqualTo(BODY);
            assertThat(names).hasToString("[type=host_name (0), value=images.example]");
            assertThat(upstream.requests().getFirst()).contains("Host: images.example:");
        }
    }

    @Test
    void a_certificate_for_another_name_is_refused() throws Exception {
        try (var upstream = tlsUpstream(reply("image/png", BODY))) {
            assertNoTls(trusting(), "other.example", upstream);
        }
    }

    @Test
    void a_certificate_that_nobody_vouches_for_is_refused() throws Exception {
        try (var upstream = tlsUpstream(reply("image/png", BODY))) {
            assertNoTls(UnaryOperator.identity(), "images.example", upstream);
        }
    }

    private static void assertNoTls(
            UnaryOperator<OkHttpClient.Builder> trust, String host, FakeUpstream upstream) {
        var failure = catchThrowableOfType(FetchException.class, () -> get(trust, host, upstream));
        assertThat(failure.reason()).isEqualTo(Reason.UNREACHABLE);
        assertThat(failure).hasMessageContaining("certificate");
        assertThat(upstream.requests()).isEmpty();
    }

    private static FetchedBody get(
            UnaryOperator<OkHttpClient.Builder> trust, String host, FakeUpstream upstream) {
        var ample = Duration.ofSeconds(30);
        var config = new OutboundConfig(true, false, Set.of(), ample, ample, 0);
        var loopback = List.of(InetAddress.ofLiteral("127.0.0.1"));
        return new OutboundClient(config, _ -> loopback, trust)
                .get("https://%s:%d/".formatted(host, upstream.port()), 10, Set.of("image/png"));
    }

    private static FakeUpstream tlsUpstream(FakeUpstream.Step step)
            throws GeneralSecurityException, IOException {
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(certificate, PASSWORD);
        var context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        var loopback = InetAddress.ofLiteral("127.0.0.1");
        return new FakeUpstream(
                context.getServerSocketFactory().createServerSocket(0, 50, loopback), step);
    }

    private static UnaryOperator<OkHttpClient.Builder> trusting() throws GeneralSecurityException {
        var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        var trusted = trustStore();
        factory.init(trusted);
        var manager = (X509TrustManager) factory.getTrustManagers()[0];
        var context = SSLContext.getInstance("TLS");
        context.init(null, factory.getTrustManagers(), null);
        return builder -> builder.sslSocketFactory(context.getSocketFactory(), manager);
    }

    private static KeyStore trustStore() throws GeneralSecurityException {
        try {
            var trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            trusted.setCertificateEntry("a", certificate.getCertificate("a"));
            return trusted;
        } catch (IOException e) {
            throw new GeneralSecurityException(e);
        }
    }
}
