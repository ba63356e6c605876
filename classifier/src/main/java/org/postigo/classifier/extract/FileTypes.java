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
import org.postigo.mail.finding.MessageDigest;
import org.postigo.mail.message.ParsedMessage;
import org.postigo.mail.message.Part;

/** Tells what a file is by its first octets and its name, without opening it: microseconds, and safe in this process. */
public final class FileTypes {
    private static final int LOOKED_AT = 64 * 1024;
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

    private FileTypes() {}

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

    /**
     * The type of a file by its octets, made more exact by its name where that agrees with them.
     *
     * @return a media type in lower case, {@code application/octet-stream} if it is like nothing known
     */
    public static String of(byte[] body, String name) {
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

    /** The family of a type that was found in octets. */
    public static Family family(String type) {
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
    public static boolean runs(byte[] body, String name) {
        return RUN_ENDINGS.contains(ending(name)) || isShortcut(body) || family(of(body, "")) == Family.PROGRAM;
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
    public static boolean disguised(byte[] body, String name) {
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
        if (promised == null || body.length == 0) {
            return false;
        }
        Family actual = family(of(body, ""));
        return isShortcut(body)
                || switch (promised) {
                    case PDF, IMAGE, MEDIA ->
                        Set.of(Family.PROGRAM, Family.WEB, Family.ARCHIVE, Family.OFFICE)
                                        .contains(actual)
                                || promised != Family.PDF && actual == Family.PDF;
                    case OFFICE ->
                        actual == Family.PROGRAM
                                || actual == Family.ARCHIVE
                                        && !of(body, "").equals("application/zip")
                                        && !isOoxml(body);
                    case TEXT ->
                        Set.of(Family.PROGRAM, Family.ARCHIVE, Family.OFFICE, Family.PDF)
                                        .contains(actual)
                                && !of(body, "").equals("application/x-sh");
                    case ARCHIVE -> actual == Family.PROGRAM || actual == Family.WEB;
                    case WEB, PROGRAM, OTHER -> false;
                };
    }

    private static boolean isOoxml(byte[] body) {
        return of(body, "").startsWith("application/x-tika-ooxml");
    }

    /** Whether it is a web page or SVG, by octets or ending. */
    public static boolean web(byte[] body, String name) {
        return Set.of("htm", "html", "xhtml", "shtml", "mht", "mhtml", "svg", "xht")
                        .contains(ending(name))
                || family(of(body, "")) == Family.WEB;
    }

    /** Whether it can hold what is not seen without opening it. */
    public static boolean toBeOpened(byte[] body, String name) {
        if (body.length == 0) {
            return false;
        }
        return switch (family(of(body, name))) {
            case PDF, ARCHIVE -> true;
            case OFFICE -> !of(body, "").equals("text/plain");
            case PROGRAM, IMAGE, TEXT, WEB, MEDIA -> family(of(body, "")) == Family.ARCHIVE;
            case OTHER -> ENDINGS.get(ending(name)) == Family.ARCHIVE || family(of(body, "")) == Family.OFFICE;
        };
    }

    /** The parts of a message that a reader gets as files, rather than as the letter itself. */
    public static List<Part> files(ParsedMessage message) {
        return message.leaves().stream()
                .filter(part -> part.attachment()
                        || part.fileName().isPresent()
                        || !part.type().startsWith("text/") && !part.multipart())
                .toList();
    }

    /** The same by name and true type, for lists and the journal. */
    public static List<MessageDigest.Attachment> attachments(ParsedMessage message) {
        return files(message).stream()
                .limit(100)
                .map(part -> {
                    String name = part.fileName().orElse("");
                    return new MessageDigest.Attachment(name, of(part.body(), name), part.body().length);
                })
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
