package org.postigo.classifier.extract;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.apache.poi.poifs.filesystem.DirectoryNode;
import org.apache.poi.poifs.filesystem.Entry;
import org.apache.poi.poifs.filesystem.POIFSFileSystem;
import org.apache.tika.exception.EncryptedDocumentException;
import org.apache.tika.exception.TikaException;
import org.apache.tika.exception.WriteLimitReachedException;
import org.apache.tika.extractor.EmbeddedDocumentExtractor;
import org.apache.tika.io.TikaInputStream;
import org.apache.tika.metadata.Metadata;
import org.apache.tika.metadata.TikaCoreProperties;
import org.apache.tika.parser.ParseContext;
import org.apache.tika.parser.Parser;
import org.apache.tika.parser.microsoft.OfficeParser;
import org.apache.tika.parser.microsoft.OfficeParserConfig;
import org.apache.tika.parser.microsoft.TNEFParser;
import org.apache.tika.parser.microsoft.onenote.OneNoteParser;
import org.apache.tika.parser.microsoft.ooxml.OOXMLParser;
import org.apache.tika.parser.microsoft.rtf.RTFParser;
import org.apache.tika.parser.pdf.PDFParser;
import org.apache.tika.parser.pdf.PDFParserConfig;
import org.apache.tika.parser.pkg.CompressorParser;
import org.apache.tika.parser.pkg.PackageParser;
import org.apache.tika.parser.pkg.RarParser;
import org.apache.tika.sax.BodyContentHandler;
import org.postigo.classifier.extract.Extraction.Extracted;
import org.postigo.classifier.extract.Extraction.Sign;
import org.postigo.classifier.extract.Extraction.Trait;
import org.xml.sax.ContentHandler;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/**
 * Opens one document, and what is inside it to two levels. Runs in the child JVM only: time and memory are bounded from
 * outside, and whatever it throws is the parent's {@link Extraction.Crashed}.
 */
final class Examiner {
    static final int MAX_TEXT = 20_000;

    private static final int HEAD = 8 * 1024;
    private static final int MAX_LEVEL = 2;
    private static final int MAX_SIGNS = 100;
    private static final int MAX_NAME = 300;
    private static final int MAX_DIRECTORY = 10_000;
    /** MSI files are OLE2 files of this class. */
    private static final String INSTALLER_CLASS = "{000C1084-0000-0000-C000-000000000046}";

    private final List<Sign> signs = new ArrayList<>();
    private final Budget budget;
    private String text = "";

    private Examiner(Budget budget) {
        this.budget = budget;
    }

    /** @param folder for unpacked files; the caller empties it */
    static Extracted examine(Path file, String name, Path folder) throws IOException {
        var examiner = new Examiner(new Budget(Files.size(file), folder));
        String type = FileType.of(head(file), name).type();
        try {
            examiner.walk(file, name, 0, false);
        } catch (Budget.Exceeded exceeded) {
            examiner.sign(Trait.OVER_BUDGET, name, type);
        }
        return new Extracted(type, examiner.signs, examiner.text);
    }

    private static byte[] head(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(HEAD);
        }
    }

    private void walk(Path file, String name, int level, boolean inArchive) throws IOException {
        byte[] head = head(file);
        FileType found = FileType.of(head, lastName(name));
        String magic = found.magic();
        String type = found.type();
        if (level > 0 && found.runs()) {
            sign(Trait.EXECUTABLE, name, type);
        }
        if (startsWith(head, "PK")) {
            zip(file, name, type, level, inArchive);
        } else if (head.length > 8 && (head[0] & 0xFF) == 0xD0 && (head[1] & 0xFF) == 0xCF) {
            ole(file, name, type, level);
        } else if (found.family() == FileType.Family.PDF) {
            document(new PDFParser(), file, name, type, level);
        } else if (magic.equals("application/rtf")) {
            document(new RTFParser(), file, name, type, level);
        } else if (found.family() == FileType.Family.ARCHIVE) {
            archive(file, name, magic, level, inArchive);
        } else if (level == 0
                && List.of("zip", "rar", "7z", "gz", "cab", "iso", "img").contains(FileType.ending(name))) {
            sign(Trait.UNREADABLE, name, type);
        }
    }

    private void zip(Path file, String name, String type, int level, boolean inArchive) throws IOException {
        try (ZipFile zip = ZipFile.builder().setPath(file).get()) {
            boolean office = false;
            boolean classes = false;
            boolean manifest = false;
            boolean android = false;
            for (Enumeration<ZipArchiveEntry> entries = zip.getEntries(); entries.hasMoreElements(); ) {
                budget.name();
                String entry =
                        entries.nextElement().getName().replace('\\', '/').toLowerCase(Locale.ROOT);
                office |= entry.equals("[content_types].xml") || entry.equals("mimetype");
                manifest |= entry.equals("meta-inf/manifest.mf");
                classes |= entry.endsWith(".class");
                android |= entry.equals("androidmanifest.xml");
            }
            if (manifest && classes || android) {
                if (level > 0) {
                    sign(Trait.EXECUTABLE, name, "application/java-archive");
                } else {
                    sign(Trait.EXECUTABLE, name, type);
                }
                return;
            }
            if (office) {
                officeZip(zip, file, name, type, level);
            } else {
                members(zip, name, type, level, inArchive);
            }
        } catch (IOException damaged) {
            sign(Trait.UNREADABLE, name, type);
        }
    }

    /** OOXML (ECMA-376) and OpenDocument: macros by the names of their parts, whatever the parser makes of the rest. */
    private void officeZip(ZipFile zip, Path file, String name, String type, int level) throws IOException {
        boolean macro = false;
        for (Enumeration<ZipArchiveEntry> entries = zip.getEntries(); entries.hasMoreElements(); ) {
            ZipArchiveEntry entry = entries.nextElement();
            String part = entry.getName().replace('\\', '/').toLowerCase(Locale.ROOT);
            macro |= part.endsWith("vbaproject.bin")
                    || part.startsWith("xl/macrosheets/")
                    || part.startsWith("basic/") && part.endsWith(".xml")
                    || part.startsWith("scripts/");
            if (entry.getGeneralPurposeBit().usesEncryption()) {
                sign(Trait.ENCRYPTED, name, type);
                return;
            }
            if (part.equals("meta-inf/manifest.xml") && entry.getSize() < 1024 * 1024) {
                try (InputStream in = zip.getInputStream(entry)) {
                    // OpenDocument 1.3 part 2 §4.8: a file that is encrypted has its key derivation described here.
                    if (new String(in.readNBytes(1024 * 1024), java.nio.charset.StandardCharsets.UTF_8)
                            .contains("encryption-data")) {
                        sign(Trait.ENCRYPTED, name, type);
                        return;
                    }
                }
            }
            if (part.contains("/embeddings/") && !part.endsWith("/")) {
                embedded(zip, entry, name, level);
            }
        }
        if (macro) {
            sign(Trait.MACRO, name, type);
        }
        if (type.contains("opendocument")) {
            return;
        }
        document(new OOXMLParser(), file, name, type, level);
    }

    private void embedded(ZipFile zip, ZipArchiveEntry entry, String name, int level) throws IOException {
        if (level < MAX_LEVEL) {
            try (InputStream in = zip.getInputStream(entry)) {
                Path member = budget.spool(in);
                walk(member, name + "/" + lastName(entry.getName()), level + 1, false);
                Files.delete(member);
            }
        }
    }

    private void members(ZipFile zip, String name, String type, int level, boolean inArchive) throws IOException {
        if (!enter(name, type, level, inArchive)) {
            return;
        }
        for (Enumeration<ZipArchiveEntry> entries = zip.getEntries(); entries.hasMoreElements(); ) {
            ZipArchiveEntry entry = entries.nextElement();
            if (entry.isDirectory()) {
                continue;
            }
            String inner = name + "/" + entry.getName();
            if (entry.getGeneralPurposeBit().usesEncryption()) {
                sign(Trait.ENCRYPTED, name, type);
                // Names are readable all the same.
                if (FileType.runsByName(entry.getName())) {
                    sign(Trait.EXECUTABLE, inner, "application/octet-stream");
                }
            } else if (!zip.canReadEntryData(entry)) {
                sign(Trait.UNREADABLE, inner, type);
            } else {
                try (InputStream in = zip.getInputStream(entry)) {
                    Path member = budget.spool(in);
                    walk(member, inner, level + 1, true);
                    Files.delete(member);
                }
            }
        }
    }

    /** Whether an archive may be entered at this level. */
    private boolean enter(String name, String type, int level, boolean inArchive) {
        if (inArchive) {
            sign(Trait.NESTED_ARCHIVE, name, type);
        }
        if (level >= MAX_LEVEL) {
            sign(Trait.OVER_BUDGET, name, type);
            return false;
        }
        return true;
    }

    private void ole(Path file, String name, String type, int level) throws IOException {
        try (var ole = new POIFSFileSystem(file.toFile(), true)) {
            DirectoryNode root = ole.getRoot();
            if (root.getStorageClsid() != null
                    && root.getStorageClsid().toString().equalsIgnoreCase(INSTALLER_CLASS)) {
                sign(Trait.EXECUTABLE, name, "application/x-msi");
                return;
            }
            if (root.hasEntryCaseInsensitive("EncryptedPackage")) {
                sign(Trait.ENCRYPTED, name, type);
                return;
            }
            if (hasMacros(root)) {
                sign(Trait.MACRO, name, type);
            }
        } catch (IOException | RuntimeException damaged) {
            // POI reports damage in both ways.
            sign(Trait.UNREADABLE, name, type);
            return;
        }
        document(new OfficeParser(), file, name, type, level);
    }

    /** MS-OVBA §2.2.1: a storage with a VBA storage inside. */
    private static boolean hasMacros(DirectoryNode root) {
        List<DirectoryNode> open = new ArrayList<>(List.of(root));
        for (int i = 0; i < open.size() && i < MAX_DIRECTORY; i++) {
            for (Entry entry : open.get(i)) {
                if (entry instanceof DirectoryNode folder) {
                    if (folder.getName().equalsIgnoreCase("VBA")
                            || folder.getName().equalsIgnoreCase("_VBA_PROJECT_CUR")) {
                        return true;
                    }
                    open.add(folder);
                }
            }
        }
        return false;
    }

    /** PDF and office: whether a password is needed, macros deep inside, and the text. */
    private void document(Parser parser, Path file, String name, String type, int level) throws IOException {
        var handler = new BodyContentHandler(MAX_TEXT);
        ParseContext context = context(new Inside(name, level, false));
        try (TikaInputStream in = TikaInputStream.get(file)) {
            parser.parse(in, handler, new Metadata(), context);
        } catch (EncryptedDocumentException encrypted) {
            sign(Trait.ENCRYPTED, name, type);
        } catch (SAXException | TikaException | IOException | RuntimeException unreadable) {
            rethrowBudget(unreadable);
            // More text than is kept ends here too. Otherwise the document is damaged or of an odd version: what its
            // container showed still stands, and readers differ in what they make of such a file.
            if (unreadable instanceof TikaException && unreadable.getCause() instanceof EncryptedDocumentException) {
                sign(Trait.ENCRYPTED, name, type);
            }
        }
        if (level == 0) {
            String found = handler.toString().strip();
            text = found.substring(0, Math.min(found.length(), MAX_TEXT));
        }
    }

    /** Archives and compressed files other than zip. */
    private void archive(Path file, String name, String magic, int level, boolean inArchive) throws IOException {
        Optional<Parser> parser = parser(magic);
        if (parser.isEmpty()) {
            sign(Trait.UNREADABLE, name, magic);
            return;
        }
        boolean container = !(parser.get() instanceof CompressorParser);
        if (!enter(name, magic, level, inArchive && container)) {
            return;
        }
        ParseContext context = context(new Inside(name, level, container));
        var metadata = new Metadata();
        metadata.set(Metadata.CONTENT_TYPE, magic);
        metadata.set(TikaCoreProperties.RESOURCE_NAME_KEY, lastName(name));
        try (TikaInputStream in = TikaInputStream.get(file)) {
            parser.get().parse(in, new DefaultHandler(), metadata, context);
            for (String warning : metadata.getValues(TikaCoreProperties.TIKA_META_EXCEPTION_EMBEDDED_STREAM)) {
                sign(warning.contains("ncrypted") ? Trait.ENCRYPTED : Trait.UNREADABLE, name, magic);
            }
        } catch (EncryptedDocumentException encrypted) {
            sign(Trait.ENCRYPTED, name, magic);
        } catch (SAXException | TikaException | IOException | RuntimeException unreadable) {
            rethrowBudget(unreadable);
            sign(Trait.UNREADABLE, name, magic);
        }
    }

    private static Optional<Parser> parser(String magic) {
        return switch (magic.indexOf(';') < 0 ? magic : magic.substring(0, magic.indexOf(';'))) {
            case "application/x-rar-compressed" -> Optional.of(new RarParser());
            case "application/vnd.ms-tnef" -> Optional.of(new TNEFParser());
            case "application/onenote" -> Optional.of(new OneNoteParser());
            case "application/x-7z-compressed",
                    "application/x-tar",
                    "application/x-gtar",
                    "application/x-cpio",
                    "application/x-archive",
                    "application/x-arj" -> Optional.of(new PackageParser());
            case "application/gzip",
                    "application/x-bzip",
                    "application/x-bzip2",
                    "application/x-xz",
                    "application/zlib",
                    "application/x-lz4",
                    "application/x-compress" -> Optional.of(new CompressorParser());
            default -> Optional.empty();
        };
    }

    private static void rethrowBudget(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof Budget.Exceeded exceeded) {
                throw exceeded;
            }
            if (cause instanceof WriteLimitReachedException) {
                return;
            }
        }
    }

    private static ParseContext context(Inside inside) {
        var context = new ParseContext();
        var office = new OfficeParserConfig();
        // A docx bomb of 1 MB takes the whole heap of the other extractor.
        office.setUseSAXDocxExtractor(true);
        office.setUseSAXPptxExtractor(true);
        office.setExtractMacros(true);
        context.set(OfficeParserConfig.class, office);
        var pdf = new PDFParserConfig();
        pdf.setExtractInlineImages(false);
        pdf.setOcrStrategy(PDFParserConfig.OCR_STRATEGY.NO_OCR);
        pdf.setMaxMainMemoryBytes(16L * 1024 * 1024);
        context.set(PDFParserConfig.class, pdf);
        context.set(EmbeddedDocumentExtractor.class, inside);
        return context;
    }

    /** Walks into the files that a parser finds inside another. */
    private final class Inside implements EmbeddedDocumentExtractor {
        private final String outer;
        private final int level;
        private final boolean archive;

        Inside(String outer, int level, boolean archive) {
            this.outer = outer;
            this.level = level;
            this.archive = archive;
        }

        @Override
        public boolean shouldParseEmbedded(Metadata metadata) {
            return true;
        }

        @Override
        public void parseEmbedded(InputStream in, ContentHandler handler, Metadata metadata, boolean html)
                throws IOException {
            budget.name();
            if (TikaCoreProperties.EmbeddedResourceType.MACRO
                    .name()
                    .equals(metadata.get(TikaCoreProperties.EMBEDDED_RESOURCE_TYPE))) {
                sign(Trait.MACRO, outer, "application/vnd.ms-office.vbaproject");
                return;
            }
            if (level >= MAX_LEVEL) {
                return;
            }
            String given = metadata.get(TikaCoreProperties.RESOURCE_NAME_KEY);
            Path member = budget.spool(in);
            walk(member, outer + "/" + (given == null ? "" : given), level + 1, archive);
            Files.deleteIfExists(member);
        }
    }

    private void sign(Trait trait, String name, String type) {
        String shown = name.length() <= MAX_NAME ? name : name.substring(0, MAX_NAME);
        var sign = new Sign(trait, shown, type.substring(0, Math.min(type.length(), 200)));
        if (signs.size() < MAX_SIGNS && !signs.contains(sign)) {
            signs.add(sign);
        }
    }

    private static String lastName(String name) {
        return name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
    }

    private static boolean startsWith(byte[] head, String magic) {
        for (int i = 0; i < magic.length(); i++) {
            if (i >= head.length || head[i] != magic.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
