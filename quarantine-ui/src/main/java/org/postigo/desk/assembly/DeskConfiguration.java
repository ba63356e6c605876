package org.postigo.desk.assembly;

import com.vaadin.flow.server.VaadinServiceInitListener;
import com.vaadin.flow.spring.annotation.EnableVaadin;
import java.time.Clock;
import org.postigo.desk.ClientCountry;
import org.postigo.desk.Desk;
import org.postigo.desk.DeskSettings;
import org.postigo.desk.TellingWords;
import org.postigo.desk.mine.MineController;
import org.postigo.desk.shell.Head;
import org.postigo.desk.signin.Security;
import org.postigo.desk.toolarge.TooLargePage;
import org.postigo.desk.words.Words;
import org.postigo.mail.message.MessageParser;
import org.postigo.quarantine.Quarantine;
import org.postigo.quarantine.trace.Tracing;
import org.postigo.store.Store;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/**
 * The desk as one import. The application brings beans of {@link Quarantine}, {@link Store}, {@link Clock} and
 * {@link DeskSettings}, if it likes one of {@link TellingWords}, and sets {@code vaadin.production-mode=true}.
 */
@Configuration(proxyBeanMethods = false)
@EnableVaadin("org.postigo.desk")
@Import({Security.class, MineController.class, TooLargePage.class})
public class DeskConfiguration {
    /** Everything behind the views. */
    @Bean
    public Desk desk(
            Quarantine quarantine,
            Store store,
            ObjectProvider<TellingWords> telling,
            ObjectProvider<ClientCountry> country,
            Clock clock,
            DeskSettings settings) {
        return new Desk(
                quarantine,
                store,
                new MessageParser(),
                telling.getIfAvailable(() -> TellingWords.NONE),
                country.getIfAvailable(() -> ClientCountry.NONE),
                clock,
                settings);
    }

    /** Finds messages in the journal, each person's own. */
    @Bean
    public Tracing tracing(Quarantine quarantine, Store store) {
        return new Tracing(store.journal(), store.held(), quarantine::confines);
    }

    /** The text in both languages. */
    @Bean
    public Words words() {
        return new Words();
    }

    /** Policy, language and colours of each page. */
    @Bean
    public VaadinServiceInitListener head(Store store) {
        return new Head(store.people());
    }
}
