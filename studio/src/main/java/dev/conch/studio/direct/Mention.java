package dev.conch.studio.direct;

import dev.conch.studio.direct.Kind.Act;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A thing as one place of a prompt names it; several mentions may be of the same thing. */
final class Mention {
    final Kind kind;
    final boolean fresh;
    final Set<Act> acts = new LinkedHashSet<>();
    @Nullable Stuff stuff;
    @Nullable String color;
    int count = 1;
    boolean target;
    boolean ofCamera;
    double speed = 1;

    /**
     * A new mention.
     *
     * @param fresh whether the words bring in something new ("a marble") and do not point back
     */
    Mention(Kind kind, boolean fresh) {
        this.kind = kind;
        this.fresh = fresh;
    }

    Stuff stuffOrUsual() {
        return stuff == null ? kind.stuff : stuff;
    }

    /** Whether the other mention can be of the same thing: it says nothing that differs. */
    boolean mayBe(Mention other) {
        return kind == other.kind
                && (other.stuff == null || other.stuff == stuffOrUsual())
                && (other.color == null || color == null || other.color.equals(color));
    }

    void merge(Mention other) {
        acts.addAll(other.acts);
        ofCamera |= other.ofCamera;
        target |= other.target;
        if (stuff == null) {
            stuff = other.stuff;
        }
        if (color == null) {
            color = other.color;
        }
        if (speed == 1) {
            speed = other.speed;
        }
    }
}
