package org.postigo.desk.rules;

import java.util.List;
import org.postigo.desk.preview.Inert;
import org.postigo.desk.words.Say;
import org.postigo.mail.finding.FindingKey;
import org.postigo.mail.rule.Condition;
import org.postigo.mail.rule.Rule;
import org.postigo.mail.rule.WrittenCondition;

/** Rules in the reader's language. */
final class RuleWords {
    private final Say say;

    RuleWords(Say say) {
        this.say = say;
    }

    /** All conditions in one line. */
    String conditions(Rule rule) {
        String between = say.text("rules.match." + rule.match() + ".between");
        return String.join(
                " " + between + " ",
                rule.conditions().stream().map(this::condition).toList());
    }

    List<String> each(Rule rule) {
        return rule.conditions().stream().map(this::condition).toList();
    }

    String condition(Condition condition) {
        WrittenCondition written = WrittenCondition.of(condition);
        String name = written.kind().equals("fact")
                ? FindingKey.ofWire(written.name()).map(say::brief).orElse(written.name())
                : written.name();
        String test = written.test().isEmpty() ? "" : say.text("rules.test." + written.test());
        String words = String.join(
                        " ", say.text("rules.kind." + written.kind()), name, test, Inert.line(written.value(), 60))
                .replaceAll(" +", " ")
                .strip();
        return written.not() ? say.text("rules.not", words) : words;
    }

    /** What is done, and whether before the lists. */
    String action(Rule rule) {
        String words = say.text("rules.action." + rule.action());
        return rule.firm() ? say.text("rules.firmly", words) : words;
    }
}
