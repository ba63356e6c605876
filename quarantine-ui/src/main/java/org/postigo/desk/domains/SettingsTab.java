package org.postigo.desk.domains;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Input;
import com.vaadin.flow.component.html.NativeTable;
import com.vaadin.flow.component.html.NativeTableRow;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.dom.Element;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.postigo.desk.shell.Parts;
import org.postigo.desk.shell.Trouble;
import org.postigo.mail.policy.Level;
import org.postigo.mail.policy.ServiceTree;
import org.postigo.mail.policy.Setting;
import org.postigo.mail.policy.Wishes;

/** Every setting of a place, as it comes out and from where, each changed where it stands. */
final class SettingsTab extends Div {
    private static final long serialVersionUID = 1;

    /** Settings that decide what is held: a change is tried on what came. */
    private static final List<Setting<?>> TRIED = List.of(Setting.MODE, Setting.TAG, Setting.HOLD, Setting.REFUSE);

    private final transient Work work;
    private final transient Level level;

    SettingsTab(Work work, Level level) {
        this.work = work;
        this.level = level;
        show(Optional.empty());
    }

    private void show(Optional<Setting<?>> open) {
        removeAll();
        NativeTable table =
                work.table("domains.tab.SETTINGS", "domains.col.setting", "domains.col.value", "domains.col.from", "");
        table.addClassName("settings");
        for (Setting<?> setting : Setting.ALL) {
            boolean editing = open.filter(setting::equals).isPresent();
            table.getBody().add(editing ? editor(setting) : row(setting));
        }
        var note = new Paragraph(work.text("domains.settings.note"));
        note.addClassName("q");
        add(table, note);
    }

    private NativeTableRow row(Setting<?> setting) {
        var given = work.tree().service(level).words(setting);
        boolean own = given.filter(value -> value.from().equals(level)).isPresent();
        var action = new Div();
        if (work.may(setting, level)) {
            var change = Parts.button(work.text("domains.change"), "link", "", () -> show(Optional.of(setting)));
            change.getElement()
                    .setAttribute(
                            "aria-label",
                            work.text("domains.change.label", work.text("domains.setting." + setting.name())));
            action.add(change);
        }
        var row = new NativeTableRow(
                Work.cell(work.text("domains.setting." + setting.name())),
                Work.cell(given.map(value -> work.value(setting, value.value())).orElse("—"), own ? "b" : "m"),
                Work.cell(
                        given.map(value -> own ? work.text("domains.own") : work.place(value.from()))
                                .orElse(""),
                        "q2"),
                Work.cell(action));
        row.getElement().setAttribute("data-setting", setting.name());
        return row;
    }

    private NativeTableRow editor(Setting<?> setting) {
        var trouble = Parts.div("dtrouble");
        trouble.getElement().setAttribute("role", "alert");
        var given = work.tree().service(level).words(setting);
        var box = new Div();
        Supplier<String> words =
                field(setting, given.map(value -> value.value()).orElse(""), box);
        var buttons = Parts.div(
                "drow",
                Parts.button(work.text("domains.save"), "btn pri", "", () -> save(setting, words.get(), trouble)));
        boolean own = given.filter(value -> value.from().equals(level)).isPresent();
        if (own) {
            buttons.add(Parts.button(work.text("domains.inherit"), "btn", "", () -> save(setting, "", trouble)));
        }
        var trial = new Div();
        if (TRIED.contains(setting)) {
            buttons.add(Parts.button(
                    work.text("domains.trial"), "btn", "", () -> tryOut(setting, words.get(), trouble, trial)));
        }
        buttons.add(Parts.button(work.text("domains.cancel"), "btn quiet", "", () -> show(Optional.empty())));
        var wide = Work.cell(box, trouble, buttons, trial);
        wide.setColspan(3);
        var row = new NativeTableRow(Work.cell(work.text("domains.setting." + setting.name())), wide);
        row.addClassName("editing");
        return row;
    }

    /** The field in which a setting is written; gives its words. */
    private Supplier<String> field(Setting<?> setting, String now, Div box) {
        List<String> choices = choices(setting);
        if (choices.isEmpty()) {
            var input = new Input();
            input.setValue(now);
            input.getElement().setAttribute("aria-label", work.text("domains.setting." + setting.name()));
            box.add(Parts.div("field", input), hint(setting));
            input.focus();
            return input::getValue;
        }
        var select = new Select(
                work.text("domains.setting." + setting.name()), choices, now, value -> work.value(setting, value));
        box.add(select, hint(setting));
        return select::value;
    }

    private Component hint(Setting<?> setting) {
        var hint = new Paragraph(work.text("domains.hint." + setting.name()));
        hint.addClassName("q");
        return hint;
    }

    static List<String> choices(Setting<?> setting) {
        return switch (setting.name()) {
            case "mode" -> List.of("observe", "tag", "hold");
            case "greylist", "spam-flag", "archive" -> List.of("yes", "no");
            case "languages" -> List.of("es", "en", "es, en", "en, es");
            default -> List.of();
        };
    }

    /** The place as it would be. */
    private ServiceTree.Node changed(Setting<?> setting, String words) {
        ServiceTree.Node node = work.tree().node(level).orElse(ServiceTree.Node.of(level, Wishes.NONE));
        Wishes wishes =
                words.isBlank() ? node.wishes().without(setting) : node.wishes().read(setting, words);
        return new ServiceTree.Node(level, node.group(), wishes);
    }

    /** What it would have freed and held, before it is saved. */
    private void tryOut(Setting<?> setting, String words, Div trouble, Div trial) {
        trouble.removeAll();
        trial.removeAll();
        try {
            trial.add(new TrialPanel(work, Levers.Change.place(changed(setting, words))));
        } catch (IllegalArgumentException refused) {
            trouble.add(new Span(work.text("domains.refused", String.valueOf(refused.getMessage()))));
        }
    }

    private void save(Setting<?> setting, String words, Div trouble) {
        trouble.removeAll();
        try {
            work.desk()
                    .store()
                    .domains()
                    .put(changed(setting, words), work.person().email());
            show(Optional.empty());
        } catch (IllegalArgumentException refused) {
            trouble.add(new Span(work.text("domains.refused", String.valueOf(refused.getMessage()))));
        } catch (IOException e) {
            trouble.add(new Span(work.text("error.action", Trouble.log("a setting could not be saved", e))));
        }
    }

    /** A choice of one, by the browser's own select. */
    static final class Select extends Div {
        private static final long serialVersionUID = 1;

        private String value;

        Select(String label, List<String> choices, String now, java.util.function.UnaryOperator<String> say) {
            addClassNames("field", "pick");
            value = choices.contains(now) ? now : choices.getFirst();
            var select = new Element("select");
            select.setAttribute("aria-label", label);
            for (String choice : choices) {
                var option = new Element("option");
                option.setAttribute("value", choice);
                option.setText(say.apply(choice));
                if (choice.equals(value)) {
                    option.setAttribute("selected", true);
                }
                select.appendChild(option);
            }
            select.addPropertyChangeListener("value", "change", event -> {
                String chosen = String.valueOf(event.getValue());
                if (choices.contains(chosen)) {
                    value = chosen;
                    onChange.run();
                }
            });
            getElement().appendChild(select);
            add(new org.postigo.desk.shell.Icon("down"));
        }

        private transient Runnable onChange = () -> {};

        /** Tells of a choice. */
        Select onChange(Runnable told) {
            onChange = told;
            return this;
        }

        String value() {
            return value;
        }
    }
}
