package org.postigo.mail.message;

import java.util.List;
import java.util.Optional;

/** The header section, fields from the top down. */
public record Header(List<HeaderField> fields) {
    /** Copies the list. */
    public Header {
        fields = List.copyOf(fields);
    }

    /** All fields of a name, topmost first. */
    public List<HeaderField> all(String name) {
        return fields.stream().filter(field -> field.is(name)).toList();
    }

    /** The topmost field of a name. */
    public Optional<HeaderField> first(String name) {
        return fields.stream().filter(field -> field.is(name)).findFirst();
    }

    /** The decoded value of the topmost field of a name, or the empty string. */
    public String value(String name) {
        return first(name).map(HeaderField::decoded).orElse("");
    }
}
