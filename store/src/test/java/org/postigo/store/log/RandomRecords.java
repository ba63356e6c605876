package org.postigo.store.log;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.postigo.mail.DomainName;
import org.postigo.mail.MailId;
import org.postigo.mail.Mailbox;
import org.postigo.mail.finding.FindingKey;
import org.postigo.mail.policy.Cidr;
import org.postigo.mail.policy.Level;
import org.postigo.mail.policy.ListEntry;
import org.postigo.mail.policy.ProtectedDomain;
import org.postigo.mail.policy.Setting;
import org.postigo.mail.policy.Wishes;
import org.postigo.mail.rule.Condition;
import org.postigo.mail.rule.Rule;
import org.postigo.mail.rule.RuleSet;
import org.postigo.store.held.CopyId;
import org.postigo.store.rounds.RoundId;

/** Makes any record of the store's vocabulary by chance, whatever its components. */
final class RandomRecords {
    private static final List<String> PIECES = List.of(
            "a",
            "Z",
            "0",
            " ",
            "\"",
            "\\",
            "\u0000",
            "\r\n",
            "\t",
            "é",
            "ñ",
            "漢",
            "\uD83D\uDE00",
            "\u2028",
            "<",
            "/",
            "\u200B",
            "\uFFFD",
            "x".repeat(50));

    private final RandomGenerator chance;

    RandomRecords(RandomGenerator chance) {
        this.chance = chance;
    }

    <T> T next(Class<T> type) {
        return type.cast(make(type, type.getSimpleName(), 0));
    }

    private Object make(Type type, String name, int depth) {
        if (type instanceof ParameterizedType generic) {
            Type[] of = generic.getActualTypeArguments();
            Class<?> raw = (Class<?>) generic.getRawType();
            int count = depth > 12 ? 0 : chance.nextInt(3);
            if (raw == Optional.class) {
                return count == 0 ? Optional.empty() : Optional.of(make(of[0], name, depth + 2));
            }
            if (raw == Map.class) {
                Map<Object, Object> map = new HashMap<>();
                for (int i = 0; i < count; i++) {
                    map.put(make(of[0], name, depth + 1), make(of[1], name, depth + 1));
                }
                return map;
            }
            List<Object> list = new ArrayList<>();
            for (int i = 0; i < (name.equals("servers") ? 1 + count : count); i++) {
                list.add(make(of[0], name, depth + 1));
            }
            return raw == Set.class ? new HashSet<>(list) : list;
        }
        return simple((Class<?>) type, name, depth);
    }

    private Object simple(Class<?> type, String name, int depth) {
        if (type == LocalTime.class) {
            return LocalTime.of(chance.nextInt(24), chance.nextInt(60));
        } else if (type == String.class) {
            return name.equals("language") ? chance.nextBoolean() ? "es" : "en" : text();
        } else if (type == int.class) {
            return chance.nextInt(0, 10_000);
        } else if (type == long.class || type == Long.class) {
            return chance.nextLong();
        } else if (type == boolean.class) {
            return chance.nextBoolean();
        } else if (type == double.class) {
            return number();
        } else if (type == Instant.class) {
            return Instant.ofEpochSecond(chance.nextLong(-1L << 33, 1L << 35), chance.nextInt(1_000_000_000));
        } else if (type == Duration.class) {
            return Duration.ofNanos(chance.nextLong(Long.MAX_VALUE));
        } else if (type == OptionalLong.class) {
            return chance.nextBoolean() ? OptionalLong.empty() : OptionalLong.of(chance.nextLong());
        } else if (type == InetAddress.class) {
            return address();
        } else if (type == Cidr.class) {
            InetAddress address = address();
            return new Cidr(address, chance.nextInt(address.getAddress().length * 8 + 1));
        } else if (type == DomainName.class) {
            return domain();
        } else if (type == Mailbox.class) {
            return mailbox();
        } else if (type == MailId.class) {
            return MailId.next(Instant.ofEpochMilli(chance.nextLong(1L << 49)), chance);
        } else if (type == CopyId.class) {
            return new CopyId(
                    MailId.next(Instant.ofEpochMilli(chance.nextLong(1L << 49)), chance), chance.nextInt(10_000));
        } else if (type == RoundId.class) {
            return RoundId.of(
                    LocalDateTime.of(chance.nextInt(2000, 3000), 11, 1 + chance.nextInt(30), chance.nextInt(24), 5),
                    "group-" + chance.nextInt(100));
        } else if (type == ProtectedDomain.Thresholds.class) {
            double hold = 1 - chance.nextDouble();
            return new ProtectedDomain.Thresholds(hold, hold + (1 - hold) * chance.nextDouble());
        } else if (type == Level.class) {
            // Where nobody writes is in no record.
            Class<?>[] written = {Level.Site.class, Level.Group.class, Level.Domain.class, Level.OfMailbox.class};
            return make(written[chance.nextInt(written.length)], name, depth);
        } else if (type == Level.Group.class) {
            return new Level.Group(List.of("café-norte", "g1", "a.b_c").get(chance.nextInt(3)));
        } else if (type == Wishes.class) {
            return wishes();
        } else if (type == Rule.class) {
            return rule();
        } else if (type == RuleSet.class) {
            return new RuleSet(
                    chance.nextLong(1, Long.MAX_VALUE),
                    chance.nextBoolean() ? new ListEntry.Scope.Site() : new ListEntry.Scope.OfDomain(domain()),
                    List.of(rule()),
                    text(),
                    text(),
                    Instant.ofEpochSecond(chance.nextLong(1L << 33)));
        } else if (type.isEnum()) {
            return type.getEnumConstants()[chance.nextInt(type.getEnumConstants().length)];
        } else if (type.isSealed() && !type.isRecord()) {
            Class<?>[] cases = type.getPermittedSubclasses();
            return make(cases[chance.nextInt(cases.length)], name, depth);
        } else if (type.isRecord()) {
            return record(type, depth);
        }
        throw new IllegalStateException("no way to make a " + type);
    }

    /** Tries again where the constructor refuses a combination. */
    private Object record(Class<?> type, int depth) {
        RecordComponent[] components = type.getRecordComponents();
        for (int tries = 0; tries < 1_000; tries++) {
            var arguments = new Object[components.length];
            var types = new Class<?>[components.length];
            for (int i = 0; i < components.length; i++) {
                types[i] = components[i].getType();
                arguments[i] = make(components[i].getGenericType(), components[i].getName(), depth + 1);
            }
            try {
                var constructor = type.getDeclaredConstructor(types);
                constructor.setAccessible(true);
                return constructor.newInstance(arguments);
            } catch (InvocationTargetException refused) {
                if (!(refused.getCause() instanceof IllegalArgumentException)) {
                    throw new IllegalStateException(refused);
                }
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
        }
        throw new IllegalStateException("every " + type + " is refused");
    }

    private Rule rule() {
        List<Condition> some = List.of(
                new Condition.Found(
                        FindingKey.TEXT_BAIT, chance.nextBoolean() ? Double.NEGATIVE_INFINITY : chance.nextGaussian()),
                new Condition.Field("X-Any", Condition.Test.PRESENT, ""),
                new Condition.Not(new Condition.Field("Subject", Condition.Test.CONTAINS, "a " + text())),
                new Condition.Party(Condition.Who.ENVELOPE, new ListEntry.Subject.Domain(domain(), true)),
                new Condition.Bounce(),
                new Condition.Client(new Cidr(address(), 7)),
                new Condition.Country(Set.of("ES", "MX")),
                new Condition.FileName(".docm"),
                new Condition.FileType("image/*"),
                new Condition.Size(chance.nextLong(1, Long.MAX_VALUE)),
                new Condition.Probability(chance.nextDouble()),
                new Condition.Proven(new ListEntry.Proof.SignedBy(domain())));
        return new Rule(
                "r" + chance.nextInt(1_000_000),
                "n" + text(),
                chance.nextBoolean(),
                Rule.Match.ANY,
                some.subList(chance.nextInt(some.size()), some.size()),
                Rule.Action.HOLD,
                chance.nextBoolean());
    }

    private String text() {
        var text = new StringBuilder();
        for (int i = chance.nextInt(6); i > 0; i--) {
            text.append(PIECES.get(chance.nextInt(PIECES.size())));
        }
        return text.toString();
    }

    private double number() {
        return switch (chance.nextInt(8)) {
            case 0 -> 1;
            case 1 -> Double.NaN;
            case 2 -> Double.NEGATIVE_INFINITY;
            case 3 -> -0.0;
            case 4 -> Double.MIN_VALUE;
            default -> chance.nextGaussian() * 1000;
        };
    }

    private InetAddress address() {
        byte[] bytes = new byte[chance.nextBoolean() ? 4 : 16];
        chance.nextBytes(bytes);
        try {
            return InetAddress.getByAddress(bytes);
        } catch (java.net.UnknownHostException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private Wishes wishes() {
        Wishes wishes = Wishes.NONE;
        for (var each : List.of(
                List.of("servers", "mx1.example.com:25, [2001:db8::1]:2525"),
                List.of("languages", "es, en"),
                List.of("mode", "tag"),
                List.of("tag", "0.5"),
                List.of("hold", "0.123456789"),
                List.of("greylist", "no"),
                List.of("size-limit", "25MB"),
                List.of("size-text-es", "Enviar un enlace, ¿sí?"),
                List.of("reviewers", "ana@example.com"))) {
            if (chance.nextBoolean()) {
                wishes = wishes.read(Setting.named(each.getFirst()).orElseThrow(), each.getLast());
            }
        }
        return wishes;
    }

    private DomainName domain() {
        return DomainName.of(List.of(
                        "example.com",
                        "ejemplo.mx",
                        "España.example",
                        "[192.0.2.1]",
                        "[IPv6:2001:db8::1]",
                        "a_b.example")
                .get(chance.nextInt(6)));
    }

    private Mailbox mailbox() {
        return new Mailbox(
                List.of("ana", "Ana.Lopez", "a b", "\"", "x@y", "a\\b", "ñandú", ".dot.", "漢字")
                        .get(chance.nextInt(9)),
                domain());
    }
}
