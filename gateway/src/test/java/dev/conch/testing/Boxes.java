package dev.conch.testing;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Builds the boxes that MP4 files consist of. */
public final class Boxes {
    private Boxes() {}

    public static byte[] box(String type, byte[]... parts) {
        var content = join(parts);
        return join(number(8 + content.length), text(type), content);
    }

    public static byte[] text(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    public static byte[] number(int number) {
        return ByteBuffer.allocate(4).putInt(number).array();
    }

    public static byte[] join(byte[]... parts) {
        var all = new ByteArrayOutputStream();
        for (var part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    /** The box of a C2PA manifest, whose content nobody here reads. */
    public static byte[] c2pa() {
        return box(
                "uuid",
                HexFormat.of().parseHex("d8fec3d61b0e483c92975828877ec481"),
                number(0),
                text("manifest\0"),
                new byte[8],
                box("jumb", box("jumd", new byte[24])));
    }

    /** As ffmpeg writes a key of its user's with {@code -movflags use_metadata_tags}. */
    public static byte[] keys(String key) {
        var name = text(key);
        return box(
                "meta",
                number(0),
                box("hdlr", new byte[8], text("mdta"), new byte[13]),
                box(
                        "keys",
                        number(0),
                        number(2),
                        number(12),
                        text("mdtaabcd"),
                        number(8 + name.length),
                        text("mdta"),
                        name),
                box("ilst", box("\0\0\0\2", box("data", number(1), number(0), text("{}")))));
    }
}
