package dev.conch.provider;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;

/**
 * Walks the boxes of one MP4 file and looks for marks. Reads headers and short texts only, never
 * the pictures, and so many boxes at most; changes nothing. Used by one thread, once.
 *
 * <p>Sources: ISO/IEC 14496-12 (boxes); QuickTime File Format (keys of metadata); C2PA 2.x, A.5
 * (the {@code uuid} box). Where writers put the key {@code AIGC} is not laid down: {@code ffmpeg
 * -movflags use_metadata_tags} writes it into {@code keys}, iTunes' way is a {@code name} in a free
 * form item, and some write a JSON text with that member as a comment.
 */
final class Mp4Boxes {
    private static final byte[] C2PA = HexFormat.of().parseHex("d8fec3d61b0e483c92975828877ec481");
    private static final String AIGC = "AIGC";

    /** Each box costs a read; no film of some minutes has nearly as many. */
    private static final int MOST_BOXES = 20_000;

    private static final int DEEPEST = 10;
    private static final int LONGEST_TEXT = 64 << 10;

    /**
     * What is looked into, and every item of {@code ilst}; the tables of samples, which are most of
     * a file's boxes, are not.
     */
    private static final Set<String> CONTAINERS =
            Set.of("moov", "trak", "mdia", "udta", "meta", "ilst");

    private final Bytes bytes;
    private final long length;
    private int visited;
    private boolean moov;
    private boolean c2pa;
    private boolean aigc;
    private boolean audio;

    /** The file's bytes. */
    @FunctionalInterface
    interface Bytes {
        /** Fills {@code into} from a place on, or up to the end; -1 beyond it. */
        int read(ByteBuffer into, long at) throws IOException;
    }

    Mp4Boxes(Bytes bytes, long length) {
        this.bytes = bytes;
        this.length = length;
    }

    /** A part of the file. */
    private record Box(String type, long start, long end) {
        long length() {
            return end - start;
        }
    }

    Optional<VideoMarks> marks() throws IOException {
        var file = new Box("", 0, length);
        return walk(file, 0) && moov
                ? Optional.of(new VideoMarks(c2pa, aigc, audio))
                : Optional.empty();
    }

    /** Looks at all boxes in {@code parent}; false if there are too many, or none to begin with. */
    private boolean walk(Box parent, int depth) throws IOException {
        long at = parent.start();
        while (at + 8 <= parent.end()) {
            if (++visited > MOST_BOXES) {
                return false;
            }
            var found = header(at, parent.end());
            if (found.isEmpty()) {
                return depth > 0; // what was understood so far counts, but not below the surface
            }
            if (!visit(found.get(), parent, depth)) {
                return false;
            }
            at = found.get().end();
        }
        return depth > 0 || at == parent.end();
    }

    private boolean visit(Box box, Box parent, int depth) throws IOException {
        look(box, depth);
        boolean container = CONTAINERS.contains(box.type()) || parent.type().equals("ilst");
        if (!container || depth == DEEPEST) {
            return true;
        }
        return walk(box.type().equals("meta") ? insideMeta(box) : box, depth + 1);
    }

    private void look(Box box, int depth) throws IOException {
        switch (box.type()) {
            case "moov" -> moov |= depth == 0;
            case "uuid" -> c2pa |= depth == 0 && Arrays.equals(read(box, C2PA.length), C2PA);
            case "hdlr" -> audio |= depth == 3 && handler(box).equals("soun");
            case AIGC -> aigc = true;
            case "keys" -> aigc |= inKeys(box);
            case "name" ->
                    aigc |= isAigc(text(box).replace("\0", "")); // a version stands before it
            case "data" -> aigc |= text(box).contains("\"" + AIGC + "\"");
            default -> {}
        }
    }

    private static String name(ByteBuffer head) {
        var name = new byte[4];
        head.get(4, name);
        return new String(name, StandardCharsets.ISO_8859_1);
    }

    private static byte[] bytes(ByteBuffer found) {
        var bytes = new byte[found.remaining()];
        found.get(bytes);
        return bytes;
    }

    /** The box that begins at {@code at}; empty if none can. */
    private Optional<Box> header(long at, long parentEnd) throws IOException {
        var head = read(at, 16);
        if (head.remaining() < 8) {
            return Optional.empty();
        }
        long size = Integer.toUnsignedLong(head.getInt(0));
        var type = name(head);
        long start = at + 8;
        if (size == 1) {
            if (head.remaining() < 16) {
                return Optional.empty();
            }
            size = head.getLong(8);
            start = at + 16;
        } else if (size == 0) {
            size = parentEnd - at;
        }
        boolean fits = size >= start - at && size <= parentEnd - at;
        return fits ? Optional.of(new Box(type, start, at + size)) : Optional.empty();
    }

    /** ISO's {@code meta} has a version before its boxes, QuickTime's has not. */
    private Box insideMeta(Box meta) throws IOException {
        var head = read(meta.start(), 8);
        boolean quickTime = head.remaining() == 8 && name(head).equals("hdlr");
        long start = Math.min(meta.end(), meta.start() + (quickTime ? 0 : 4));
        return new Box(meta.type(), start, meta.end());
    }

    /** Version, a reserved number, then what the track is. */
    private String handler(Box hdlr) throws IOException {
        var head = read(hdlr, 12);
        return head.length < 12 ? "" : new String(head, 8, 4, StandardCharsets.ISO_8859_1);
    }

    /** Version and count, then for each key its size, its name space and its name. */
    private boolean inKeys(Box keys) throws IOException {
        var all = ByteBuffer.wrap(read(keys, LONGEST_TEXT));
        for (int at = 8; at + 8 <= all.limit(); ) {
            int size = all.getInt(at);
            if (size < 8 || size > all.limit() - at) {
                return false;
            }
            var name = new String(all.array(), at + 8, size - 8, StandardCharsets.UTF_8);
            if (isAigc(name)) {
                return true;
            }
            at += size;
        }
        return false;
    }

    private static boolean isAigc(String key) {
        return key.equals(AIGC) || key.endsWith("." + AIGC);
    }

    private String text(Box box) throws IOException {
        return new String(read(box, LONGEST_TEXT), StandardCharsets.UTF_8);
    }

    private byte[] read(Box box, int most) throws IOException {
        var found = read(box.start(), (int) Math.min(most, box.length()));
        return bytes(found);
    }

    private ByteBuffer read(long at, int count) throws IOException {
        var buffer = ByteBuffer.allocate(count);
        while (buffer.hasRemaining()) {
            int n = bytes.read(buffer, at + buffer.position());
            if (n <= 0) {
                break;
            }
        }
        return buffer.flip();
    }
}
