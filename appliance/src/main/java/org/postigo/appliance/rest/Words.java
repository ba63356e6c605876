package org.postigo.appliance.rest;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Constants as the interface writes them: lower case, with dashes. */
final class Words {
    private Words() {}

    static String of(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static <E extends Enum<E>> Optional<E> read(Class<E> type, String word) {
        return Stream.of(type.getEnumConstants())
                .filter(each -> of(each).equals(word.toLowerCase(Locale.ROOT)))
                .findFirst();
    }

    static <E extends Enum<E>> E require(Class<E> type, String what, String word) {
        return read(type, word)
                .orElseThrow(() -> Problem.bad(what + " is one of "
                        + Stream.of(type.getEnumConstants()).map(Words::of).collect(Collectors.joining(", ")) + ", not "
                        + word));
    }
}
