package org.postigo.classifier.dns;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.Ticker;
import com.github.benmanes.caffeine.cache.stats.CacheStats;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;

/**
 * Remembers answers for as long as the DNS allows, failures for five seconds (RFC 9520 §3.2), and asks each question
 * once however many wait for it.
 *
 * <p>A question goes on after its asker has given up, up to the settings' total: the late answer serves the next message.
 */
public final class CachingDns implements Dns {
    private static final Duration LONGEST = Duration.ofDays(1);
    private static final Duration LONGEST_NEGATIVE = Duration.ofHours(1);
    private static final Duration FAILURE = Duration.ofSeconds(5);

    private final Dns source;
    private final Duration total;
    private final InstantSource clock;
    private final AsyncCache<Question, Answer<?>> cache;
    private final LongAdder failures = new LongAdder();

    private record Question(String name, Kind<?> kind) {}

    /**
     * Puts a memory in front of {@code source}.
     *
     * @param source that is asked
     * @param settings its total time and the answers kept at most
     * @param clock for deadlines and expiry
     */
    public CachingDns(Dns source, DnsSettings settings, InstantSource clock) {
        this.source = source;
        this.total = settings.total();
        this.clock = clock;
        Ticker ticker = () -> {
            Instant now = clock.instant();
            return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
        };
        this.cache = Caffeine.newBuilder()
                .maximumSize(settings.remembered())
                .expireAfter(Expiry.creating((Question question, Answer<?> answer) -> lifetime(answer)))
                .ticker(ticker)
                .executor(Thread::startVirtualThread)
                .recordStats()
                .buildAsync();
    }

    /** The usual stack: a client of the settings' servers behind a memory. */
    public static CachingDns of(DnsSettings settings, InstantSource clock) {
        return new CachingDns(new DnsClient(settings, clock), settings, clock);
    }

    @Override
    public <T> Answer<T> query(String name, Kind<T> kind, Instant deadline) throws InterruptedException {
        var question = new Question(normal(name), kind);
        CompletableFuture<Answer<?>> pending = cache.get(
                question,
                (asked, executor) -> CompletableFuture.supplyAsync(() -> ask(asked), Thread::startVirtualThread));
        try {
            Answer<?> answer = pending.isDone()
                    ? pending.get()
                    : pending.get(
                            Math.max(
                                    0,
                                    Duration.between(clock.instant(), deadline).toNanos()),
                            TimeUnit.NANOSECONDS);
            return narrow(answer);
        } catch (TimeoutException late) {
            return new Answer.Failed<>(Answer.Cause.TIMEOUT);
        } catch (ExecutionException bug) {
            throw new IllegalStateException("DNS client failed", bug.getCause());
        }
    }

    @Override
    public boolean remembers(String name, Kind<?> kind) {
        CompletableFuture<Answer<?>> known = cache.asMap().get(new Question(normal(name), kind));
        return known != null && known.isDone();
    }

    /**
     * What the memory has done so far.
     *
     * @param questions asked of us
     * @param remembered of them answered from memory, or joined to one under way
     * @param failures of those asked of a server
     * @param entries answers in memory now, about
     */
    public record Figures(long questions, long remembered, long failures, long entries) {}

    /** A snapshot of the figures. */
    public Figures figures() {
        CacheStats stats = cache.synchronous().stats();
        return new Figures(
                stats.requestCount(),
                stats.hitCount(),
                failures.sum(),
                cache.synchronous().estimatedSize());
    }

    private Answer<?> ask(Question question) {
        try {
            Answer<?> answer = source.query(
                    question.name(), question.kind(), clock.instant().plus(total));
            if (answer instanceof Answer.Failed<?>) {
                failures.increment();
            }
            return answer;
        } catch (InterruptedException nobodyDoes) {
            Thread.currentThread().interrupt();
            return new Answer.Failed<>(Answer.Cause.TIMEOUT);
        }
    }

    /** An answer is kept under the kind of its own question only, so it has that kind's form. */
    @SuppressWarnings("unchecked")
    private static <T> Answer<T> narrow(Answer<?> answer) {
        return (Answer<T>) answer;
    }

    private static Duration lifetime(Answer<?> answer) {
        return switch (answer) {
            case Answer.Found<?>(var _, Duration ttl) -> bounded(ttl, LONGEST);
            case Answer.NoSuchName<?>(Duration ttl) -> bounded(ttl, LONGEST_NEGATIVE);
            case Answer.NoData<?>(Duration ttl) -> bounded(ttl, LONGEST_NEGATIVE);
            case Answer.Failed<?> _ -> FAILURE;
        };
    }

    /** At least a second, so that a TTL of 0 still serves the message at hand. */
    private static Duration bounded(Duration ttl, Duration longest) {
        if (ttl.compareTo(Duration.ofSeconds(1)) < 0) {
            return Duration.ofSeconds(1);
        }
        return ttl.compareTo(longest) > 0 ? longest : ttl;
    }

    private static String normal(String name) {
        String bare = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
        return bare.toLowerCase(Locale.ROOT);
    }
}
