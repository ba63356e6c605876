package org.postigo.appliance.backup;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * A copy of a data folder's truth, taken while the appliance runs, and the way back. Everything is copied but what can be
 * derived or belongs to one run, so that a kind of file that this class has never heard of is in the copy too.
 *
 * <p>The order makes it consistent without stopping anything. The models come first: they must never know a lesson whose
 * decision the copied log lacks. Then the logs, which only grow; a record that is cut in the middle is cut off when the
 * log is opened. Then the held mail, whose files never change: each message that a copied event speaks of had its file
 * before the event was written. One that is removed meanwhile leaves its metadata in a file of another name, which was there
 * before its own went: where something vanished, what is new is looked for again. The manifest with the SHA-256 of every file comes last: without it there is no backup.
 */
public final class Backup {
    private static final String MANIFEST = "backup.json";
    private static final int VERSION = 1;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** Derived, or of one run. */
    private static final Set<String> LEFT_OUT = Set.of("index", "spool", "lock", "outbox", "api/command-line");

    /** Copied first, in this order. */
    private static final List<String> FIRST =
            List.of("models/text.model", "models/text.lessons", "models", "feedback", "log");

    private Backup() {}

    /**
     * What a backup holds.
     *
     * @param version of this form
     * @param taken when it was begun
     * @param files all, in the order in which they were copied
     */
    public record Manifest(int version, String taken, List<Entry> files) {
        /** Copies the list. */
        public Manifest {
            files = List.copyOf(files);
        }

        /** Octets of all files. */
        public long octets() {
            return files.stream().mapToLong(Entry::size).sum();
        }
    }

    /** A file by its path below the data folder, with slashes. */
    public record Entry(String path, long size, String sha256) {}

    /**
     * Copies the truth of a data folder.
     *
     * @param data of an appliance, running or not
     * @param to a folder that does not exist yet
     * @throws IOException if something cannot be read or written; what is there then is no backup
     */
    public static Manifest take(Path data, Path to, Instant now) throws IOException {
        if (!Files.isDirectory(data.resolve("log"))) {
            throw new NoSuchFileException(data.resolve("log").toString(), null, "no appliance has run there");
        }
        makeFolder(to);
        var entries = new ArrayList<Entry>();
        var done = new HashSet<String>();
        for (Path group : groups(data)) {
            // Looked for when its turn has come: what is copied later must hold all that was copied before speaks of.
            boolean vanished = true;
            while (vanished) {
                vanished = false;
                for (Path file : files(data, group)) {
                    String path = name(data, file);
                    if (done.add(path)) {
                        try {
                            entries.add(copy(file, to.resolve(path), path));
                        } catch (NoSuchFileException gone) {
                            // Replaced, closed or removed meanwhile; what still tells of it has come in its place.
                            vanished = true;
                            Files.deleteIfExists(to.resolve(path));
                        }
                    }
                }
            }
        }
        var manifest = new Manifest(VERSION, now.toString(), entries);
        Path part = to.resolve(MANIFEST + ".part");
        Files.write(part, JSON.writeValueAsBytes(manifest));
        force(part);
        Files.move(part, to.resolve(MANIFEST), StandardCopyOption.ATOMIC_MOVE);
        forceFolders(to);
        return manifest;
    }

    private static List<Path> groups(Path data) {
        return Stream.concat(FIRST.stream().map(data::resolve), Stream.of(data)).toList();
    }

    private static List<Path> files(Path data, Path from) throws IOException {
        if (!Files.exists(from)) {
            return List.of();
        }
        var files = new ArrayList<Path>();
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes about) {
                return !folder.equals(data) && leftOut(name(data, folder))
                        ? FileVisitResult.SKIP_SUBTREE
                        : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes about) {
                if (about.isRegularFile() && !leftOut(name(data, file))) {
                    files.add(file);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                if (failure instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw failure;
            }
        });
        files.sort(Comparator.naturalOrder());
        return files;
    }

    private static boolean leftOut(String path) {
        return LEFT_OUT.contains(path)
                || LEFT_OUT.contains(path.contains("/") ? path.substring(0, path.indexOf('/')) : path)
                || path.endsWith(".part")
                || path.endsWith(".tmp");
    }

    private static String name(Path data, Path file) {
        return data.relativize(file).toString().replace('\\', '/');
    }

    /** Copies what is there now; of a file that grows, what it holds at this moment. */
    private static Entry copy(Path from, Path to, String path) throws IOException {
        MessageDigest sha256 = sha256();
        long size = 0;
        makeFolders(above(to));
        long most = Files.size(from);
        try (InputStream in = new DigestInputStream(Files.newInputStream(from), sha256)) {
            newFile(to);
            try (OutputStream out = Files.newOutputStream(to, StandardOpenOption.WRITE)) {
                byte[] buffer = new byte[1 << 16];
                while (size < most) {
                    int read = in.read(buffer, 0, (int) Math.min(buffer.length, most - size));
                    if (read < 0) {
                        break;
                    }
                    out.write(buffer, 0, read);
                    size += read;
                }
            }
        }
        force(to);
        return new Entry(path, size, HexFormat.of().formatHex(sha256.digest()));
    }

    /**
     * What a backup says it holds.
     *
     * @throws IOException if it is none, or one of another version
     */
    public static Manifest manifest(Path backup) throws IOException {
        Path file = backup.resolve(MANIFEST);
        if (!Files.exists(file)) {
            throw new IOException(backup + " is no backup that came to its end: it has no " + MANIFEST);
        }
        try {
            Manifest manifest = JSON.readValue(Files.readAllBytes(file), Manifest.class);
            if (manifest.version() != VERSION) {
                throw new IOException(backup + " is of another version: " + manifest.version());
            }
            return manifest;
        } catch (JacksonException damaged) {
            throw new IOException(file + " is damaged", damaged);
        }
    }

    /**
     * Brings a backup back. Written beside the folder and put in place when all of it is there and right.
     *
     * @param data a folder that is empty or does not exist
     * @throws IOException if the folder is not empty, or a file is not what was copied; then nothing is in place
     */
    public static Manifest restore(Path backup, Path data) throws IOException {
        Manifest manifest = manifest(backup);
        if (Files.exists(data)) {
            try (Stream<Path> there = Files.list(data)) {
                if (there.findAny().isPresent()) {
                    throw new FileAlreadyExistsException(data.toString(), null, "it is not empty");
                }
            }
        }
        Path absolute = data.toAbsolutePath();
        Path beside = absolute.resolveSibling(absolute.getFileName() + ".restoring");
        if (Files.exists(beside)) {
            throw new FileAlreadyExistsException(
                    beside.toString(), null, "an earlier restore did not come to its end; remove it");
        }
        makeFolder(beside);
        for (Entry entry : manifest.files()) {
            Path from = backup.resolve(entry.path()).normalize();
            if (!from.startsWith(backup.normalize())) {
                throw new IOException(backup + " names a file outside of itself: " + entry.path());
            }
            Entry copied = copy(from, beside.resolve(entry.path()), entry.path());
            if (!copied.equals(entry)) {
                throw new IOException(
                        from + " is not what was copied; nothing is in place, " + beside + " may be removed");
            }
        }
        forceFolders(beside);
        Files.deleteIfExists(data);
        Files.move(beside, absolute, StandardCopyOption.ATOMIC_MOVE);
        return manifest;
    }

    private static void makeFolder(Path folder) throws IOException {
        Files.createDirectories(above(folder));
        if (posix(above(folder))) {
            Files.createDirectory(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } else {
            Files.createDirectory(folder);
        }
    }

    private static void makeFolders(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder);
        }
    }

    /** Readable by nobody else: it is people's mail. */
    private static void newFile(Path file) throws IOException {
        if (posix(above(file))) {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } else {
            Files.createFile(file);
        }
    }

    /** The folder around a file or folder; of the root the root itself. */
    private static Path above(Path path) {
        Path absolute = path.toAbsolutePath();
        return Objects.requireNonNullElse(absolute.getParent(), absolute);
    }

    private static boolean posix(Path folder) throws IOException {
        return Files.getFileStore(folder).supportsFileAttributeView("posix");
    }

    private static void force(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    private static void forceFolders(Path root) throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            for (Path folder : all.filter(Files::isDirectory).toList()) {
                try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                    channel.force(true);
                }
            }
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
