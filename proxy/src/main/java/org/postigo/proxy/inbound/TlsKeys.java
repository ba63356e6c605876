package org.postigo.proxy.inbound;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Certificate and private key for STARTTLS, read again when their files change, so that a renewed certificate needs no
 * restart. A change that cannot be read is reported at WARN and the old material stays in use.
 */
public final class TlsKeys {
    /** Where key material lies. */
    public sealed interface Source {
        /** The files whose change is looked for. */
        List<Path> files();

        /**
         * A certificate chain and an unencrypted PKCS #8 key, as certificate authorities' clients write them.
         *
         * @param chain PEM, the server's certificate first
         * @param key PEM, {@code BEGIN PRIVATE KEY}
         */
        record Pem(Path chain, Path key) implements Source {
            @Override
            public List<Path> files() {
                return List.of(chain, key);
            }
        }

        /**
         * A PKCS #12 file.
         *
         * @param file with one private key
         * @param password of file and key; never printed
         */
        record Pkcs12(Path file, String password) implements Source {
            @Override
            public List<Path> files() {
                return List.of(file);
            }

            @Override
            public String toString() {
                return "Pkcs12[" + file + "]";
            }
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(TlsKeys.class);
    private static final long LOOK_NANOS = Duration.ofSeconds(5).toNanos();
    private static final Duration KEYTOOL_TIME = Duration.ofMinutes(1);

    private final Source source;
    private final long lookNanos;
    private List<FileTime> times;
    private SSLSocketFactory factory;
    private long looked = System.nanoTime();

    /**
     * Reads the material.
     *
     * @throws IOException if it cannot be read, with a message that says what to do
     */
    public TlsKeys(Source source) throws IOException {
        this(source, LOOK_NANOS);
    }

    TlsKeys(Source source, long lookNanos) throws IOException {
        this.source = source;
        this.lookNanos = lookNanos;
        this.times = times();
        this.factory = read(source);
    }

    /** For the next handshake: looks for changed files every few seconds. */
    synchronized SSLSocketFactory factory() {
        long now = System.nanoTime();
        if (now - looked >= lookNanos) {
            looked = now;
            try {
                List<FileTime> current = times();
                if (!current.equals(times)) {
                    times = current;
                    factory = read(source);
                    LOG.info("TLS key material read again from {}", source);
                }
            } catch (IOException e) {
                LOG.warn("TLS key material has changed and cannot be read, the old one stays in use: {}", e.toString());
            }
        }
        return factory;
    }

    private List<FileTime> times() throws IOException {
        var found = new ArrayList<FileTime>();
        for (Path file : source.files()) {
            found.add(Files.getLastModifiedTime(file));
        }
        return found;
    }

    /**
     * Makes a certificate of our own for a host name, unless the file is there: enough for encryption against
     * eavesdroppers, which is all that server-to-server SMTP asks for without DANE or MTA-STS. Uses the JDK's keytool.
     *
     * @param file to be written, PKCS #12
     * @throws IOException if there is no keytool or it fails
     */
    public static Source selfSigned(Path file, String host, String password) throws IOException {
        if (!Files.exists(file)) {
            Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
            if (!Files.isExecutable(keytool)) {
                throw new IOException("no keytool beside this Java: install a JDK or configure a certificate");
            }
            var keytoolCall = new ProcessBuilder(
                            keytool.toString(),
                            "-genkeypair",
                            "-alias",
                            "postigo",
                            "-keyalg",
                            "EC",
                            "-groupname",
                            "secp256r1",
                            "-validity",
                            "3650",
                            "-dname",
                            "CN=" + host,
                            "-ext",
                            "san=dns:" + host,
                            "-storetype",
                            "PKCS12",
                            "-keystore",
                            file.toString(),
                            "-storepass:env",
                            "POSTIGO_STOREPASS")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD);
            keytoolCall.environment().put("POSTIGO_STOREPASS", password);
            await(keytoolCall.start());
        }
        return new Source.Pkcs12(file, password);
    }

    private static void await(Process process) throws IOException {
        try {
            if (!process.waitFor(KEYTOOL_TIME) || process.exitValue() != 0) {
                throw new IOException("keytool could not make a certificate: configure one");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while making a certificate", e);
        } finally {
            process.destroyForcibly();
        }
    }

    private static SSLSocketFactory read(Source source) throws IOException {
        try {
            char[] password;
            KeyStore store;
            switch (source) {
                case Source.Pem(Path chain, Path key) -> {
                    password = new char[0];
                    store = KeyStore.getInstance("PKCS12");
                    store.load(null, password);
                    store.setKeyEntry("pem", privateKey(key), password, chain(chain));
                }
                case Source.Pkcs12(Path file, String word) -> {
                    password = word.toCharArray();
                    store = KeyStore.getInstance("PKCS12");
                    try (InputStream in = Files.newInputStream(file)) {
                        store.load(in, password);
                    }
                }
            }
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, password);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            return context.getSocketFactory();
        } catch (GeneralSecurityException e) {
            throw new IOException("cannot use the TLS key material of " + source + ": " + e.getMessage(), e);
        }
    }

    private static Certificate[] chain(Path file) throws IOException, GeneralSecurityException {
        try (InputStream in = Files.newInputStream(file)) {
            return CertificateFactory.getInstance("X.509")
                    .generateCertificates(in)
                    .toArray(Certificate[]::new);
        }
    }

    private static PrivateKey privateKey(Path file) throws IOException, GeneralSecurityException {
        String pem = Files.readString(file, StandardCharsets.US_ASCII);
        int begin = pem.indexOf("-----BEGIN PRIVATE KEY-----");
        int end = pem.indexOf("-----END PRIVATE KEY-----");
        if (begin < 0 || end < begin) {
            throw new IOException(file + " is no PKCS #8 key: convert it with openssl pkcs8 -topk8 -nocrypt");
        }
        byte[] der = Base64.getMimeDecoder().decode(pem.substring(begin + 27, end));
        for (String algorithm : List.of("EC", "RSA", "EdDSA")) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
            } catch (InvalidKeySpecException notOfThisKind) {
                LOG.trace("{} is no {} key", file, algorithm);
            }
        }
        throw new IOException(file + " holds no RSA, EC or EdDSA key");
    }
}
