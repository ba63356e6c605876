package org.postigo.appliance.rest;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.postigo.mail.DomainName;

/**
 * Tokens that programs show. A token is 256 random bits, so its plain SHA-256 is enough to keep: nobody can guess what
 * hashes to it. The hashes stand in {@code tokens}, which may be changed while we run; the command line's own token stands in {@code command-line}, readable
 * by nobody but us, with the address to use it at.
 */
public final class Tokens {
    /** The command line's entry. */
    private static final String COMMAND_LINE = "command-line";

    private final Path folder;
    private final String commandLine;
    private final RandomGenerator random;
    private volatile Map<String, Entry> byHash;

    private Tokens(Path folder, String commandLine, List<Entry> entries, RandomGenerator random) {
        this.folder = folder;
        this.commandLine = commandLine;
        this.random = random;
        this.byHash = byHash(entries);
    }

    private static Map<String, Entry> byHash(List<Entry> entries) {
        return entries.stream().collect(Collectors.toUnmodifiableMap(Entry::hash, entry -> entry));
    }

    /**
     * Whoever shows a token.
     *
     * @param name of the token
     * @param scopes what it may do
     * @param domains that it is limited to; empty for all
     * @param made when, if that was noted
     */
    public record Bearer(String name, Set<Scope> scopes, Set<DomainName> domains, Optional<Instant> made) {
        /** Copies. */
        public Bearer {
            scopes = Set.copyOf(scopes);
            domains = Set.copyOf(domains);
        }

        /** Whether it is the command line's own. */
        public boolean commandLine() {
            return name.equals(COMMAND_LINE);
        }
    }

    /**
     * One line of the file.
     *
     * @param name whose token it is
     * @param scopes what its bearer may do
     * @param hash SHA-256 of the token, lower-case hex
     * @param domains that it is limited to; empty for all
     * @param made when, if that was noted
     */
    private record Entry(String name, Set<Scope> scopes, String hash, Set<DomainName> domains, Optional<Instant> made) {
        static Optional<Entry> parse(String line) {
            String[] words = line.split(" ");
            try {
                return words.length == 3 || words.length == 5
                        ? Optional.of(new Entry(
                                words[0],
                                Arrays.stream(words[1].split(","))
                                        .map(word -> Scope.valueOf(word.toUpperCase(Locale.ROOT)))
                                        .collect(Collectors.toUnmodifiableSet()),
                                words[2],
                                words.length == 3 || words[3].equals("*")
                                        ? Set.of()
                                        : Arrays.stream(words[3].split(","))
                                                .map(DomainName::of)
                                                .collect(Collectors.toUnmodifiableSet()),
                                words.length == 3 ? Optional.empty() : Optional.of(Instant.parse(words[4]))))
                        : Optional.empty();
            } catch (IllegalArgumentException | DateTimeException unknown) {
                return Optional.empty();
            }
        }

        String line() {
            String words = scopes.stream()
                    .sorted()
                    .map(scope -> scope.name().toLowerCase(Locale.ROOT))
                    .collect(Collectors.joining(","));
            String limits = domains.isEmpty()
                    ? "*"
                    : domains.stream().map(DomainName::text).sorted().collect(Collectors.joining(","));
            return name + " " + words + " " + hash
                    + made.map(time -> " " + limits + " " + time).orElse("");
        }

        Bearer bearer() {
            return new Bearer(name, scopes, domains, made);
        }
    }

    /** Where the appliance answers and what to show it. */
    public record Access(String url, String token) {
        @Override
        public String toString() {
            return "Access[" + url + "]";
        }
    }

    /**
     * Reads the tokens, and makes one for the command line if there is none.
     *
     * @param data the data folder
     * @param random of cryptographic quality
     */
    public static Tokens open(Path data, RandomGenerator random) throws IOException {
        Path folder = Files.createDirectories(data.resolve("api"));
        var entries = new ArrayList<Entry>();
        Path file = folder.resolve("tokens");
        if (Files.exists(file)) {
            for (String line : Files.readAllLines(file)) {
                entries.add(Entry.parse(line)
                        .orElseThrow(
                                () -> new IOException(file + " has a line that is none of ours; delete that line")));
            }
        }
        Optional<Access> before = access(data);
        boolean known = before.isPresent()
                && entries.stream()
                        .anyMatch(entry -> entry.hash().equals(hash(before.get().token())));
        String token;
        if (known) {
            token = before.get().token();
        } else {
            token = draw(random);
            entries.removeIf(entry -> entry.name().equals(COMMAND_LINE));
            entries.add(new Entry(COMMAND_LINE, EnumSet.allOf(Scope.class), hash(token), Set.of(), Optional.empty()));
            write(file, lines(entries));
        }
        return new Tokens(folder, token, entries, random);
    }

    private static String draw(RandomGenerator random) {
        var bytes = new byte[32];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private static String lines(Collection<Entry> entries) {
        return entries.stream().map(Entry::line).sorted().collect(Collectors.joining("\n", "", "\n"));
    }

    /**
     * Makes a token, in place of one of this name, and returns it; nobody can read it again.
     *
     * @param domains that it is limited to; empty for all
     * @throws IllegalArgumentException if it cannot be called so
     */
    synchronized String make(String name, Set<Scope> scopes, Set<DomainName> domains, Instant now) throws IOException {
        if (!name.matches("[A-Za-z0-9._-]{1,60}") || name.equals(COMMAND_LINE)) {
            throw new IllegalArgumentException("a token's name is 1 to 60 letters, digits, dots and dashes");
        }
        String token = draw(random);
        var entries = new ArrayList<>(byHash.values());
        entries.removeIf(entry -> entry.name().equals(name));
        entries.add(new Entry(
                name,
                Set.copyOf(scopes),
                hash(token),
                Set.copyOf(domains),
                Optional.of(now.truncatedTo(ChronoUnit.SECONDS))));
        keep(entries);
        return token;
    }

    /** Revokes the token of this name; from now on it opens nothing. */
    synchronized void revoke(String name) throws IOException {
        var entries = new ArrayList<>(byHash.values());
        entries.removeIf(entry -> entry.name().equals(name) && !name.equals(COMMAND_LINE));
        keep(entries);
    }

    private void keep(List<Entry> entries) throws IOException {
        write(folder.resolve("tokens"), lines(entries));
        byHash = byHash(entries);
    }

    /** All, by name. */
    List<Bearer> all() {
        return byHash.values().stream()
                .map(Entry::bearer)
                .sorted(Comparator.comparing(Bearer::name))
                .toList();
    }

    /**
     * Tells the command line where we answer.
     *
     * @param url of the interface, without a final slash
     */
    public void announce(String url) throws IOException {
        write(folder.resolve(COMMAND_LINE), url + "\n" + commandLine + "\n");
    }

    /** What the command line shows; empty if the appliance of this data folder has never run. */
    public static Optional<Access> access(Path data) throws IOException {
        Path file = data.resolve("api").resolve(COMMAND_LINE);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        List<String> lines = Files.readAllLines(file);
        return lines.size() == 2 ? Optional.of(new Access(lines.get(0), lines.get(1))) : Optional.empty();
    }

    /** Whose token this is; empty if it is none of ours. */
    Optional<Bearer> bearer(String token) {
        return Optional.ofNullable(byHash.get(hash(token))).map(Entry::bearer);
    }

    private static String hash(String token) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(sha256.digest(token.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Readable by nobody else at any time, and whole or not at all. */
    private static void write(Path file, String text) throws IOException {
        Path part = file.resolveSibling(file.getFileName() + ".part");
        Files.deleteIfExists(part);
        if (Files.getFileStore(file.getParent()).supportsFileAttributeView("posix")) {
            Files.createFile(part, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } else {
            Files.createFile(part);
        }
        Files.writeString(part, text);
        try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
