package org.postigo.classifier.dnslist;

import java.util.List;

/** What one list said of one thing. A list that is off, paused or disabled is not asked and gives no answer. */
public sealed interface ListAnswer {
    /** Who said it. */
    DnsList list();

    /** The address in reverse or the host that it was asked about, without the zone. */
    String subject();

    /** It is listed; meanings, at least one. */
    record Listed(DnsList list, String subject, List<Meaning> meanings) implements ListAnswer {
        /** Copies the list, the strongest first. */
        public Listed {
            meanings = meanings.stream()
                    .sorted((a, b) ->
                            Double.compare(b.group().strength(), a.group().strength()))
                    .toList();
        }
    }

    /** It is not listed. */
    record NotListed(DnsList list, String subject) implements ListAnswer {}

    /**
     * Nothing is known.
     *
     * @param timeout whether time ran out; otherwise the list refused or its servers failed
     * @param why in words, without the key
     */
    record NoAnswer(DnsList list, String subject, boolean timeout, String why) implements ListAnswer {}
}
