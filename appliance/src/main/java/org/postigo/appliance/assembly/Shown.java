package org.postigo.appliance.assembly;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postigo.appliance.settings.Settings;
import org.postigo.desk.status.Machine.Certificate;
import org.postigo.proxy.inbound.TlsKeys;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificates that the gate shows, read anew each time, as they are renewed under our feet.
 *
 * @param smtp what STARTTLS shows, if it is offered
 * @param https what desk and REST show, if they do
 */
record Shown(Optional<TlsKeys.Source> smtp, Optional<Settings.Tls> https) {
    private static final Logger LOG = LoggerFactory.getLogger(Shown.class);

    List<Certificate> now() {
        var shown = new ArrayList<Certificate>();
        smtp.ifPresent(source -> shown.add(
                switch (source) {
                    case TlsKeys.Source.Pem pem -> pem("smtp", pem.chain());
                    case TlsKeys.Source.Pkcs12 own -> own(own);
                }));
        https.ifPresent(tls -> shown.add(pem("https", tls.certificate())));
        return shown;
    }

    private static Certificate pem(String where, Path chain) {
        try (InputStream in = Files.newInputStream(chain)) {
            // The server's own comes first (RFC 8446 §4.4.2).
            return CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
                    .findFirst()
                    .filter(X509Certificate.class::isInstance)
                    .map(each -> of(where, (X509Certificate) each, false))
                    .orElse(unreadable(where, false));
        } catch (IOException | GeneralSecurityException trouble) {
            LOG.warn("the certificate {} cannot be read", chain, trouble);
            return unreadable(where, false);
        }
    }

    private static Certificate own(TlsKeys.Source.Pkcs12 source) {
        try (InputStream in = Files.newInputStream(source.file())) {
            var store = KeyStore.getInstance("PKCS12");
            store.load(in, source.password().toCharArray());
            for (String alias : java.util.Collections.list(store.aliases())) {
                if (store.getCertificate(alias) instanceof X509Certificate each) {
                    return of("smtp", each, true);
                }
            }
        } catch (IOException | GeneralSecurityException trouble) {
            LOG.warn("the certificate in {} cannot be read", source.file(), trouble);
        }
        return unreadable("smtp", true);
    }

    private static Certificate of(String where, X509Certificate each, boolean own) {
        String name = each.getSubjectX500Principal().getName();
        return new Certificate(
                where,
                name.startsWith("CN=") ? name.substring(3).split(",", 2)[0] : name,
                Optional.of(each.getNotAfter().toInstant()),
                own);
    }

    private static Certificate unreadable(String where, boolean own) {
        return new Certificate(where, "", Optional.empty(), own);
    }
}
