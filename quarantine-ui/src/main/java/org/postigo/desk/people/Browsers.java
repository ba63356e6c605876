package org.postigo.desk.people;

import java.util.List;

/** Which browser a User-Agent means, as far as a person wants to know. Only for looking at: anybody can claim any. */
final class Browsers {
    /** More telling first: Edge and Chrome both claim to be Safari. */
    private static final List<String> NAMES = List.of("Edg", "OPR", "Firefox", "Chrome", "Safari", "curl");

    private static final List<String> SYSTEMS = List.of("Android", "iPhone", "iPad", "Windows", "Mac OS", "Linux");

    private Browsers() {}

    static String brief(String userAgent) {
        String name = first(NAMES, userAgent).replace("Edg", "Edge").replace("OPR", "Opera");
        String system = first(SYSTEMS, userAgent);
        return name.isEmpty() ? userAgent : system.isEmpty() ? name : name + ", " + system;
    }

    private static String first(List<String> words, String text) {
        return words.stream().filter(text::contains).findFirst().orElse("");
    }
}
