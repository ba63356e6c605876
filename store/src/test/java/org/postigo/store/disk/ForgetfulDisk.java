package org.postigo.store.disk;

import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/**
 * A file system in memory that loses power on demand: then it knows only octets that were synced in files, and names
 * that were synced in folders. It counts what changes it, can lose power or run full before the n-th such operation, and
 * can be told to take no notice of fsync, to show that a test would have found out.
 */
public final class ForgetfulDisk implements Disk {
    private static final class Node {
        private byte[] now = new byte[0];
        private byte[] durable = new byte[0];
    }

    private final Map<Path, Node> names = new HashMap<>();
    private final Map<Path, Node> durableNames = new HashMap<>();
    private final Set<Path> folders = new HashSet<>();
    private final Set<Path> durableFolders = new HashSet<>();
    private final Set<Path> locks = new HashSet<>();
    private int life;
    private int operations;
    private int powerLostAt = Integer.MAX_VALUE;
    private int fullAt = Integer.MAX_VALUE;
    private boolean syncs = true;
    private long capacity = 1L << 30;

    /** The power is gone. */
    public static final class PowerLost extends IOException {
        private static final long serialVersionUID = 1;

        PowerLost() {
            super("the power is gone");
        }
    }

    /** Operations that changed something, so far. */
    public synchronized int operations() {
        return operations;
    }

    /** Whether the power is gone. */
    public synchronized boolean powerless() {
        return operations >= powerLostAt;
    }

    /** Loses power before the n-th operation from now, 1 being the next. */
    public synchronized void losePowerAt(int n) {
        powerLostAt = operations + n;
    }

    /** Is full from the n-th operation from now on. */
    public synchronized void fillUpAt(int n) {
        fullAt = operations + n;
    }

    /** Has room again. */
    public synchronized void makeRoom() {
        fullAt = Integer.MAX_VALUE;
    }

    /** Takes no notice of fsync from now on. */
    public synchronized void ignoreSync() {
        syncs = false;
    }

    /** Power comes back: only what was durable is there. */
    public synchronized void restart() {
        names.clear();
        names.putAll(durableNames);
        comeBack();
    }

    /** Power comes back, and by chance some of what was not durable is there all the same. */
    public synchronized void restart(RandomGenerator chance) {
        for (Path folder : Set.copyOf(folders)) {
            if (chance.nextBoolean()) {
                settle(folder);
            }
        }
        for (Node node : Set.copyOf(names.values())) {
            boolean grown = node.now.length > node.durable.length
                    && Arrays.equals(node.durable, 0, node.durable.length, node.now, 0, node.durable.length);
            if (grown) {
                node.durable = Arrays.copyOf(node.now, chance.nextInt(node.durable.length, node.now.length + 1));
            }
        }
        restart();
    }

    private void comeBack() {
        folders.clear();
        folders.addAll(durableFolders);
        names.keySet().removeIf(file -> !reachable(file.getParent()));
        names.values().forEach(node -> node.now = node.durable);
        durableNames.clear();
        durableNames.putAll(names);
        locks.clear();
        life++;
        powerLostAt = Integer.MAX_VALUE;
        fullAt = Integer.MAX_VALUE;
    }

    private boolean reachable(Path folder) {
        for (Path at = folder; at != null && at.getParent() != null; at = at.getParent()) {
            if (!durableFolders.contains(at)) {
                return false;
            }
        }
        return true;
    }

    private void settle(Path folder) {
        durableNames.keySet().removeIf(file -> folder.equals(file.getParent()) && !names.containsKey(file));
        names.forEach((file, node) -> {
            if (folder.equals(file.getParent())) {
                durableNames.put(file, node);
            }
        });
        folders.stream().filter(f -> folder.equals(f.getParent())).forEach(durableFolders::add);
    }

    private void change(boolean takesRoom) throws IOException {
        operations++;
        if (operations >= powerLostAt) {
            throw new PowerLost();
        }
        if (takesRoom && operations >= fullAt) {
            throw new IOException("No space left on device");
        }
    }

    private Node node(Path file) throws IOException {
        if (operations >= powerLostAt) {
            throw new PowerLost();
        }
        Node node = names.get(file);
        if (node == null) {
            throw new NoSuchFileException(file.toString());
        }
        return node;
    }

    @Override
    public synchronized Output create(Path file) throws IOException {
        change(true);
        if (!folders.contains(file.getParent())) {
            throw new NoSuchFileException(file.toString());
        }
        Node node = names.computeIfAbsent(file, f -> new Node());
        node.now = new byte[0];
        return new File(node, life);
    }

    @Override
    public synchronized Output extend(Path file) throws IOException {
        change(true);
        return new File(node(file), life);
    }

    private final class File implements Output {
        private final Node node;
        private final int of;

        File(Node node, int of) {
            this.node = node;
            this.of = of;
        }

        @Override
        public void write(ByteBuffer octets) throws IOException {
            synchronized (ForgetfulDisk.this) {
                alive();
                try {
                    change(true);
                } catch (PowerLost e) {
                    throw e;
                } catch (IOException full) {
                    // Some of it still found room, as it does in life.
                    append(octets, octets.remaining() / 2);
                    throw full;
                }
                append(octets, octets.remaining());
            }
        }

        private void append(ByteBuffer octets, int count) {
            int old = node.now.length;
            byte[] grown = Arrays.copyOf(node.now, old + count);
            octets.get(grown, old, count);
            node.now = grown;
        }

        @Override
        public void sync() throws IOException {
            synchronized (ForgetfulDisk.this) {
                alive();
                change(false);
                if (syncs) {
                    node.durable = node.now;
                }
            }
        }

        private void alive() throws IOException {
            if (of != life) {
                throw new PowerLost();
            }
        }

        @Override
        public void close() {}
    }

    @Override
    public synchronized InputStream read(Path file, long offset) throws IOException {
        byte[] now = node(file).now;
        int from = (int) Math.min(offset, now.length);
        return new ByteArrayInputStream(now, from, now.length - from);
    }

    /** Flips a bit where nobody looks. */
    public synchronized void flip(Path file, int offset) {
        Node node = names.get(file);
        node.now = node.now.clone();
        node.now[offset] ^= 1;
        node.durable = node.now;
    }

    @Override
    public synchronized long size(Path file) throws IOException {
        return node(file).now.length;
    }

    @Override
    public synchronized boolean exists(Path file) {
        return names.containsKey(file);
    }

    @Override
    public synchronized List<String> list(Path folder) throws IOException {
        if (operations >= powerLostAt) {
            throw new PowerLost();
        }
        var list = new TreeSet<String>();
        names.keySet().stream()
                .filter(file -> folder.equals(file.getParent()))
                .forEach(file -> list.add(file.getFileName().toString()));
        folders.stream()
                .filter(f -> folder.equals(f.getParent()))
                .forEach(f -> list.add(f.getFileName().toString()));
        return List.copyOf(list);
    }

    @Override
    public synchronized void rename(Path from, Path to) throws IOException {
        change(false);
        Node node = node(from);
        names.remove(from);
        names.put(to, node);
    }

    @Override
    public synchronized void delete(Path file) throws IOException {
        change(false);
        names.remove(file);
    }

    @Override
    public synchronized void truncate(Path file, long size) throws IOException {
        change(false);
        Node node = node(file);
        node.now = Arrays.copyOf(node.now, (int) size);
        node.durable = node.now;
    }

    @Override
    public synchronized void syncFolder(Path folder) throws IOException {
        change(false);
        if (syncs) {
            settle(folder);
        }
    }

    @Override
    public synchronized void makeFolders(Path folder) throws IOException {
        for (Path at = folder; at != null && at.getParent() != null; at = at.getParent()) {
            if (!folders.contains(at)) {
                change(true);
                folders.add(at);
            }
            if (syncs) {
                durableFolders.add(at);
            }
        }
    }

    @Override
    public synchronized long free(Path folder) throws IOException {
        if (operations >= powerLostAt) {
            throw new PowerLost();
        }
        return operations >= fullAt
                ? 0
                : capacity
                        - names.values().stream().mapToLong(n -> n.now.length).sum();
    }

    @Override
    public synchronized Closeable lock(Path file) throws IOException {
        if (!locks.add(file)) {
            throw new IOException(file + " is locked");
        }
        int of = life;
        return () -> {
            synchronized (ForgetfulDisk.this) {
                if (of == life) {
                    locks.remove(file);
                }
            }
        };
    }

    @Override
    public Optional<Path> scratch(Path folder) {
        return Optional.empty();
    }
}
