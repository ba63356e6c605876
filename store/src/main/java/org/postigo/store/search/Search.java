package org.postigo.store.search;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.lucene.analysis.core.KeywordAnalyzer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.LongField;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.MultiTerms;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.Terms;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BoostAttribute;
import org.apache.lucene.search.ConstantScoreQuery;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.FuzzyTermsEnum;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.PrefixQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.Scorer;
import org.apache.lucene.search.SearcherFactory;
import org.apache.lucene.search.SearcherManager;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.SortedNumericSelector;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.TopDocs;
import org.apache.lucene.search.TopFieldDocs;
import org.apache.lucene.search.Weight;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.util.Bits;
import org.apache.lucene.util.BytesRef;
import org.postigo.store.index.IndexTrouble;

/**
 * Records by the words that begin so, by a tag (a recipient's domain) and by time: Lucene, searched near-real-time. One
 * thread writes, any number read. Anything that goes wrong is {@link IndexTrouble}: the owner throws it away and rebuilds.
 */
public final class Search implements Closeable {
    private static final String ID = "id";
    /** The field of words. */
    public static final String WORD = "word";
    /** The field of recipients' domains. */
    public static final String TAG = "tag";

    private static final String TIME = "time";
    private static final String HIGH = "high";
    private static final String LOW = "low";

    private final Directory directory;
    private final IndexWriter writer;
    private final SearcherManager searchers;
    private volatile boolean stale;

    /**
     * A record to be found.
     *
     * @param id unique; a record of the same id is replaced
     * @param terms by field
     * @param time by which records are ordered, nanoseconds since 1970
     * @param high with {@code low}: what the finder is told
     * @param low with {@code high}: what the finder is told
     */
    public record Entry(String id, Map<String, ? extends Collection<String>> terms, long time, long high, long low) {
        /** Words as {@link Words} makes them, and domains of recipients. */
        public Entry(String id, Collection<String> words, Collection<String> tags, long time, long high, long low) {
            this(id, Map.of(WORD, words, TAG, tags), time, high, low);
        }
    }

    /**
     * A term, or all that begin so.
     *
     * @param field of which
     * @param text the term or its beginning
     * @param beginning whether that is enough
     */
    public record Sought(String field, String text, boolean beginning) {}

    /**
     * What to find.
     *
     * @param all of each at least one must be there
     * @param from time at or after
     * @param until time before
     */
    public record Wanted(List<List<Sought>> all, long from, long until) {
        /** Words, each the beginning of one of the record's, and a tag. */
        public Wanted(List<String> words, Optional<String> tag, long from, long until) {
            this(
                    Stream.concat(
                                    words.stream().map(word -> new Sought(WORD, word, true)),
                                    tag.stream().map(text -> new Sought(TAG, text, false)))
                            .map(List::of)
                            .toList(),
                    from,
                    until);
        }
    }

    /**
     * A term that is almost the one asked for.
     *
     * @param text as it is
     * @param likeness 0 to 1
     */
    public record Alike(String text, double likeness) {}

    /** Told of a record found. */
    @FunctionalInterface
    public interface Finder {
        /** One record. */
        void found(long time, long high, long low);
    }

    /**
     * Opens what is there, or makes it.
     *
     * @param folder of the files; empty for an index in memory
     * @throws IndexTrouble if it is damaged
     */
    public static Search open(Optional<Path> folder) {
        return guarded(() -> new Search(folder));
    }

    private Search(Optional<Path> folder) throws IOException {
        directory = folder.isPresent() ? FSDirectory.open(folder.get()) : new ByteBuffersDirectory();
        try {
            writer = new IndexWriter(directory, new IndexWriterConfig(new KeywordAnalyzer()).setCommitOnClose(false));
        } catch (IOException | RuntimeException e) {
            directory.close();
            throw e;
        }
        searchers = new SearcherManager(writer, new SearcherFactory());
    }

    private interface Work<T> {
        T run() throws IOException;
    }

    private static <T> T guarded(Work<T> work) {
        try {
            return work.run();
        } catch (IOException | UncheckedIOException | IllegalStateException | IllegalArgumentException e) {
            // Lucene says IllegalArgument for segments of another version, IllegalState for a closed writer.
            throw new IndexTrouble("the search index cannot be used", e);
        }
    }

    /** A time as records are ordered by: nanoseconds since 1970, within what a long can hold. */
    public static long nanos(Instant time) {
        long seconds = Math.clamp(time.getEpochSecond(), -9_223_372_036L, 9_223_372_035L);
        return seconds * 1_000_000_000L + time.getNano();
    }

    /** Adds or replaces a record. */
    public void put(Entry entry) {
        var document = new Document();
        document.add(new StringField(ID, entry.id, Field.Store.NO));
        entry.terms.forEach(
                (field, terms) -> terms.forEach(term -> document.add(new StringField(field, term, Field.Store.NO))));
        document.add(new LongField(TIME, entry.time, Field.Store.NO));
        document.add(new NumericDocValuesField(HIGH, entry.high));
        document.add(new NumericDocValuesField(LOW, entry.low));
        guarded(() -> writer.updateDocument(new Term(ID, entry.id), document));
        stale = true;
    }

    /** Removes a record, if there is one of that id. */
    public void remove(String id) {
        guarded(() -> writer.deleteDocuments(new Term(ID, id)));
        stale = true;
    }

    /** Whether there is a record of that id; sees everything only after {@link #refresh}. */
    public boolean has(String id) {
        return search(searcher -> searcher.count(new TermQuery(new Term(ID, id))) > 0);
    }

    /** What the finder would be told first of the record of that id. */
    public OptionalLong high(String id) {
        refresh();
        return search(searcher -> {
            TopDocs top = searcher.search(new TermQuery(new Term(ID, id)), 1);
            if (top.scoreDocs.length == 0) {
                return OptionalLong.empty();
            }
            int doc = top.scoreDocs[0].doc;
            List<LeafReaderContext> leaves = searcher.getIndexReader().leaves();
            LeafReaderContext leaf = leaves.get(org.apache.lucene.index.ReaderUtil.subIndex(doc, leaves));
            NumericDocValues high = DocValues.getNumeric(leaf.reader(), HIGH);
            return high.advanceExact(doc - leaf.docBase) ? OptionalLong.of(high.longValue()) : OptionalLong.empty();
        });
    }

    /** Shows a page, newest first, and returns how many match in all. */
    public long page(Wanted wanted, int offset, int limit, Finder finder) {
        refresh();
        return search(searcher -> {
            Query query = query(wanted);
            int most = Math.max(1, searcher.getIndexReader().maxDoc());
            int wantedRows = (int) Math.min(most, (long) offset + limit);
            TopFieldDocs top = searcher.search(
                    query, wantedRows, new Sort(LongField.newSortField(TIME, true, SortedNumericSelector.Type.MIN)));
            List<LeafReaderContext> leaves = searcher.getIndexReader().leaves();
            for (int i = offset; i < top.scoreDocs.length; i++) {
                ScoreDoc hit = top.scoreDocs[i];
                LeafReaderContext leaf = leaves.get(org.apache.lucene.index.ReaderUtil.subIndex(hit.doc, leaves));
                Values values = new Values(leaf);
                values.show(hit.doc - leaf.docBase, finder);
            }
            return (long) searcher.count(query);
        });
    }

    /** How many match. */
    public long count(Wanted wanted) {
        refresh();
        return search(searcher -> (long) searcher.count(query(wanted)));
    }

    /**
     * Terms of a field that differ in at most two letters (one, where there are fewer than five), the most alike first; two
     * neighbours that changed places count as one.
     */
    public List<Alike> alike(String field, String text, int limit) {
        refresh();
        return search(searcher -> {
            Terms terms = MultiTerms.getTerms(searcher.getIndexReader(), field);
            if (terms == null || text.length() < 2) {
                return List.<Alike>of();
            }
            var found = new ArrayList<Alike>();
            var near = new FuzzyTermsEnum(terms, new Term(field, text), text.length() < 5 ? 1 : 2, 0, true);
            BoostAttribute likeness = near.attributes().addAttribute(BoostAttribute.class);
            for (BytesRef term = near.next(); term != null; term = near.next()) {
                String word = term.utf8ToString();
                if (!word.equals(text)) {
                    found.add(new Alike(word, likeness.getBoost()));
                }
            }
            found.sort(Comparator.comparingDouble(Alike::likeness).reversed().thenComparing(Alike::text));
            return found.stream().limit(limit).toList();
        });
    }

    /** Shows every record that matches, in no order. */
    public void each(Wanted wanted, Finder finder) {
        refresh();
        search(searcher -> {
            Weight weight = searcher.createWeight(
                    searcher.rewrite(new ConstantScoreQuery(query(wanted))), ScoreMode.COMPLETE_NO_SCORES, 1);
            for (LeafReaderContext leaf : searcher.getIndexReader().leaves()) {
                Scorer scorer = weight.scorer(leaf);
                if (scorer == null) {
                    continue;
                }
                Bits live = leaf.reader().getLiveDocs();
                DocIdSetIterator documents = scorer.iterator();
                Values values = new Values(leaf);
                for (int doc = documents.nextDoc(); doc != DocIdSetIterator.NO_MORE_DOCS; doc = documents.nextDoc()) {
                    if (live == null || live.get(doc)) {
                        values.show(doc, finder);
                    }
                }
            }
            return true;
        });
    }

    private record Values(NumericDocValues time, NumericDocValues high, NumericDocValues low) {
        Values(LeafReaderContext leaf) throws IOException {
            this(
                    DocValues.unwrapSingleton(DocValues.getSortedNumeric(leaf.reader(), TIME)),
                    DocValues.getNumeric(leaf.reader(), HIGH),
                    DocValues.getNumeric(leaf.reader(), LOW));
        }

        void show(int doc, Finder finder) throws IOException {
            if (time.advanceExact(doc) && high.advanceExact(doc) && low.advanceExact(doc)) {
                finder.found(time.longValue(), high.longValue(), low.longValue());
            }
        }
    }

    private static Query query(Wanted wanted) {
        List<Query> all = wanted.all.stream().map(Search::any).collect(Collectors.toCollection(ArrayList::new));
        if (wanted.from > Long.MIN_VALUE || wanted.until < Long.MAX_VALUE) {
            all.add(LongField.newRangeQuery(TIME, wanted.from, wanted.until - 1));
        }
        if (all.isEmpty()) {
            return new MatchAllDocsQuery();
        }
        var query = new BooleanQuery.Builder();
        all.forEach(each -> query.add(each, BooleanClause.Occur.FILTER));
        return query.build();
    }

    private static Query any(List<Sought> alternatives) {
        if (alternatives.size() == 1) {
            return one(alternatives.getFirst());
        }
        var any = new BooleanQuery.Builder();
        alternatives.forEach(each -> any.add(one(each), BooleanClause.Occur.SHOULD));
        return any.build();
    }

    private static Query one(Sought sought) {
        var term = new Term(sought.field, sought.text);
        return sought.beginning ? new PrefixQuery(term) : new TermQuery(term);
    }

    private interface Question<T> {
        T ask(IndexSearcher searcher) throws IOException;
    }

    private <T> T search(Question<T> question) {
        return guarded(() -> {
            IndexSearcher searcher = searchers.acquire();
            try {
                return question.ask(searcher);
            } finally {
                searchers.release(searcher);
            }
        });
    }

    /** Makes everything put so far findable. */
    public void refresh() {
        if (stale) {
            stale = false;
            guarded(() -> {
                searchers.maybeRefreshBlocking();
                return true;
            });
        }
    }

    /** Makes everything durable. */
    public void commit() {
        guarded(() -> writer.commit());
    }

    /** Closes without committing. */
    @Override
    public void close() {
        guarded(() -> {
            searchers.close();
            writer.close();
            directory.close();
            return true;
        });
    }
}
