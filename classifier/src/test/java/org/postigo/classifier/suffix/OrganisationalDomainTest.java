package org.postigo.classifier.suffix;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postigo.mail.DomainName;

class OrganisationalDomainTest {
    @ParameterizedTest
    @CsvSource({
        "example.com, example.com",
        "a.b.example.com, example.com",
        "mail.empresa.com.mx, empresa.com.mx",
        "empresa.gob.mx, empresa.gob.mx",
        "com.mx, com.mx",
        "com, com",
        "x.co.uk, x.co.uk",
        "www.somebody.github.io, somebody.github.io",
        "a.b.c.unlisted, c.unlisted",
        "localhost, localhost",
        "_dmarc.mail.example.org, example.org",
        "a.example.123, example.123",
    })
    void isTheLabelBelowThePublicSuffix(String name, String expected) {
        assertThat(OrganisationalDomain.of(DomainName.of(name))).isEqualTo(DomainName.of(expected));
    }

    @Test
    void customersOfOneHostAreStrangers() {
        assertThat(OrganisationalDomain.shared(DomainName.of("a.github.io"), DomainName.of("b.github.io")))
                .isFalse();
        assertThat(OrganisationalDomain.shared(DomainName.of("a.com.mx"), DomainName.of("b.com.mx")))
                .isFalse();
        assertThat(OrganisationalDomain.shared(DomainName.of("a.x.com.mx"), DomainName.of("b.x.com.mx")))
                .isTrue();
        assertThat(OrganisationalDomain.shared(DomainName.of("[192.0.2.1]"), DomainName.of("[192.0.2.2]")))
                .isFalse();
    }

    @Test
    void aNameBelowAPrivateSuffixIsLent() {
        assertThat(OrganisationalDomain.lent(DomainName.of("a.github.io"))).isTrue();
        assertThat(OrganisationalDomain.lent(DomainName.of("casa.com.mx"))).isFalse();
        assertThat(OrganisationalDomain.lent(DomainName.of("github.io"))).isFalse();
        assertThat(OrganisationalDomain.lent(DomainName.of("[192.0.2.1]"))).isFalse();
        assertThat(OrganisationalDomain.lent(DomainName.of("a.b.unlisted"))).isFalse();
    }
}
