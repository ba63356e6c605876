package org.postigo.store.log;

import static org.postigo.store.log.AddressShapes.TIME;
import static org.postigo.store.log.Shape.FLAG;
import static org.postigo.store.log.Shape.LONG;
import static org.postigo.store.log.Shape.TEXT;
import static org.postigo.store.log.Shape.as;
import static org.postigo.store.log.Shape.constant;
import static org.postigo.store.log.Shape.field;
import static org.postigo.store.log.Shape.many;
import static org.postigo.store.log.Shape.object;

import org.postigo.mail.rule.Condition;
import org.postigo.mail.rule.Rule;
import org.postigo.mail.rule.RuleSet;
import org.postigo.mail.rule.WrittenCondition;

/** Rules of the house in JSON. Wire names as {@link Wire} says. */
final class RuleShapes {
    private RuleShapes() {}

    private static final Shape<Condition> CONDITION = as(
            object(
                    field("kind", TEXT, WrittenCondition::kind),
                    field("name", TEXT, WrittenCondition::name, ""),
                    field("test", TEXT, WrittenCondition::test, ""),
                    field("value", TEXT, WrittenCondition::value, ""),
                    field("not", FLAG, WrittenCondition::not, false),
                    WrittenCondition::new),
            WrittenCondition::of,
            WrittenCondition::condition);

    private static final Shape<Rule> RULE = object(
            field("id", TEXT, Rule::id),
            field("name", TEXT, Rule::name),
            field("on", FLAG, Rule::on, true),
            field("match", constant(Rule.Match.class), Rule::match, Rule.Match.ALL),
            many("conditions", CONDITION, Rule::conditions),
            field("action", constant(Rule.Action.class), Rule::action),
            field("firm", FLAG, Rule::firm, false),
            Rule::new);

    static final Shape<RuleSet> RULE_SET = object(
            field("version", LONG, RuleSet::version),
            field("scope", SettingShapes.SCOPE, RuleSet::scope),
            many("rules", RULE, RuleSet::rules),
            field("comment", TEXT, RuleSet::comment, ""),
            field("by", TEXT, RuleSet::by),
            field("at", TIME, RuleSet::at),
            RuleSet::new);
}
