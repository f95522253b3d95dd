package dev.conch.studio.direct;

import dev.conch.studio.direct.Kind.Act;
import dev.conch.studio.direct.Script.Optics;
import dev.conch.studio.direct.Script.Pace;
import dev.conch.studio.direct.Script.Role;
import dev.conch.studio.scene.CameraPlan.Move;
import dev.conch.studio.scene.Setting;
import dev.conch.studio.scene.Setting.Light;
import dev.conch.studio.scene.Setting.Place;
import dev.conch.studio.scene.Setting.SurfaceMaterial;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The slots of a prompt: collects what is asked, settles what contradicts, fills what is open. */
final class Wishes {
    /** A phrase of the prompt: where it starts, its words, and what stands for it if not itself. */
    record Said(int at, String text, @Nullable String as) {}

    private record Cast(Mention mention, Said said) {}

    private record Deed(Mention mention, Act act, int at, String text) {}

    private static final double USUAL_FOCAL = 85;
    private static final double USUAL_BLUR = 0.5;
    private static final int MOST_MOVES = 8;
    private static final int MOST_BODIES = 12;

    private final Notes notes;
    private final List<Cast> casts = new ArrayList<>();
    private final List<Deed> deeds = new ArrayList<>();
    private final List<Move> moves = new ArrayList<>();
    private @Nullable Place place;
    private @Nullable SurfaceMaterial surface;
    private @Nullable Light light;
    private double focal = USUAL_FOCAL;
    private double blur = USUAL_BLUR;
    private Pace pace = Pace.OPEN;
    private @Nullable Act slowed;

    Wishes(Notes notes) {
        this.notes = notes;
    }

    void add(Mention mention, int at, String text, @Nullable String as) {
        casts.add(new Cast(mention, new Said(at, text, as)));
    }

    @Nullable Mention first() {
        return casts.isEmpty() ? null : casts.getFirst().mention();
    }

    void act(Mention mention, Act act, int at, String text) {
        deeds.add(new Deed(mention, act, at, text));
    }

    void place(String value, @Nullable String stuff, Said said) {
        var parts = value.split(":", 2);
        var wanted = Place.valueOf(parts[0].toUpperCase(Locale.ROOT));
        var material = parts.length == 2 ? parts[1] : stuff;
        if (place == null || (place == Place.FLOOR && wanted != Place.FLOOR)) {
            place = wanted;
            surface = material == null ? null : Stuff.named(material).surface;
        } else if (wanted != place && wanted != Place.FLOOR) {
            notes.ignored(said.at, said.text);
            return;
        } else if (wanted == place && surface == null && material != null) {
            surface = Stuff.named(material).surface;
        }
        note(said);
    }

    void light(String value, boolean negated, Said said) {
        var wanted = Light.valueOf(value.toUpperCase(Locale.ROOT));
        if (negated) {
            notes.understood(said.at, said.text);
        } else if (light == null || light == wanted) {
            light = wanted;
            note(said);
        } else {
            notes.ignored(said.at, said.text);
        }
    }

    void lens(String value, boolean negated, Said said) {
        switch (value) {
            case "shallow", "blur" -> blur = negated ? 0 : 1;
            case "deep" -> blur = negated ? 1 : 0;
            case "macro", "close" -> focal = negated ? USUAL_FOCAL : 100;
            case "wide" -> focal = negated ? USUAL_FOCAL : 28;
            case "tele" -> focal = negated ? USUAL_FOCAL : 135;
            default -> throw new IllegalStateException("lens " + value);
        }
        note(said);
    }

    void pace(boolean slow, @Nullable Act of) {
        if (slow && of != null && pace == Pace.OPEN) {
            slowed = of;
        } else {
            pace = slow ? Pace.SLOW : Pace.REAL;
        }
    }

    void move(String name) {
        var move = Move.valueOf(name);
        if (moves.size() < MOST_MOVES && !moves.contains(move)) {
            moves.add(move);
        }
    }

    private void note(Said said) {
        if (said.as == null) {
            notes.understood(said.at, said.text);
        } else {
            notes.approximated(said.at, said.text, said.as);
        }
    }

    Script script() {
        var cast = settle();
        var known = !cast.isEmpty();
        if (!known) { // nothing to show: a marble rolls by, and no word of the prompt is claimed
            // for it
            var marble = new Mention(Kind.MARBLE, true);
            marble.acts.add(Act.ROLL);
            marble.speed = 0.6;
            cast.add(marble);
        }
        var subject = 0;
        for (var i = 0; i < cast.size(); i++) {
            if (cast.get(i).ofCamera) {
                subject = i;
            }
        }
        var edge = cast.stream().anyMatch(m -> m.acts.contains(Act.EDGE));
        var where = place == null || (edge && place == Place.FLOOR) ? Place.DESK : place;
        var setting =
                new Setting(
                        where,
                        surface == null ? SurfaceMaterial.WOOD : surface,
                        light == null ? Light.SOFT_WINDOW : light);
        var optics = new Optics(focal, blur);
        var roles = cast.stream().map(Wishes::role).toList();
        return new Script(roles, subject, setting, optics, List.copyOf(moves), pace, slowed);
    }

    private static Role role(Mention m) {
        Set<Act> acts = m.acts.isEmpty() ? EnumSet.noneOf(Act.class) : EnumSet.copyOf(m.acts);
        return new Role(m.kind, m.stuffOrUsual(), m.color, m.count, acts, m.target, m.speed);
    }

    /** Joins mentions of the same thing, hands out the verbs, and tells what became of each. */
    private List<Mention> settle() {
        var things = new ArrayList<Mention>();
        for (var wantsFresh : List.of(true, false)) {
            for (var cast : casts) {
                if (cast.mention.fresh == wantsFresh) {
                    settle(cast, things);
                }
            }
        }
        for (var deed : deeds) {
            var can = deed.mention.kind.acts.contains(deed.act);
            if (can) {
                find(things, deed.mention).acts.add(deed.act);
                notes.understood(deed.at, deed.text);
            } else {
                notes.ignored(deed.at, deed.text);
            }
        }
        things.sort((a, b) -> Integer.compare(position(a), position(b)));
        return limit(things);
    }

    /** At most {@link #MOST_BODIES} bodies in all, and the caller is told where that cuts. */
    private List<Mention> limit(List<Mention> things) {
        var kept = new ArrayList<Mention>();
        var free = MOST_BODIES;
        for (var thing : things) {
            var said = casts.get(position(thing)).said;
            if (thing.count > free) {
                notes.forget(said.at);
                if (free == 0) {
                    notes.ignored(said.at, said.text);
                } else {
                    notes.approximated(said.at, said.text, "only " + free + " of them");
                }
                thing.count = free;
            }
            if (thing.count > 0) {
                kept.add(thing);
            }
            free -= thing.count;
        }
        return kept;
    }

    private void settle(Cast cast, List<Mention> things) {
        var mention = cast.mention;
        for (var thing : things) {
            if (!mention.fresh && thing.mayBe(mention)) {
                thing.merge(mention);
                return;
            }
        }
        things.add(mention);
        note(cast.said);
    }

    private static Mention find(List<Mention> things, Mention mention) {
        for (var thing : things) {
            if (thing == mention || (!mention.fresh && thing.mayBe(mention))) {
                return thing;
            }
        }
        throw new IllegalStateException("a mention was lost");
    }

    private int position(Mention mention) {
        for (var i = 0; i < casts.size(); i++) {
            if (casts.get(i).mention == mention) {
                return i;
            }
        }
        return casts.size();
    }
}
