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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * Tokens that programs show. A token is 256 random bits, so its plain SHA-256 is enough to keep: nobody can guess what
 * hashes to it. The hashes stand in {@code tokens}; the command line's own token stands in {@code command-line}, readable
 * by nobody but us, with the address to use it at.
 */
public final class Tokens {
    /** The command line's entry. */
    private static final String COMMAND_LINE = "command-line";

    private final Path folder;
    private final String commandLine;
    private final Map<String, Entry> byHash;

    private Tokens(Path folder, String commandLine, List<Entry> entries) {
        this.folder = folder;
        this.commandLine = commandLine;
        this.byHash = entries.stream().collect(Collectors.toUnmodifiableMap(Entry::hash, entry -> entry));
    }

    /**
     * One line of the file.
     *
     * @param name whose token it is
     * @param scopes what its bearer may do
     * @param hash SHA-256 of the token, lower-case hex
     */
    private record Entry(String name, Set<Scope> scopes, String hash) {
        static Optional<Entry> parse(String line) {
            String[] words = line.split(" ");
            try {
                return words.length == 3
                        ? Optional.of(new Entry(
                                words[0],
                                Arrays.stream(words[1].split(","))
                                        .map(word -> Scope.valueOf(word.toUpperCase(Locale.ROOT)))
                                        .collect(Collectors.toUnmodifiableSet()),
                                words[2]))
                        : Optional.empty();
            } catch (IllegalArgumentException unknownScope) {
                return Optional.empty();
            }
        }

        String line() {
            String words = scopes.stream()
                    .sorted()
                    .map(scope -> scope.name().toLowerCase(Locale.ROOT))
                    .collect(Collectors.joining(","));
            return name + " " + words + " " + hash;
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
            var bytes = new byte[32];
            random.nextBytes(bytes);
            token = HexFormat.of().formatHex(bytes);
            entries.removeIf(entry -> entry.name().equals(COMMAND_LINE));
            entries.add(new Entry(COMMAND_LINE, EnumSet.allOf(Scope.class), hash(token)));
            write(file, entries.stream().map(Entry::line).collect(Collectors.joining("\n", "", "\n")));
        }
        return new Tokens(folder, token, entries);
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

    /** What the bearer of this token may do; empty if it is none of ours. */
    Set<Scope> scopes(String token) {
        Entry entry = byHash.get(hash(token));
        return entry == null ? Set.of() : entry.scopes();
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
