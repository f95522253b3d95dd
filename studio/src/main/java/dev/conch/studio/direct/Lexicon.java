package dev.conch.studio.direct;

import dev.conch.studio.direct.Lexicon.Entry.Slot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The words that the studio knows, from a data file. {@code docs/lexicon.md} says how to add some.
 */
final class Lexicon {
    private static final int VERSION = 1;

    /** Filler words that may stand inside a phrase: "pans slowly to the left" is "pan left". */
    private static final int MOST_FILLERS = 2;

    /**
     * What a phrase means.
     *
     * @param as what is shown instead, when that is not quite what the phrase names
     * @param cameraOnly true for what only a camera does by these words
     */
    record Entry(Slot slot, String value, @Nullable String as, boolean cameraOnly) {
        /** What kind of thing a phrase says. */
        enum Slot {
            OBJECT,
            MATERIAL,
            SURFACE,
            COLOR,
            PLACE,
            ACTION,
            LIGHT,
            LENS,
            CAMERA,
            CAMERA_WORD,
            MOVEMENT,
            TIME,
            STYLE,
            COUNT,
            SPEED,
            NOT,
            CLAUSE,
            ARTICLE,
            BINDER,
            SILENT
        }
    }

    /** A phrase found: what it means and how many words it takes. */
    record Match(Entry entry, int length) {}

    private static final class Node {
        final Map<String, Node> next = new HashMap<>();
        final List<Entry> entries = new ArrayList<>(1);
    }

    private final Node root = new Node();
    private final Map<String, String> irregular = new HashMap<>();

    private Lexicon() {}

    /** The English one, from the resource {@code lexicon-en.json}. */
    static Lexicon english() {
        try (var in = Lexicon.class.getResourceAsStream("lexicon-en.json")) {
            if (in == null) {
                throw new IllegalStateException("lexicon-en.json is missing");
            }
            var lexicon = new Lexicon();
            lexicon.load(JsonMapper.builder().build().readTree(in));
            return lexicon;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void load(JsonNode file) {
        if (file.get("version").intValue() != VERSION) {
            throw new IllegalStateException("lexicon version must be " + VERSION);
        }
        for (var form : file.get("irregular").properties()) {
            irregular.put(form.getKey(), form.getValue().stringValue());
        }
        for (var item : file.get("entries")) {
            var as = item.get("as");
            var entry =
                    new Entry(
                            Slot.valueOf(item.get("slot").stringValue().toUpperCase(Locale.ROOT)),
                            item.get("value").stringValue(),
                            as == null ? null : as.stringValue(),
                            item.get("camera") != null);
            for (var phrase : item.get("words")) {
                var node = root;
                for (var word : phrase.stringValue().split(" ")) {
                    node = node.next.computeIfAbsent(word, _ -> new Node());
                }
                node.entries.add(entry);
            }
        }
    }

    /**
     * The longest phrase that starts at a word, or null.
     *
     * @param ofCamera whether the camera is the one that does something here
     */
    @Nullable Match longest(List<Word> words, int at, boolean ofCamera) {
        return longest(root, words, at, at, new Search(ofCamera, words.get(at).clause()));
    }

    private record Search(boolean ofCamera, int clause) {}

    private @Nullable Match longest(Node node, List<Word> words, int start, int at, Search search) {
        var found = node == root ? null : own(node, at - start, search.ofCamera);
        var fillers = 0;
        for (var i = at; i < words.size() && words.get(i).clause() == search.clause; i++) {
            for (var form : forms(words.get(i).lower())) {
                var next = node.next.get(form);
                var match = next == null ? null : longest(next, words, start, i + 1, search);
                if (match != null && (found == null || match.length > found.length)) {
                    found = match;
                }
            }
            if (node == root
                    || node.next.isEmpty()
                    || !filler(words.get(i))
                    || ++fillers > MOST_FILLERS) {
                break;
            }
        }
        return found;
    }

    /** The camera's own meaning of a phrase comes first when the camera is meant. */
    private static @Nullable Match own(Node node, int length, boolean ofCamera) {
        Match found = null;
        for (var entry : node.entries) {
            if (entry.cameraOnly() ? ofCamera : found == null) {
                found = new Match(entry, length);
            }
        }
        return found;
    }

    private boolean filler(Word word) {
        var node = root.next.get(word.lower());
        if (node == null || node.entries.isEmpty()) {
            return false;
        }
        return switch (node.entries.getFirst().slot()) {
            case SILENT, ARTICLE, SPEED -> true;
            default -> false;
        };
    }

    /** Whether the word is a plural: it is known without its ending s, not with it. */
    boolean plural(String word) {
        return irregular.getOrDefault(word, "").equals("domino")
                ? !word.equals("domino")
                : word.endsWith("s") && !root.next.containsKey(word);
    }

    /**
     * The word itself and what it may be a form of: rolls, rolled and rolling are forms of roll.
     */
    private Set<String> forms(String word) {
        var forms = new LinkedHashSet<String>();
        forms.add(word);
        var base = irregular.get(word);
        if (base != null) {
            forms.add(base);
        }
        var length = word.length();
        if (length > 3 && word.endsWith("s") && !word.endsWith("ss")) {
            forms.add(word.substring(0, length - 1));
            if (word.endsWith("es")) {
                forms.add(word.substring(0, length - 2));
            }
            if (word.endsWith("ies")) {
                forms.add(word.substring(0, length - 3) + "y");
            }
        }
        addStem(forms, word, "ing");
        addStem(forms, word, "ed");
        return forms;
    }

    private static void addStem(Set<String> forms, String word, String ending) {
        if (word.length() < ending.length() + 3 || !word.endsWith(ending)) {
            return;
        }
        var stem = word.substring(0, word.length() - ending.length());
        forms.add(stem);
        forms.add(stem + "e");
        var last = stem.length() - 1;
        if (stem.charAt(last) == stem.charAt(last - 1)) {
            forms.add(stem.substring(0, last));
        }
    }
}
