package org.postigo.proxy.outbound;

import java.net.InetAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * What the relay client needs of the world around it.
 *
 * @param resolver of server names
 * @param trusted whose certificates count where they are verified
 * @param anybody accepts every certificate: encryption against listeners, without a proof of who it is (RFC 3207 §4.1)
 */
public record Network(Resolver resolver, SSLContext trusted, SSLContext anybody) {
    /** Looks names up; several addresses are tried in their order. */
    @FunctionalInterface
    public interface Resolver {
        /** The addresses of a host name or literal. */
        List<InetAddress> addresses(String host) throws UnknownHostException;
    }

    /** The system's resolver and its authorities. */
    public static Network system() {
        try {
            return with(host -> List.of(InetAddress.getAllByName(host)), SSLContext.getDefault());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no TLS", e);
        }
    }

    /** A resolver and authorities of one's own. */
    public static Network with(Resolver resolver, SSLContext trusted) {
        try {
            SSLContext anybody = SSLContext.getInstance("TLS");
            anybody.init(null, new TrustManager[] {new Anybody()}, null);
            return new Network(resolver, trusted, anybody);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no TLS", e);
        }
    }

    /** Opportunistic encryption trusts whoever answers; the alternative is plain text. */
    private static final class Anybody extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
