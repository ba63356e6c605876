package org.postigo.classifier.html;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UrlHostTest {
    @ParameterizedTest
    @CsvSource({
        "http://Example.COM/x, example.com, false, false",
        "https://example.com:8443?x, example.com, false, false",
        "//example.com, example.com, false, false",
        "https:example.com, example.com, false, false",
        "'http:\\\\example.com\\x', example.com, false, false",
        "'ht\ttp://exa\nmple.com/', example.com, false, false",
        "http://mibanco.com@evil.test/, evil.test, false, true",
        "http://a@b@evil.test/, evil.test, false, true",
        "http://%65vil.test/, evil.test, false, false",
        "http://evil。test/, evil.test, false, false",
        "http://mañana.mx/, xn--maana-pta.mx, false, false",
        "http://192.0.2.1/, 192.0.2.1, true, false",
        "http://3221225985/, 192.0.2.1, true, true",
        "http://0xC0000201/, 192.0.2.1, true, true",
        "http://0300.0.2.1/, 192.0.2.1, true, true",
        "http://192.513/, 192.0.2.1, true, true",
        "http://[2001:db8::1]:80/, 2001:db8:0:0:0:0:0:1, true, false",
    })
    void isReadAsBrowsersDo(String url, String name, boolean address, boolean disguised) {
        assertThat(UrlHost.of(url)).contains(new UrlHost(name, address, disguised));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "mailto:a@example.com",
                "cid:1",
                "/path",
                "#x",
                "http://",
                "http:///",
                "javascript:x",
                "http://localhost/",
                "http://999.1.1.1/",
                "http://1.2.3.4.5/",
                "http://a b.test/",
                "ftp://example.com",
                "http://[::1",
                "http://.../"
            })
    void othersHaveNone(String url) {
        assertThat(UrlHost.of(url)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "www.mibanco.com, www.mibanco.com",
        "mibanco.com/login, mibanco.com",
        "https://mibanco.com, mibanco.com",
    })
    void wordsThatNameAHostAreKnown(String word, String name) {
        assertThat(UrlHost.ofWord(word).map(UrlHost::name)).contains(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "click here", "2.0.1", "a@mibanco.com", "word", "file.1", "10.50"})
    void otherWordsAreNot(String word) {
        assertThat(UrlHost.ofWord(word)).isEmpty();
    }

    @Property
    void anyTextHasAHostOrNone(@ForAll String text) {
        UrlHost.of("http://" + text).ifPresent(host -> assertThat(host.name()).isNotEmpty());
        assertThat(UrlHost.ofWord(text)).isNotNull();
    }
}
