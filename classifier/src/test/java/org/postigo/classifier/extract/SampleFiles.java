package org.postigo.classifier.extract;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.poi.poifs.filesystem.POIFSFileSystem;

/** Files made in memory for the tests of attachments. */
public final class SampleFiles {
    /** The first octets of a Windows program. */
    public static final byte[] PROGRAM =
            bytes("MZ\u0090\0\3\0\0\0\4\0\0\0\u00ff\u00ff\0\0" + "\0".repeat(44) + "@\0\0\0PE\0\0");

    private static final String DOCX_TYPES = """
            <?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">\
            <Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>\
            <Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/>\
            <Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>""";
    private static final String DOCX_RELATIONS = """
            <?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">\
            <Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>""";

    private SampleFiles() {}

    /** Octets of a text in ISO-8859-1. */
    public static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** A zip archive of one file. */
    public static byte[] zip(String name, byte[] body) {
        return zip(Map.of(name, body));
    }

    /** A zip archive. */
    public static byte[] zip(Map<String, byte[]> files) {
        var out = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(out)) {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                zip.putNextEntry(new ZipEntry(file.getKey()));
                zip.write(file.getValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /** A zip archive whose one file is marked as encrypted (APPNOTE 4.4.4, bit 0), in both of its headers. */
    public static byte[] encryptedZip(String name) {
        byte[] zip = zip(name, bytes("secret"));
        for (int i = 0; i < zip.length - 4; i++) {
            if (zip[i] == 'P' && zip[i + 1] == 'K' && zip[i + 2] == 3 && zip[i + 3] == 4) {
                zip[i + 6] |= 1;
            } else if (zip[i] == 'P' && zip[i + 1] == 'K' && zip[i + 2] == 1 && zip[i + 3] == 2) {
                zip[i + 8] |= 1;
            }
        }
        return zip;
    }

    /** A small zip archive that holds {@code megabytes} of zeros. */
    public static byte[] bomb(int megabytes) {
        var out = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry("zeros"));
            byte[] block = new byte[1024 * 1024];
            for (int i = 0; i < megabytes; i++) {
                zip.write(block);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /** A Word document of a text. */
    public static byte[] docx(String text, Map<String, byte[]> more) {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("[Content_Types].xml", bytes(DOCX_TYPES));
        files.put("_rels/.rels", bytes(DOCX_RELATIONS));
        files.put("word/document.xml", documentXml(text));
        files.putAll(more);
        return zip(files);
    }

    private static byte[] documentXml(String text) {
        return bytes(
                "<?xml version='1.0'?><w:document xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'>"
                        + "<w:body><w:p><w:r><w:t>" + text + "</w:t></w:r></w:p></w:body></w:document>");
    }

    /** A Word document of some 100 KB whose XML is {@code megabytes} long, in deep runs: what fills a heap. */
    public static byte[] docxBomb(int megabytes) {
        var out = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry("[Content_Types].xml"));
            zip.write(bytes(DOCX_TYPES));
            zip.putNextEntry(new ZipEntry("_rels/.rels"));
            zip.write(bytes(DOCX_RELATIONS));
            zip.putNextEntry(new ZipEntry("word/document.xml"));
            byte[] whole = documentXml("x");
            String xml = new String(whole, StandardCharsets.ISO_8859_1);
            int middle = xml.indexOf("<w:p>");
            zip.write(bytes(xml.substring(0, middle)));
            byte[] block = bytes("<w:p><w:r><w:t>bomb bomb bomb bomb bomb</w:t></w:r></w:p>".repeat(18_000));
            for (int i = 0; i < megabytes; i++) {
                zip.write(block);
            }
            zip.write(bytes(xml.substring(middle)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /** An OLE2 file with these streams; slashes make storages. */
    public static byte[] ole(String... streams) {
        try (var ole = new POIFSFileSystem()) {
            for (String stream : streams) {
                String[] path = stream.split("/");
                org.apache.poi.poifs.filesystem.DirectoryEntry folder = ole.getRoot();
                for (int i = 0; i < path.length - 1; i++) {
                    folder = folder.hasEntry(path[i])
                            ? (org.apache.poi.poifs.filesystem.DirectoryEntry) folder.getEntry(path[i])
                            : folder.createDirectory(path[i]);
                }
                folder.createDocument(path[path.length - 1], new ByteArrayInputStream(new byte[5000]));
            }
            var out = new ByteArrayOutputStream();
            ole.writeFilesystem(out);
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A file compressed by gzip. */
    public static byte[] gzip(byte[] body) {
        var out = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /** A PDF of one line. */
    public static byte[] pdf(String text) {
        return pdf(text, "");
    }

    /** A PDF that says it is encrypted, under a password that nobody knows. */
    public static byte[] encryptedPdf() {
        String junk = "<" + "5a".repeat(32) + ">";
        return pdf(
                "secret",
                "/Encrypt <</Filter/Standard/V 1/R 2/Length 40/P -4/O " + junk + "/U " + junk + ">>" + "/ID[<00><00>]");
    }

    private static byte[] pdf(String text, String trailer) {
        String content = "BT /F1 12 Tf 10 10 Td (" + text + ") Tj ET";
        String[] objects = {
            "<</Type/Catalog/Pages 2 0 R>>",
            "<</Type/Pages/Kids[3 0 R]/Count 1>>",
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
            "<</Length " + content.length() + ">>stream\n" + content + "\nendstream",
            "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        };
        var pdf = new StringBuilder("%PDF-1.4\n");
        var table = new StringBuilder("xref\n0 6\n0000000000 65535 f \n");
        for (int i = 0; i < objects.length; i++) {
            table.append("%010d 00000 n \n".formatted(pdf.length()));
            pdf.append(i + 1).append(" 0 obj\n").append(objects[i]).append("\nendobj\n");
        }
        int start = pdf.length();
        return bytes(pdf.append(table)
                .append("trailer<</Size 6/Root 1 0 R")
                .append(trailer)
                .append(">>\nstartxref\n")
                .append(start)
                .append("\n%%EOF\n")
                .toString());
    }
}
