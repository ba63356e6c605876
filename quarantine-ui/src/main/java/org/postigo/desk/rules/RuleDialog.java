package org.postigo.desk.rules;

import com.vaadin.flow.component.checkbox.Checkbox;
import com.vaadin.flow.component.dialog.Dialog;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H2;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.select.Select;
import com.vaadin.flow.component.textfield.TextField;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.postigo.desk.shell.Parts;
import org.postigo.desk.words.Say;
import org.postigo.mail.rule.Rule;
import org.postigo.mail.rule.WrittenCondition;

/** The form of one rule. What makes no rule is refused with the sentence that the rule itself gives. */
final class RuleDialog {
    private final Say say;
    private final String id;
    private final Dialog dialog = new Dialog();
    private final TextField name = new TextField();
    private final Select<Rule.Action> action = new Select<>();
    private final Select<Rule.Match> match = new Select<>();
    private final Checkbox on = new Checkbox();
    private final Checkbox firm = new Checkbox();
    private final Div rows = new Div();
    private final List<Row> conditions = new ArrayList<>();
    private final Paragraph trouble = new Paragraph();

    /** One condition being written. */
    private final class Row extends Div {
        private static final long serialVersionUID = 1;
        private final Select<String> kind = new Select<>();
        private final TextField subject = new TextField();
        private final Select<String> test = new Select<>();
        private final TextField value = new TextField();
        private final Checkbox not = new Checkbox();

        Row(WrittenCondition written) {
            addClassName("condition");
            kind.setItems(WrittenCondition.kinds());
            kind.setItemLabelGenerator(each -> say.text("rules.kind." + each));
            kind.setAriaLabel(say.text("rules.kind"));
            kind.addClassName("kind");
            subject.setPlaceholder(say.text("rules.subject"));
            subject.setAriaLabel(say.text("rules.subject"));
            test.setItems("present", "is", "contains", "begins", "ends");
            test.setItemLabelGenerator(each -> say.text("rules.test." + each));
            test.setAriaLabel(say.text("rules.test"));
            value.setPlaceholder(say.text("rules.value"));
            value.setAriaLabel(say.text("rules.value"));
            value.addClassName("value");
            not.setLabel(say.text("rules.opposite"));
            kind.addValueChangeListener(_ -> shape());
            test.addValueChangeListener(_ -> shape());
            subject.setValue(written.name());
            test.setValue(written.test().isEmpty() ? "contains" : written.test());
            value.setValue(written.value());
            not.setValue(written.not());
            kind.setValue(written.kind());
            add(kind, subject, test, value, not, Parts.button(say.text("rules.without"), "btn quiet", "", () -> {
                conditions.remove(this);
                rows.remove(this);
            }));
            shape();
        }

        private void shape() {
            String of = kind.getValue();
            subject.setVisible("field".equals(of) || "fact".equals(of));
            test.setVisible("field".equals(of));
            value.setVisible(!"bounce".equals(of) && !("field".equals(of) && "present".equals(test.getValue())));
            value.setHelperText(of == null ? "" : say.text("rules.help." + of));
        }

        WrittenCondition written() {
            return new WrittenCondition(
                    kind.getValue(),
                    subject.isVisible() ? subject.getValue().strip() : "",
                    test.isVisible() ? test.getValue() : "",
                    value.isVisible() ? value.getValue().strip() : "",
                    not.getValue());
        }
    }

    private RuleDialog(Say say, String id) {
        this.say = say;
        this.id = id;
        dialog.addClassName("ruledialog");
        trouble.addClassName("err");
        trouble.getElement().setAttribute("role", "alert");
        trouble.setVisible(false);
        name.setLabel(say.text("rules.name"));
        name.setId("rule-name");
        action.setLabel(say.text("rules.action"));
        action.setId("rule-action");
        action.setItems(Rule.Action.values());
        action.setItemLabelGenerator(each -> say.text("rules.action." + each));
        match.setLabel(say.text("rules.match"));
        match.setItems(Rule.Match.values());
        match.setItemLabelGenerator(each -> say.text("rules.match." + each));
        on.setLabel(say.text("rules.on"));
        firm.setLabel(say.text("rules.firm"));
    }

    /** For a new rule. */
    static void add(Say say, Consumer<Rule> done) {
        var form = new RuleDialog(say, "r-" + UUID.randomUUID().toString().substring(0, 8));
        form.action.setValue(Rule.Action.HOLD);
        form.match.setValue(Rule.Match.ALL);
        form.on.setValue(true);
        form.condition(new WrittenCondition("field", "Subject", "contains", "", false));
        form.open(say.text("rules.add"), done);
    }

    /** For a rule that is there. */
    static void change(Say say, Rule rule, Consumer<Rule> done) {
        var form = new RuleDialog(say, rule.id());
        form.name.setValue(rule.name());
        form.action.setValue(rule.action());
        form.match.setValue(rule.match());
        form.on.setValue(rule.on());
        form.firm.setValue(rule.firm());
        rule.conditions().stream().map(WrittenCondition::of).forEach(form::condition);
        form.open(say.text("rules.change"), done);
    }

    private void condition(WrittenCondition written) {
        var row = new Row(written);
        conditions.add(row);
        rows.add(row);
    }

    private void open(String title, Consumer<Rule> done) {
        dialog.getElement().setAttribute("aria-label", title);
        dialog.add(
                new H2(title),
                Parts.div("line", name),
                Parts.div("line", match),
                rows,
                Parts.button(
                        say.text("rules.more"),
                        "btn quiet",
                        "",
                        () -> condition(new WrittenCondition("from", "", "", "", false))),
                Parts.div("line", action),
                Parts.div("checks", firm, on),
                trouble,
                Parts.div(
                        "acts",
                        Parts.button(say.text("rules.take"), "btn pri", "", () -> take(done)),
                        Parts.button(say.text("rules.cancel"), "btn quiet", "", dialog::close)));
        dialog.open();
    }

    private void take(Consumer<Rule> done) {
        try {
            var rule = new Rule(
                    id,
                    name.getValue(),
                    on.getValue(),
                    match.getValue(),
                    conditions.stream().map(row -> row.written().condition()).toList(),
                    action.getValue(),
                    firm.getValue());
            dialog.close();
            done.accept(rule);
        } catch (IllegalArgumentException refused) {
            trouble.setText(say.text("rules.refused", String.valueOf(refused.getMessage())));
            trouble.setVisible(true);
        }
    }
}
