package dev.conch.studio.direct;

import dev.conch.studio.direct.Kind.Act;
import dev.conch.studio.direct.Lexicon.Entry;
import dev.conch.studio.direct.Lexicon.Match;
import dev.conch.studio.scene.Interpretation;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Goes through a prompt word by word and fills the slots of a {@link Wishes}. For one prompt only.
 *
 * <p>English puts the doer before the verb and the done-to after it, adjectives before their noun;
 * that, commas and small words like "while" are all the grammar there is here.
 */
final class Listener {
    private static final Pattern NUMBER = Pattern.compile("\\d{1,3}");

    private final Lexicon lexicon;
    private final Notes notes = new Notes();
    private final Wishes wishes = new Wishes(notes);
    private List<Word> words = List.of();

    /** A stretch of words: where it starts and what it says there. */
    private record Piece(Entry entry, int at, String text) {}

    /** A verb of something, to be told as understood once it is known whose. */
    private record Doing(Act act, int at, String text) {}

    private final List<Piece> adjectives = new ArrayList<>();
    private final List<Doing> waiting = new ArrayList<>();
    private List<Mention> subjects = List.of();
    private @Nullable Mention latest;
    private @Nullable Mention cameras;
    private @Nullable Act latestAct;
    private boolean article;
    private boolean fresh;
    private boolean bound;
    private boolean spoiled;
    private boolean stranger;
    private boolean verbSeen;
    private boolean joined;
    private boolean hitting;
    private boolean negated;
    private boolean ofCamera;
    private boolean cameraMoved;
    private int cameraWord = -1;
    private double speed = 1;

    Listener(Lexicon lexicon) {
        this.lexicon = lexicon;
    }

    Interpretation interpretation() {
        return notes.told();
    }

    Script listen(List<Word> prompt) {
        words = prompt;
        for (var i = 0; i < words.size(); ) {
            if (i > 0 && words.get(i).sentence() != words.get(i - 1).sentence()) {
                endSentence();
            } else if (i > 0 && words.get(i).clause() != words.get(i - 1).clause()) {
                endClause();
            }
            var match = lexicon.longest(words, i, ofCamera);
            if (match == null) {
                unknown(i++);
            } else {
                hear(match, i);
                i += match.length();
            }
        }
        endSentence();
        assignWaiting(wishes.first());
        return wishes.script();
    }

    private void endSentence() {
        endClause();
        dropAdjectives();
        if (cameraWord >= 0) {
            notes.ignored(cameraWord, words.get(cameraWord).text());
        }
        cameraWord = -1;
        cameras = null;
        ofCamera = false;
        cameraMoved = false;
        latestAct = null;
        article = false;
    }

    private void endClause() {
        verbSeen = false;
        stranger = false;
        hitting = false;
        negated = false;
        joined = false;
    }

    private void unknown(int at) {
        var word = words.get(at);
        if (NUMBER.matcher(word.lower()).matches()) {
            adjectives.add(
                    new Piece(
                            new Entry(Entry.Slot.COUNT, word.lower(), null, false),
                            at,
                            word.text()));
            return;
        }
        notes.ignored(at, word.text());
        spoiled |= !adjectives.isEmpty();
        if (article && !verbSeen) {
            stranger = true;
        }
    }

    private void hear(Match match, int at) {
        var piece = new Piece(match.entry(), at, text(at, match.length()));
        switch (match.entry().slot()) {
            case OBJECT -> object(piece, words.get(at + match.length() - 1).lower());
            case MATERIAL, SURFACE, COLOR, COUNT -> adjectives.add(piece);
            case PLACE -> place(piece);
            case ACTION -> action(piece);
            case LIGHT, LENS, STYLE -> mood(piece);
            case CAMERA, MOVEMENT -> camera(piece);
            case CAMERA_WORD -> cameraWord(at);
            case TIME -> time(piece);
            case SPEED -> speed(piece);
            case NOT -> negated = true;
            case CLAUSE -> clause(piece);
            case ARTICLE -> {
                article = true;
                fresh = match.entry().value().equals("a");
            }
            case BINDER -> {
                dropAdjectives();
                bound = true;
            }
            case SILENT -> {}
        }
    }

    private String text(int at, int length) {
        var text = new StringBuilder(words.get(at).text());
        for (var i = at + 1; i < at + length; i++) {
            text.append(' ').append(words.get(i).text());
        }
        return text.toString();
    }

    private void clause(Piece piece) {
        dropAdjectives();
        var kind = piece.entry.value();
        if (kind.equals("and")) {
            joined = !verbSeen && latest != null;
            verbSeen = false;
            stranger = false;
            article = false;
            return;
        }
        if (kind.equals("while")) {
            ofCamera = false;
        } else if (latest
                != null) { // "that", "which": the thing just named goes on to do something
            subjects = List.of(latest);
        }
        endClause();
    }

    // --- things ---

    private void object(Piece head, String lastWord) {
        if (negated) {
            notes.understood(head.at, head.text);
            adjectives.clear();
            return;
        }
        if (ofCamera && cameraMoved && !hitting && cameras != null) {
            ofCamera = false; // the camera has its object; whatever comes next acts by itself
        }
        var kind = Kind.named(head.entry.value());
        var counted = adjectives.stream().anyMatch(a -> a.entry.slot() == Entry.Slot.COUNT);
        var mention = new Mention(kind, !ofCamera && ((article && fresh) || counted));
        mention.count = plural(lastWord, counted) ? kind.several() : 1;
        mention.ofCamera = ofCamera;
        mention.target = hitting;
        mention.speed = speed;
        speed = 1;
        describe(mention, head);
        if (!adjectives.isEmpty() || mention.count > 1) {
            fresh = false;
        }
        adjectives.clear();
        assignWaiting(mention);
        if (ofCamera) {
            cameras = mention;
        } else if (!mention.target && !verbSeen) {
            subjects = joined ? append(subjects, mention) : List.of(mention);
        }
        latest = mention;
        stranger = false;
        article = false;
        joined = false;
        spoiled = false;
        bound = false;
    }

    private boolean plural(String lastWord, boolean counted) {
        return lastWord.equals("dice")
                ? !counted && !(article && fresh)
                : lexicon.plural(lastWord) && !counted;
    }

    private static List<Mention> append(List<Mention> list, Mention mention) {
        var longer = new ArrayList<>(list);
        longer.add(mention);
        return longer;
    }

    /** Gives a thing its adjectives and notes how the whole phrase was taken. */
    private void describe(Mention mention, Piece head) {
        var start = head.at;
        var text = new StringBuilder();
        @Nullable String as = head.entry.as();
        for (var adjective : adjectives) {
            if (take(mention, adjective)) {
                start = Math.min(start, adjective.at);
                text.append(adjective.text).append(' ');
                if (as == null && adjective.entry.as() != null) {
                    as = adjective.entry.as() + " " + head.entry.value();
                }
            } else {
                notes.ignored(adjective.at, adjective.text);
            }
        }
        text.append(head.text);
        wishes.add(mention, start, text.toString(), as);
    }

    private boolean take(Mention mention, Piece adjective) {
        var value = adjective.entry.value();
        return switch (adjective.entry.slot()) {
            case MATERIAL -> {
                var free = mention.stuff == null;
                if (free) {
                    mention.stuff = Stuff.named(value);
                }
                yield free;
            }
            case COLOR -> {
                var stuff = materialAhead(mention);
                var fits = mention.color == null && stuff.takes(value);
                if (fits) {
                    mention.color = value;
                }
                yield fits;
            }
            case COUNT -> {
                mention.count = Math.clamp(Integer.parseInt(value), 1, 999);
                yield true;
            }
            default -> false;
        };
    }

    /**
     * "blue glass marble": the color comes before the stuff that decides whether it can have one.
     */
    private Stuff materialAhead(Mention mention) {
        for (var adjective : adjectives) {
            if (adjective.entry.slot() == Entry.Slot.MATERIAL) {
                return Stuff.named(adjective.entry.value());
            }
        }
        return mention.stuffOrUsual();
    }

    private void place(Piece head) {
        if (negated) {
            notes.understood(head.at, head.text);
            adjectives.clear();
            return;
        }
        var text = new StringBuilder();
        var start = head.at;
        @Nullable String as = head.entry.as();
        @Nullable String surface = null;
        for (var adjective : adjectives) {
            var slot = adjective.entry.slot();
            if (slot == Entry.Slot.MATERIAL || slot == Entry.Slot.SURFACE) {
                surface = adjective.entry.value();
                start = Math.min(start, adjective.at);
                text.append(adjective.text).append(' ');
                as =
                        as == null && adjective.entry.as() != null
                                ? adjective.entry.as() + " " + head.entry.value()
                                : as;
            } else if (slot == Entry.Slot.COLOR) {
                notes.ignored(adjective.at, adjective.text);
            }
        }
        adjectives.clear();
        wishes.place(
                head.entry.value(),
                surface,
                new Wishes.Said(start, text.append(head.text).toString(), as));
        article = false;
        spoiled = false;
        bound = false;
        stranger = false;
    }

    /**
     * Adjectives whose noun never came: "made of glass" is about the thing before, else nothing.
     */
    private void dropAdjectives() {
        for (var adjective : adjectives) {
            var given = bound && !spoiled && latest != null && take(latest, adjective);
            if (given) {
                said(adjective);
            } else if (!wordy(adjective)) {
                notes.ignored(adjective.at, adjective.text);
            }
        }
        adjectives.clear();
        bound = false;
        spoiled = false;
    }

    /**
     * Number words without a noun say nothing: "one", "many". Figures may, so they are reported.
     */
    private static boolean wordy(Piece adjective) {
        return adjective.entry.slot() == Entry.Slot.COUNT
                && !Character.isDigit(adjective.text.codePointAt(0));
    }

    private void said(Piece piece) {
        var as = piece.entry.as();
        if (as == null) {
            notes.understood(piece.at, piece.text);
        } else {
            notes.approximated(piece.at, piece.text, as);
        }
    }

    // --- what they do ---

    private void action(Piece piece) {
        var doing = new Doing(Act.named(piece.entry.value()), piece.at, piece.text);
        if (negated) {
            notes.understood(piece.at, piece.text);
            return;
        }
        var before = article && !stranger; // "a rolling marble"
        if (!before) {
            dropAdjectives();
        }
        latestAct = doing.act;
        if (ofCamera) {
            if (cameras == null) {
                notes.ignored(piece.at, piece.text);
            } else {
                assign(List.of(doing), cameras);
            }
        } else if (stranger && !verbSeen) {
            notes.ignored(piece.at, piece.text);
            subjects = List.of();
        } else if (before || subjects.isEmpty()) {
            waiting.add(doing);
        } else {
            for (var subject : subjects) {
                assign(List.of(doing), subject);
            }
        }
        if (!before) {
            verbSeen = true;
            article = false;
            hitting = doing.act == Act.COLLIDE;
        }
    }

    /** Gives the verbs that came before their noun to their doer, or to nobody. */
    private void assignWaiting(@Nullable Mention mention) {
        assign(waiting, mention);
        waiting.clear();
    }

    private void assign(List<Doing> doings, @Nullable Mention mention) {
        for (var doing : doings) {
            if (mention == null) {
                notes.ignored(doing.at, doing.text);
            } else {
                wishes.act(mention, doing.act, doing.at, doing.text);
            }
        }
    }

    private void speed(Piece piece) {
        var factor = Double.parseDouble(piece.entry.value());
        if (ofCamera) {
            if (factor > 1) {
                notes.ignored(piece.at, piece.text);
            } else {
                notes.understood(piece.at, piece.text); // all camera moves are slow
            }
            return;
        }
        notes.understood(piece.at, piece.text);
        if (subjects.isEmpty()) {
            speed = factor;
        }
        for (var subject : subjects) {
            subject.speed = factor;
        }
    }

    // --- how it looks ---

    private void mood(Piece piece) {
        dropAdjectives();
        article = false;
        var said = new Wishes.Said(piece.at, piece.text, piece.entry.as());
        switch (piece.entry.slot()) {
            case LIGHT -> wishes.light(piece.entry.value(), negated, said);
            case LENS -> wishes.lens(piece.entry.value(), negated, said);
            default -> said(piece);
        }
    }

    private void time(Piece piece) {
        article = false;
        notes.understood(piece.at, piece.text);
        var slow = piece.entry.value().equals("slow") != negated;
        wishes.pace(slow, latestAct);
    }

    private void cameraWord(int at) {
        dropAdjectives();
        ofCamera = true;
        cameraMoved = false;
        cameras = null;
        cameraWord = at;
        article = false;
    }

    private void camera(Piece piece) {
        dropAdjectives();
        var text = piece.text;
        var at = piece.at;
        if (cameraWord >= 0 && onlyQuietBetween(cameraWord, at)) {
            text = text(cameraWord, at - cameraWord) + " " + text;
            at = cameraWord;
        }
        cameraWord = -1;
        if (words.get(at).bracketed()) {
            text = "[" + text + "]";
        }
        var value = piece.entry.value();
        if (piece.entry.slot() == Entry.Slot.MOVEMENT) {
            value = negated ? "static" : "orbit";
        } else if (negated) {
            value = "";
        }
        notes.understood(at, text);
        if (!value.isEmpty()) {
            wishes.move(value.toUpperCase(Locale.ROOT));
        }
        cameraMoved = true;
        if (value.equals("follow")) {
            ofCamera = true;
        }
        article = false;
    }

    private boolean onlyQuietBetween(int from, int to) {
        Set<Entry.Slot> quiet =
                EnumSet.of(
                        Entry.Slot.SILENT, Entry.Slot.BINDER, Entry.Slot.SPEED, Entry.Slot.ARTICLE);
        for (var i = from + 1; i < to; i++) {
            var match = lexicon.longest(words, i, false);
            if (match == null || !quiet.contains(match.entry().slot())) {
                return false;
            }
        }
        return words.get(from).clause() == words.get(to).clause();
    }
}
