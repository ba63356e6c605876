package org.postigo.proxy.inbound;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** Key material made for a test, and a client that trusts everybody. */
final class TestTls {
    private static final String PASSWORD = "a-word-for-tests";

    private TestTls() {}

    static TlsKeys.Source source(Path folder) {
        try {
            return TlsKeys.selfSigned(folder.resolve("key.p12"), "mx.example.net", PASSWORD);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    static SSLContext server(Path folder) {
        try {
            source(folder);
            KeyStore store = KeyStore.getInstance("PKCS12");
            try (var in = Files.newInputStream(folder.resolve("key.p12"))) {
                store.load(in, PASSWORD.toCharArray());
            }
            var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, PASSWORD.toCharArray());
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    static SSLSocketFactory trustingClient() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new TrustEverybody()}, null);
            return context.getSocketFactory();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class TrustEverybody implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {
            // This client is for tests.
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {
            // This client is for tests.
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
