package org.postigo.classifier.extract;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.tika.metadata.Metadata;
import org.apache.tika.metadata.TikaCoreProperties;
import org.apache.tika.mime.MimeTypes;
import org.postigo.mail.message.ParsedMessage;
import org.postigo.mail.message.Part;

/**
 * What a file is by its first octets and its name, without opening it; safe in this process.
 *
 * @param name as the sender gave it; hostile text
 * @param magic media type by octets alone, {@code application/octet-stream} if they are like nothing known
 * @param type the same, made more exact by the name where that agrees
 * @param shortcut whether it is a Windows shortcut
 * @param size octets
 */
public record FileType(String name, String magic, String type, boolean shortcut, long size) {
    /** Tika's search for text and HTML grows with this; what it knows by offset lies before it, but for disk images. */
    private static final int LOOKED_AT = 4 * 1024;

    private static final String UNKNOWN = "application/octet-stream";
    private static final byte[] NO_OCTETS = {};

    private static final MimeTypes TYPES = MimeTypes.getDefaultMimeTypes();

    /** Endings that Windows, macOS or a desktop run on a double click. */
    private static final Set<String> RUN_ENDINGS = Set.of(
            "exe",
            "scr",
            "com",
            "pif",
            "bat",
            "cmd",
            "cpl",
            "msi",
            "msp",
            "mst",
            "msix",
            "appx",
            "dll",
            "ocx",
            "sys",
            "vbs",
            "vbe",
            "js",
            "jse",
            "wsf",
            "wsh",
            "wsc",
            "sct",
            "hta",
            "ps1",
            "psm1",
            "psd1",
            "lnk",
            "inf",
            "reg",
            "jar",
            "jnlp",
            "apk",
            "ipa",
            "dmg",
            "pkg",
            "deb",
            "rpm",
            "appimage",
            "chm",
            "hlp",
            "gadget",
            "application",
            "appref-ms",
            "msc",
            "xll",
            "wll",
            "settingcontent-ms",
            "url",
            "scf",
            "library-ms",
            "sh",
            "command",
            "run");

    private static final Set<String> WEB_ENDINGS =
            Set.of("htm", "html", "xhtml", "shtml", "mht", "mhtml", "svg", "xht");

    private static final Map<String, Family> ENDINGS = Stream.of(
                    endings(Family.PDF, "pdf"),
                    endings(Family.IMAGE, "jpg jpeg png gif bmp tif tiff webp heic"),
                    endings(
                            Family.OFFICE,
                            "doc docx docm dot dotx xls xlsx xlsm xlsb ppt pptx pptm pps odt ods odp rtf"),
                    endings(Family.TEXT, "txt csv log xml json md ics vcf"),
                    endings(Family.ARCHIVE, "zip rar 7z gz tgz tar bz2 xz cab iso img"),
                    endings(Family.MEDIA, "mp3 mp4 wav avi mov"))
            .flatMap(map -> map.entrySet().stream())
            .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));

    /** Looks at a file's octets, all of them or its beginning. */
    public static FileType of(byte[] body, String name) {
        return of(body, name, body.length);
    }

    /**
     * Looks at the beginning of a file.
     *
     * @param size of the whole file
     */
    static FileType of(byte[] head, String name, long size) {
        String magic = detect(head, "");
        return new FileType(name, magic, type(head, name, magic), isShortcut(head), size);
    }

    /**
     * What octets and name show together. A name that says nothing, or what the octets say already, changes nothing, and
     * looking at the octets a second time is what costs.
     */
    private static String type(byte[] head, String name, String magic) {
        if (name.isEmpty()) {
            return magic;
        }
        String byName = detect(NO_OCTETS, name);
        return byName.equals(magic) || byName.equals(UNKNOWN) ? magic : detect(head, name);
    }

    /** What kinds of file there are to us. */
    public enum Family {
        /** Portable document. */
        PDF,
        /** Picture. */
        IMAGE,
        /** Word processing, sheets, slides, of whatever maker; zip or OLE2 inside. */
        OFFICE,
        /** Plain text of some kind. */
        TEXT,
        /** Web page, or a picture that can hold script (SVG). */
        WEB,
        /** Holds other files, or one compressed. */
        ARCHIVE,
        /** Sound and film. */
        MEDIA,
        /** Runs. */
        PROGRAM,
        /** Anything else, unknown included. */
        OTHER
    }

    private static String detect(byte[] body, String name) {
        var metadata = new Metadata();
        if (!name.isEmpty()) {
            metadata.set(TikaCoreProperties.RESOURCE_NAME_KEY, name);
        }
        try (var in = new ByteArrayInputStream(body, 0, Math.min(body.length, LOOKED_AT))) {
            return TYPES.detect(in, metadata).toString().toLowerCase(Locale.ROOT);
        } catch (IOException inMemory) {
            throw new UncheckedIOException(inMemory);
        }
    }

    /** What kind of file the octets alone show. */
    public Family family() {
        return family(magic);
    }

    /** The family of a type that was found in octets. */
    static Family family(String type) {
        String plain = type.indexOf(';') < 0 ? type : type.substring(0, type.indexOf(';'));
        return switch (plain) {
            case "application/pdf" -> Family.PDF;
            case "text/html", "application/xhtml+xml", "image/svg+xml" -> Family.WEB;
            case "application/x-msdownload",
                    "application/vnd.microsoft.portable-executable",
                    "application/x-dosexec",
                    "application/x-elf",
                    "application/x-executable",
                    "application/x-sharedlib",
                    "application/x-mach-o",
                    "application/x-mach-o-executable",
                    "application/x-sh",
                    "application/x-bat",
                    "application/java-vm",
                    "application/java-archive",
                    "application/x-java-archive",
                    "application/vnd.android.package-archive",
                    "application/x-ms-installer",
                    "application/x-mspublisher-installer",
                    "application/x-ms-shortcut",
                    "application/x-apple-diskimage",
                    "application/vnd.ms-htmlhelp",
                    "application/x-chm" -> Family.PROGRAM;
            case "application/zip",
                    "application/x-tika-ooxml",
                    "application/x-rar-compressed",
                    "application/x-7z-compressed",
                    "application/gzip",
                    "application/x-gtar",
                    "application/x-tar",
                    "application/x-bzip",
                    "application/x-bzip2",
                    "application/x-xz",
                    "application/zstd",
                    "application/zlib",
                    "application/x-lzma",
                    "application/x-lz4",
                    "application/x-cpio",
                    "application/x-archive",
                    "application/x-arj",
                    "application/x-lharc",
                    "application/x-ace-compressed",
                    "application/vnd.ms-cab-compressed",
                    "application/x-iso9660-image",
                    "application/x-compress",
                    "application/vnd.ms-tnef",
                    "application/onenote" -> Family.ARCHIVE;
            case "application/rtf",
                    "application/msword",
                    "application/x-tika-msoffice",
                    "application/x-tika-ooxml-protected" -> Family.OFFICE;
            case String office
            when office.startsWith("application/vnd.ms-")
                    || office.startsWith("application/vnd.openxmlformats")
                    || office.startsWith("application/vnd.oasis.opendocument")
                    || office.startsWith("application/vnd.sun.xml") -> Family.OFFICE;
            case String image when image.startsWith("image/") -> Family.IMAGE;
            case String media when media.startsWith("audio/") || media.startsWith("video/") -> Family.MEDIA;
            case String text when text.startsWith("text/") -> Family.TEXT;
            default -> Family.OTHER;
        };
    }

    /** Whether the file runs on a double click, by its octets or by the ending of its name. */
    public boolean runs() {
        return runsByName(name) || shortcut || family() == Family.PROGRAM;
    }

    /** Whether a file of this name runs on a double click. */
    static boolean runsByName(String name) {
        return RUN_ENDINGS.contains(ending(name));
    }

    /** MS-SHLLINK §2.1: header size and class identifier of a Windows shortcut. */
    private static boolean isShortcut(byte[] body) {
        return body.length > 8 && body[0] == 0x4C && body[1] == 0 && body[4] == 1 && body[5] == 0x14 && body[6] == 2;
    }

    /**
     * Whether the name promises something else than the octets are: {@code invoice.pdf.exe}, a PDF that is an archive,
     * letters that turn the writing direction, blanks that push the ending out of sight. What office programs open
     * under each other's names all day (HTML or text called {@code .xls}) is no disguise.
     */
    public boolean disguised() {
        if (name.codePoints().anyMatch(c -> c >= 0x202A && c <= 0x202E || c >= 0x2066 && c <= 0x2069)
                || name.contains(" ".repeat(15))) {
            return true;
        }
        String ending = ending(name);
        int dot = name.lastIndexOf('.');
        if (RUN_ENDINGS.contains(ending) && dot > 0 && ENDINGS.containsKey(ending(name.substring(0, dot)))) {
            return true;
        }
        Family promised = ENDINGS.get(ending);
        return promised != null && size > 0 && (shortcut || breaks(promised));
    }

    private boolean breaks(Family promised) {
        Family actual = family();
        return switch (promised) {
            case PDF ->
                Set.of(Family.PROGRAM, Family.WEB, Family.ARCHIVE, Family.OFFICE)
                        .contains(actual);
            case IMAGE, MEDIA ->
                Set.of(Family.PROGRAM, Family.WEB, Family.ARCHIVE, Family.OFFICE, Family.PDF)
                        .contains(actual);
            case OFFICE -> actual == Family.PROGRAM || actual == Family.ARCHIVE && !zip();
            case TEXT ->
                !magic.equals("application/x-sh")
                        && Set.of(Family.PROGRAM, Family.ARCHIVE, Family.OFFICE, Family.PDF)
                                .contains(actual);
            case ARCHIVE -> actual == Family.PROGRAM || actual == Family.WEB;
            case WEB, PROGRAM, OTHER -> false;
        };
    }

    private boolean zip() {
        return magic.equals("application/zip") || magic.startsWith("application/x-tika-ooxml");
    }

    /** Whether it is a web page or SVG, by octets or ending. */
    public boolean web() {
        return WEB_ENDINGS.contains(ending(name)) || family() == Family.WEB;
    }

    /** Whether it can hold what is not seen without opening it. */
    public boolean toBeOpened() {
        if (size == 0) {
            return false;
        }
        return switch (family(type)) {
            case PDF, ARCHIVE -> true;
            case OFFICE -> !magic.equals("text/plain");
            case PROGRAM, IMAGE, TEXT, WEB, MEDIA -> family() == Family.ARCHIVE;
            case OTHER -> ENDINGS.get(ending(name)) == Family.ARCHIVE || family() == Family.OFFICE;
        };
    }

    /** Looks at a part of a message. */
    public static FileType of(Part part) {
        return of(part.body(), part.fileName().orElse(""));
    }

    /** The parts of a message that a reader gets as files, rather than as the letter itself. */
    public static List<Part> files(ParsedMessage message) {
        return message.leaves().stream()
                .filter(part -> part.attachment()
                        || part.fileName().isPresent()
                        || !part.type().startsWith("text/") && !part.multipart())
                .toList();
    }

    /** What stands behind the last dot, lower case, without the dots and blanks that Windows drops at the end. */
    static String ending(String name) {
        int end = name.length();
        while (end > 0 && (name.charAt(end - 1) <= ' ' || name.charAt(end - 1) == '.')) {
            end--;
        }
        int dot = name.lastIndexOf('.', end - 1);
        return dot < 0 || end == 0 ? "" : name.substring(dot + 1, end).toLowerCase(Locale.ROOT);
    }

    private static Map<String, Family> endings(Family family, String endings) {
        return Stream.of(endings.split(" ")).collect(Collectors.toMap(ending -> ending, ending -> family));
    }
}
